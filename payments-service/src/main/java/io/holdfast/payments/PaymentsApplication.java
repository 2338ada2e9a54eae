package io.holdfast.payments;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** Payments, refunds, and the payment provider. */
@SpringBootApplication
@EnableConfigurationProperties(PaymentsProperties.class)
public class PaymentsApplication {

    /** Starts the service. */
    public static void main(String[] args) {
        application().run(args);
    }

    /** The service with a configuration file of its own name, so that it can run in one JVM with others. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(PaymentsApplication.class)
                .main(PaymentsApplication.class)
                .properties("spring.config.name=payments-service");
    }
}
