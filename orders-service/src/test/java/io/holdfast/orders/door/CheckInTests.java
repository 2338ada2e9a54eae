package io.holdfast.orders.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderFixtures;
import io.holdfast.orders.order.OrderStore;
import io.holdfast.orders.sale.Sale;
import io.holdfast.web.Caller;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A door that was offline tells later when it was shown a ticket, and its clock may be wrong. */
class CheckInTests {

    private static final Instant NOW = OrderFixtures.PAID.plus(Duration.ofDays(3));
    private static final Caller DOOR = new Caller("organizer", "eve@example.com", "Eve", "session", "token");

    private final OrderStore orders = mock(OrderStore.class);
    private final Sale sale = mock(Sale.class);
    private final CheckIn checkIn = new CheckIn(orders, mock(DoorMeters.class), Clock.fixed(NOW, ZoneOffset.UTC));

    private @Nullable Instant admittedAt(@Nullable Instant shownAt) {
        Order order = OrderFixtures.completed(1250);
        String code = order.tickets().getFirst().code();
        when(sale.eventId()).thenReturn("event1");
        when(orders.findByTicketCode("event1", code)).thenReturn(Optional.of(order));
        when(orders.saveTickets(any(), anyLong())).thenReturn(true);
        return checkIn.checkIn(DOOR, Optional.empty(), sale, new CheckInRequest(code, shownAt, null, null))
                .value()
                .admittedAt();
    }

    /** @param given and {@code kept}: seconds after the payment */
    @ParameterizedTest
    @CsvSource({"1, 1", "0, 0", "-1, 0", "-61, 0", "259200, 259200", "259201, 259200"})
    void theTimeOfAScanIsAfterThePaymentAndNotToCome(long given, long kept) {
        assertThat(admittedAt(OrderFixtures.PAID.plusSeconds(given))).isEqualTo(OrderFixtures.PAID.plusSeconds(kept));
    }

    @Test
    void aScanWithoutATimeIsNow() {
        assertThat(admittedAt(null)).isEqualTo(NOW);
    }
}
