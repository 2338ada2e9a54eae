package io.holdfast.orders.document;

import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The pictures of events that tickets show.
 *
 * @param eventsUrl of events-service, which serves them
 * @param timeout how long tickets wait for one before they are printed without it
 */
@Validated
@ConfigurationProperties("holdfast.orders.pictures")
record PictureProperties(
        @NotNull @DefaultValue("http://localhost:8102") URI eventsUrl,
        @NotNull @DefaultValue("1s") Duration timeout) {}
