package io.holdfast.orders.buyer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import io.holdfast.orders.OrdersProperties;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderFixtures;
import io.holdfast.orders.order.OrderService;
import io.holdfast.orders.sale.Sale;
import io.holdfast.orders.sale.Sales;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tickets are taken back by the organizer's terms, and after a move by the right to return: whichever ends later. */
class SellBackTests {

    private static final Instant NOW = OrderFixtures.PAID.plusSeconds(60);
    private static final Instant BEFORE = NOW.minusSeconds(1);
    private static final Instant SOON = NOW.plusSeconds(60);
    private static final Instant LATER = NOW.plus(Duration.ofDays(1));
    private static final Caller ADA = new Caller("buyer1", "ada@example.com", "Ada", "session", "token");

    private final Order order = OrderFixtures.completed(1250);
    private final BuyerOrders orders = mock(BuyerOrders.class);
    private final OrderService service = mock(OrderService.class);
    private final Sales sales = mock(Sales.class);
    private final OrdersProperties properties = mock(OrdersProperties.class);
    private final SellBack sellBack =
            new SellBack(orders, service, sales, properties, Clock.fixed(NOW, ZoneOffset.UTC));

    @BeforeEach
    void anOrderIsPaid() {
        when(properties.sellBackUntil()).thenReturn(Duration.ofMinutes(10));
        when(orders.find(ADA, "order1")).thenReturn(order);
    }

    /**
     * @param byTerms until when the organizer takes tickets back; null for never
     * @param afterMove until when they may be returned; null if the event was not moved
     */
    private Optional<Sale> sale(@Nullable Instant byTerms, @Nullable Instant afterMove) {
        Sale sale = mock(Sale.class);
        when(sale.takesBackUntil(any())).thenReturn(Optional.ofNullable(byTerms));
        when(sale.returnsUntil(order.terms().event())).thenReturn(Optional.ofNullable(afterMove));
        when(sales.find("event1")).thenReturn(Optional.of(sale));
        return Optional.of(sale);
    }

    @Test
    void theRightToReturnLastsWhenTheTermsNoLongerAllowIt() {
        Optional<Sale> sale = sale(BEFORE, LATER);
        assertThat(sellBack.sellableUntil(order, sale)).isEqualTo(LATER);

        sellBack.sellBack(ADA, "order1", null);

        verify(service).returnMoved(order);
    }

    @Test
    void theTermsAllowItWhenTheRightToReturnIsOver() {
        Optional<Sale> sale = sale(LATER, BEFORE);
        assertThat(sellBack.sellableUntil(order, sale)).isEqualTo(LATER);
        assertThat(sellBack.returnableUntil(order, sale)).isNull();

        sellBack.sellBack(ADA, "order1", null);

        verify(service).sellBack(order);
    }

    @Test
    void whileBothLastTheLaterOneIsTold() {
        assertThat(sellBack.sellableUntil(order, sale(SOON, LATER))).isEqualTo(LATER);
        assertThat(sellBack.sellableUntil(order, sale(LATER, SOON))).isEqualTo(LATER);
        assertThat(sellBack.returnableUntil(order, sale(LATER, SOON))).isEqualTo(SOON);
    }

    @Test
    void aTicketAloneIsReturnedLikeAllOfThem() {
        sale(null, LATER);
        sellBack.sellBack(ADA, "order1", List.of("ticket1"));
        verify(service).sellBack(order, Set.of("ticket1"), true);

        sale(LATER, null);
        sellBack.sellBack(ADA, "order1", List.of("ticket1"));
        verify(service).sellBack(order, Set.of("ticket1"), false);
    }

    @Test
    void nothingIsTakenBackOnceBothAreOver() {
        Optional<Sale> sale = sale(BEFORE, NOW);
        assertThat(sellBack.sellableUntil(order, sale)).isNull();
        assertThatThrownBy(() -> sellBack.sellBack(ADA, "order1", null))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(NOW.toString());

        sale(null, null);
        assertThatThrownBy(() -> sellBack.sellBack(ADA, "order1", null)).isInstanceOf(ProblemException.class);
        verifyNoInteractions(service);
    }
}
