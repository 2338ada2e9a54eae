package io.holdfast.orders.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.VenueState;
import io.holdfast.mail.Mail;
import io.holdfast.mail.Mails;
import io.holdfast.orders.inventory.BuyersFirst;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderCursor;
import io.holdfast.orders.order.OrderLists;
import io.holdfast.orders.order.OrderTerms;
import io.holdfast.orders.sale.EventSummary;
import io.holdfast.orders.sale.NoticeStore;
import io.holdfast.orders.sale.NoticeStore.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All buyers are told what changed, also if the replica that tells them is stopped. */
class StoppedNoticesTests {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final int BUYERS = 101;
    private static final long PATIENCE = Duration.ofMinutes(1).toMillis();
    private static final Notice NOTICE = new Notice("event1", event("Stadium", 2), NOON, null, null);

    private final NoticeStore notices = mock(NoticeStore.class);
    private final OrderLists lists = mock(OrderLists.class);
    private final Mails mails = mock(Mails.class);
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final ChangeNotices replica = replica();

    private ChangeNotices replica() {
        return new ChangeNotices(notices, lists, mails, new BuyersFirst());
    }

    @BeforeEach
    void anEventWasMoved() {
        when(notices.findDue()).thenReturn(List.of("event1"));
        when(notices.begin(eq("event1"), any())).thenReturn(Optional.of(NOTICE));
        List<Order> orders =
                IntStream.range(0, BUYERS).mapToObj(StoppedNoticesTests::order).toList();
        when(lists.ofEvent(eq("event1"), eq(OrderStatus.COMPLETED), anyInt(), any()))
                .thenAnswer(call -> {
                    OrderCursor after = call.getArgument(3);
                    return orders.stream()
                            .filter(order ->
                                    after == null || order.terms().createdAt().isBefore(after.createdAt()))
                            .limit(call.<Integer>getArgument(2))
                            .toList();
                });
        doAnswer(call -> told.add(call.<Mail>getArgument(0).to())).when(mails).keep(any());
    }

    private static Order order(int number) {
        OrderTerms terms = mock(OrderTerms.class);
        when(terms.id()).thenReturn("order" + number);
        when(terms.placedBy()).thenReturn("buyer" + number);
        when(terms.email()).thenReturn("buyer" + number + "@example.com");
        when(terms.event()).thenReturn(event("Arena", 1));
        when(terms.createdAt()).thenReturn(NOON.minusSeconds(number));
        Order order = mock(Order.class);
        when(order.id()).thenReturn("order" + number);
        when(order.terms()).thenReturn(terms);
        return order;
    }

    private static EventSummary event(String venue, long version) {
        Instant starts = NOON.plus(Duration.ofDays(60));
        return new EventSummary(
                "A concert",
                starts,
                starts.plus(Duration.ofHours(2)),
                "Europe/Vienna",
                new VenueState(venue, null, "Vienna", "AT"),
                version);
    }

    @Test
    void whatAReplicaThatIsStoppedLeavesAnotherOneGoesOnWith() throws InterruptedException {
        Thread stopping = Thread.ofVirtual().unstarted(replica.loop()::stop);
        doAnswer(call -> {
                    if (told.add(call.<Mail>getArgument(0).to()) && told.size() == 1) {
                        stopping.start();
                        await().atMost(Duration.ofMillis(PATIENCE))
                                .until(() -> !replica.loop().isRunning());
                    }
                    return null;
                })
                .when(mails)
                .keep(any());
        replica.loop().start();
        await().atMost(Duration.ofMillis(PATIENCE)).until(() -> !replica.loop().isRunning());
        stopping.join();
        verify(notices, never()).finish(any());

        ChangeNotices other = replica();
        other.loop().start();
        try {
            verify(notices, timeout(PATIENCE).atLeastOnce()).finish(NOTICE);
        } finally {
            other.loop().stop();
        }
        assertThat(told).hasSize(BUYERS);
    }

    /** Or a mail would be on its way of which the organizer is not told that buyers were. */
    @Test
    void thatBuyersAreToldIsNotedBeforeTheFirstMail() {
        AtomicBoolean noted = new AtomicBoolean();
        List<Boolean> notedBefore = new CopyOnWriteArrayList<>();
        doAnswer(_ -> noted.getAndSet(true)).when(notices).noteBuyers(NOTICE);
        doAnswer(_ -> notedBefore.add(noted.get())).when(mails).keep(any());

        replica.loop().start();
        try {
            verify(notices, timeout(PATIENCE).atLeastOnce()).finish(NOTICE);
        } finally {
            replica.loop().stop();
        }

        assertThat(notedBefore).isNotEmpty().doesNotContain(false);
    }
}
