package io.holdfast.webclient.backend;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Addresses of the services, and how long a page waits for them.
 *
 * @param tlsBundle the name of the {@code spring.ssl.bundle} whose authorities vouch for the services; null for those that Java trusts
 * @param connectTimeout longest wait for a connection
 * @param readTimeout longest wait for an answer to a look-up
 * @param orderTimeout longest wait for an answer that decides something, such as an order or a payment
 */
@ConfigurationProperties("holdfast.webclient")
public record BackendProperties(
        URI authUrl,
        URI eventsUrl,
        URI ordersUrl,
        URI paymentsUrl,
        @Nullable String tlsBundle,
        @DefaultValue("1s") Duration connectTimeout,
        @DefaultValue("4s") Duration readTimeout,
        @DefaultValue("20s") Duration orderTimeout) {

    URI url(Service service) {
        return switch (service) {
            case AUTH -> authUrl;
            case EVENTS -> eventsUrl;
            case ORDERS -> ordersUrl;
            case PAYMENTS -> paymentsUrl;
        };
    }
}
