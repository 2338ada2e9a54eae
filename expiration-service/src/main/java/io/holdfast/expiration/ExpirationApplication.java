package io.holdfast.expiration;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** expiration-service: publishes when deadlines pass, and decides nothing. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ExpirationApplication {
    public static void main(String[] args) {
        application().run(args);
    }

    /** The application with a configuration file of its own name, since several services may share one class path. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(ExpirationApplication.class)
                .main(ExpirationApplication.class)
                .properties("spring.config.name=expiration-service");
    }
}
