package io.holdfast.orders.placing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import io.holdfast.contracts.VenueState;
import io.holdfast.orders.inventory.Limit;
import io.holdfast.orders.order.Line;
import io.holdfast.orders.order.OrderFixtures;
import io.holdfast.orders.order.OrderStore;
import io.holdfast.orders.sale.EventSummary;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which orders carry a limit of what their buyer holds. */
class HoardingLimiterTests {

    /** Each with an address, more than a replica remembers, however late it notices. */
    private static final int MANY = 150_000;

    private static final Instant SIX = Instant.parse("2026-11-30T18:00:00Z");
    private static final EventSummary EVENT = new EventSummary(
            "Quartet", SIX, SIX, "Europe/Vienna", new VenueState("Musikverein", null, "Vienna", "AT"), 1);

    private final HoardingLimiter limiter = new HoardingLimiter(
            new HoardingProperties(40, 120, Duration.ofHours(1)),
            mock(OrderStore.class),
            Clock.fixed(SIX, ZoneOffset.UTC));

    @Test
    void theFirstQuarterIsNotChecked() {
        assertThat(limits("ada", 6)).isEmpty();
        assertThat(limits("ada", 4)).isEmpty();
        assertThat(limits("ada", 1)).containsExactly(Limit.ofHeld(40));
        assertThat(limits("bob", 10)).isEmpty();
    }

    @Test
    void everybodyIsCheckedWhileSomeAreForgotten() {
        for (int i = 0; i < MANY; i++) {
            limits("buyer" + i, 1);
        }
        assertThat(limits("ada", 1)).containsExactly(Limit.ofHeld(40));
    }

    private List<Limit> limits(String buyer, int units) {
        List<Line> lines = List.of(new Line("hall", "Hall", units, 500));
        return limiter.limited(
                        OrderFixtures.draft("order of " + buyer, buyer, buyer + "@example.com", buyer, EVENT, lines))
                .limits();
    }
}
