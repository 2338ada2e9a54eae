package io.holdfast.orders.privacy;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param keepNames for how long after an event ended its orders keep the names and addresses of their buyers; zero: for as long as there
 *     are orders
 */
@ConfigurationProperties("holdfast.orders.privacy")
record PrivacyProperties(@DefaultValue("0s") Duration keepNames) {

    PrivacyProperties {
        if (keepNames.isNegative()) {
            throw new IllegalArgumentException("holdfast.orders.privacy.keep-names must not be negative");
        }
    }
}
