package io.holdfast.auth;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** auth-service. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class AuthApplication {

    public static void main(String[] args) {
        application().run(args);
    }

    /** The application with a configuration file of its own name, since several services may share one class path. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(AuthApplication.class)
                .main(AuthApplication.class)
                .properties("spring.config.name=auth-service");
    }
}
