package io.holdfast.orders.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.mail.Mail;
import io.holdfast.mail.Mails;
import io.holdfast.orders.buyer.BuyerOrders;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderTerms;
import io.holdfast.orders.person.GuestProperties;
import io.holdfast.web.Caller;
import io.holdfast.web.ClientNetwork;
import io.holdfast.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A reminder counts once, however many requests ask for it at the same time. */
class HoldReminderControllerTests {

    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
    private static final Caller GUEST =
            new Caller("g1", "ada@example.org", "Ada", "s", "token", true, false, Caller.Rights.USUAL);

    private final BuyerOrders orders = mock(BuyerOrders.class);
    private final Mails mails = mock(Mails.class);
    private final GuestReminderLimiter limiter =
            new GuestReminderLimiter(new GuestProperties(Duration.ofHours(1), 20, 2, 3, Duration.ofDays(60)), CLOCK);
    private final HoldReminderController controller = new HoldReminderController(orders, mails, limiter, CLOCK);
    private final HttpServletRequest request = mock(HttpServletRequest.class);
    private final Set<String> kept = ConcurrentHashMap.newKeySet();

    /** What another request does just before a mail is inserted. */
    private Runnable meanwhile = () -> {};

    @BeforeEach
    void mailsAreKeptOnce() {
        when(request.getRemoteAddr()).thenReturn("192.0.2.1");
        when(mails.isOn()).thenReturn(true);
        when(mails.isKept(any())).thenAnswer(call -> kept.contains(call.<String>getArgument(0)));
        when(mails.keepUntil(any(), any())).thenAnswer(call -> {
            Runnable first = meanwhile;
            meanwhile = () -> {};
            first.run();
            return kept.add(call.<Mail>getArgument(1).fact());
        });
        for (String id : new String[] {"o1", "o2", "o3"}) {
            OrderTerms terms = mock(OrderTerms.class);
            when(terms.id()).thenReturn(id);
            when(terms.email()).thenReturn("ada@example.org");
            Order order = mock(Order.class);
            when(order.id()).thenReturn(id);
            when(order.terms()).thenReturn(terms);
            when(order.status()).thenReturn(OrderStatus.AWAITING_PAYMENT);
            when(order.expiresAt()).thenReturn(NOON.plus(Duration.ofMinutes(10)));
            when(orders.find(GUEST, id)).thenReturn(order);
        }
    }

    private Instant remind(String order) {
        return controller.remind(GUEST, order, request).at();
    }

    @Test
    void twoRequestsAtOnceForOneOrderCountOnce() {
        meanwhile = () -> remind("o1");
        Instant at = NOON.plus(Duration.ofMinutes(7));

        assertThat(remind("o1")).isEqualTo(at);

        assertThat(remind("o2")).as("the second of two").isEqualTo(at);
        assertThatThrownBy(() -> remind("o3")).isInstanceOf(ProblemException.class);
        assertThat(remind("o1")).as("again").isEqualTo(at);
        assertThat(kept).hasSize(2);
    }

    /** It finds the limit reached by the one that was faster. */
    @Test
    void whoIsRefusedWhileTheSameReminderIsKeptIsNot() {
        remind("o2");
        when(mails.isKept("hold-ending:o1")).thenAnswer(call -> {
            boolean isFirst = kept.add(call.getArgument(0));
            if (isFirst) {
                limiter.count(ClientNetwork.of("192.0.2.1"), "ada@example.org");
            }
            return !isFirst;
        });

        assertThat(remind("o1")).isEqualTo(NOON.plus(Duration.ofMinutes(7)));
    }
}
