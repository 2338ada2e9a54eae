package io.holdfast.orders;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The orders service: the only place where it is decided who gets a ticket. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class OrdersApplication {

    public static void main(String[] args) {
        application().run(args);
    }

    /** This service as it runs everywhere: alone, beside the others in one JVM, and in tests. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(OrdersApplication.class)
                .main(OrdersApplication.class)
                .properties("spring.config.name=orders-service");
    }
}
