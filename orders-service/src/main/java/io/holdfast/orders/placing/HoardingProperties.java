package io.holdfast.orders.placing;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Limits for buyers who hold tickets and do not pay for them.
 *
 * @param units the most that one buyer may hold of an event at a time without having paid, in all orders together, unless a single order
 *     has more; 0 for no limits of this kind at all
 * @param given how many units of an event one buyer may have held, and given up or let expire, within {@code window}
 * @param window how long these count
 */
@Validated
@ConfigurationProperties("holdfast.orders.hoarding")
public record HoardingProperties(
        @Min(0) @DefaultValue("40") int units,
        @Min(1) @DefaultValue("120") int given,
        @NotNull @DefaultValue("1h") Duration window) {}
