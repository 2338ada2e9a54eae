package io.holdfast.webclient;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The pages. It stores nothing: a visitor is a cookie, everything else is requested from the services. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class WebClientApplication {

    /** The application with its own configuration file, to be run alone or beside the other services in one JVM. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(WebClientApplication.class)
                .main(WebClientApplication.class)
                .properties("spring.config.name=web-client");
    }

    static void main(String[] args) {
        application().run(args);
    }
}
