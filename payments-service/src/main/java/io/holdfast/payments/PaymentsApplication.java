package io.holdfast.payments;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Payments, refunds, and the payment provider. */
@SpringBootApplication
@EnableScheduling
@EnableConfigurationProperties(PaymentsProperties.class)
public class PaymentsApplication {

    /** Starts the service. */
    public static void main(String[] args) {
        application().run(args);
    }

    /** The service with its own configuration file, to be run beside others too. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(PaymentsApplication.class)
                .main(PaymentsApplication.class)
                .properties("spring.config.name=payments-service");
    }
}
