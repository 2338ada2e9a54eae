package io.holdfast.events;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The catalogue of events. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class EventsApplication {

    /** The service, ready to run alone or beside others in one JVM. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(EventsApplication.class)
                .main(EventsApplication.class)
                .properties("spring.config.name=events-service");
    }

    public static void main(String[] args) {
        application().run(args);
    }
}
