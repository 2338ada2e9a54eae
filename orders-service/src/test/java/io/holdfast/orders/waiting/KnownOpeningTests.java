package io.holdfast.orders.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.holdfast.contracts.WaitingRoomState;
import io.holdfast.messaging.Arrivals;
import io.holdfast.messaging.ClockSkew;
import io.holdfast.orders.sale.Sale;
import io.holdfast.orders.sale.Sales;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A room opens when it is certain that it does. */
class KnownOpeningTests {

    private static final String EVENT = "event1";
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    private final Sale sale = mock(Sale.class);
    private final Sales sales = mock(Sales.class);
    private final ClockSkew skew = mock(ClockSkew.class);
    private final Arrivals arrivals = mock(Arrivals.class);
    private final Opening opening = new KnownOpening(sales, skew, arrivals);

    @BeforeEach
    void opensAtNoon() {
        when(arrivals.now("events")).thenReturn(new Arrivals.Moment("events", 7));
        when(arrivals.areHandled(any())).thenReturn(true);
        when(skew.databaseTime()).thenReturn(NOON);
        when(sales.find(EVENT)).thenReturn(Optional.of(sale));
        opensAt(NOON);
    }

    @Test
    void opensByTheClockOfTheDatabase() {
        when(skew.databaseTime()).thenReturn(NOON.minusMillis(1));
        assertThat(opening.hasCome(EVENT)).isFalse();

        when(skew.databaseTime()).thenReturn(NOON);
        assertThat(opening.hasCome(EVENT)).isTrue();
    }

    @Test
    void opensByTheEventAsItIsStoredOnceAllMessagesAreHandled() {
        when(arrivals.areHandled(any())).thenAnswer(_ -> {
            opensAt(NOON.plusSeconds(60));
            return true;
        });
        assertThat(opening.hasCome(EVENT)).isFalse();

        when(sale.waitingRoom()).thenReturn(Optional.empty());
        when(arrivals.areHandled(any())).thenReturn(true);
        assertThat(opening.hasCome(EVENT)).isFalse();
    }

    @Test
    void waitsAMinuteForMessages() {
        when(arrivals.areHandled(any())).thenReturn(false);
        assertThat(opening.hasCome(EVENT)).isFalse();
        when(skew.databaseTime()).thenReturn(NOON.plusSeconds(59));
        assertThat(opening.hasCome(EVENT)).isFalse();

        when(skew.databaseTime()).thenReturn(NOON.plusSeconds(60));
        assertThat(opening.hasCome(EVENT)).isTrue();
    }

    private void opensAt(Instant time) {
        when(sale.waitingRoom()).thenReturn(Optional.of(new WaitingRoomState(time, null, null)));
    }
}
