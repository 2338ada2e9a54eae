package io.holdfast.expiration;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The expiration service: says when deadlines pass, and decides nothing. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ExpirationApplication {
    public static void main(String[] args) {
        application().run(args);
    }

    /** This service as it runs everywhere: alone, beside the others in one JVM, and in tests. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(ExpirationApplication.class)
                .main(ExpirationApplication.class)
                .properties("spring.config.name=expiration-service");
    }
}
