package io.holdfast.events;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** events-service. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class EventsApplication {

    /** The application with a configuration file of its own name, since several services may share one class path. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(EventsApplication.class)
                .main(EventsApplication.class)
                .properties("spring.config.name=events-service");
    }

    public static void main(String[] args) {
        application().run(args);
    }
}
