package io.holdfast.orders.mail;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.mail.Mail;
import io.holdfast.mail.Mails;
import io.holdfast.mail.ToldTo;
import io.holdfast.orders.inventory.BuyersFirst;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderCursor;
import io.holdfast.orders.order.OrderLists;
import io.holdfast.orders.sale.EventSummaries;
import io.holdfast.orders.sale.EventSummary;
import io.holdfast.orders.sale.NoticeStore;
import io.holdfast.orders.sale.NoticeStore.Notice;
import io.holdfast.runtime.BackgroundLoop;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Tells the buyers of an event whose name, date or place changed: keeps a mail for each who knows something else, once for each change
 * however often it is repeated. What buyers know is what they ordered, or what they were told since: by the notice before, or by any mail that
 * was sent to them, which shows the event as it was by then. So who pays later needs none, and who pays while an event is moved for a minute does.
 */
@Component
class ChangeNotices {

    private static final Logger log = LoggerFactory.getLogger(ChangeNotices.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    /** How many times as long as it looked: the embedded database reads all events for it. */
    private static final int REST = 50;

    private static final Duration LONGEST_REST = Duration.ofSeconds(10);
    private static final Duration RESERVED_FOR = Duration.ofSeconds(30);
    private static final int TOLD_TOGETHER = 100;

    private final NoticeStore notices;
    private final OrderLists orders;
    private final Mails mails;
    private final BuyersFirst buyers;
    private final BackgroundLoop loop = BackgroundLoop.every(LOOK_EVERY, "change-notices")
            .resting(REST, LONGEST_REST)
            .run(this::tellDue);

    ChangeNotices(NoticeStore notices, OrderLists orders, Mails mails, BuyersFirst buyers) {
        this.notices = notices;
        this.orders = orders;
        this.mails = mails;
        this.buyers = buyers;
    }

    BackgroundLoop loop() {
        return loop;
    }

    private void tellDue() throws InterruptedException {
        for (String eventId : notices.findDue()) {
            Notice notice = notices.begin(eventId, RESERVED_FOR).orElse(null);
            if (notice != null) {
                tell(notice);
            }
        }
    }

    /** Stops with the service: another replica goes on once its time is over. */
    private void tell(Notice notice) throws InterruptedException {
        int told = 0;
        List<Order> page;
        @Nullable OrderCursor after = null;
        do {
            long began = System.nanoTime();
            page = orders.ofEvent(notice.eventId(), OrderStatus.COMPLETED, TOLD_TOGETHER, after);
            List<ToldTo> mailed = mailed(notice, page);
            for (Order order : page) {
                Mail mail = mail(notice, order, mailed);
                if (mail != null) {
                    if (told == 0) {
                        notices.noteBuyers(notice);
                    }
                    mails.keep(mail);
                    told++;
                }
            }
            after = page.isEmpty() ? null : OrderCursor.after(page.getLast());
            buyers.restSince(began);
            notices.goOn(notice, RESERVED_FOR);
        } while (page.size() == TOLD_TOGETHER && loop.isRunning());
        if (loop.isRunning()) {
            notices.finish(notice);
            log.info("Told {} orders of event {} what changed", told, notice.eventId());
        }
    }

    /** What mails to these buyers told of the event. */
    private List<ToldTo> mailed(Notice notice, List<Order> page) {
        Set<String> addresses = page.stream()
                .flatMap(order -> Stream.ofNullable(order.terms().email()))
                .collect(Collectors.toSet());
        return mails.told(notice.eventId(), addresses);
    }

    /**
     * The event as the newest mail about an order, or to its buyer about a change, showed it. One about another order shows the event as it
     * is by then, not that it changed, and anyone may have ordered with the same address. Of what was mailed after the last notice was
     * begun the last is what the buyer knows, although it may be older: it was on its way meanwhile.
     */
    private static EventSummary known(Notice notice, Order order, String to, List<ToldTo> mailed) {
        List<ToldTo> own = mailed.stream()
                .filter(told -> told.to().equals(to)
                        && (isToBuyerOf(order, told)
                                || order.id().equals(told.details().get(MailedOrders.ORDER))))
                .toList();
        return own.stream()
                .filter(told -> notice.isAfterTold(told.at()))
                .max(Comparator.comparing(ToldTo::at))
                .map(ChangeNotices::shown)
                .orElseGet(() -> own.stream()
                        .map(ChangeNotices::shown)
                        .reduce(notice.knownTo(order.terms().event()), EventSummary::newer));
    }

    private static EventSummary shown(ToldTo told) {
        return EventSummaries.ofText(told.what());
    }

    /** Earlier releases told of a change once for each address. */
    private static boolean isToBuyerOf(Order order, ToldTo told) {
        String buyer = order.terms().placedBy();
        return told.kind().equals(EventChangedMail.KIND)
                && told.details().getOrDefault(EventChangedMail.BUYER, buyer).equals(buyer);
    }

    /** Null if its buyer knows already, or the order is from before there were addresses in orders. */
    private static @Nullable Mail mail(Notice notice, Order order, List<ToldTo> mailed) {
        String to = order.terms().email();
        if (to == null) {
            return null;
        }
        EventSummary known = known(notice, order, to, mailed);
        if (known.version() > notice.now().version() || known.tellsTheSameAs(notice.now())) {
            return null;
        }
        String buyer = order.terms().placedBy();
        // One for each buyer, not for each address: another buyer's mail opens other orders, and ends with those.
        String fact = "%s:%s:%s:%s".formatted(EventChangedMail.KIND, notice.id(), buyer, to.toLowerCase(Locale.ROOT));
        Map<String, String> details = new HashMap<>(MailedOrders.details(order.terms()));
        details.put(EventChangedMail.BUYER, buyer);
        details.put(EventChangedMail.BEFORE, EventSummaries.toText(known));
        return new Mail(fact, EventChangedMail.KIND, to, details);
    }
}
