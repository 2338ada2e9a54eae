package io.holdfast.orders.order;

import io.holdfast.record.Entry;
import io.holdfast.record.Recorder;
import io.holdfast.web.Caller;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the record has of orders: what their organizers and doors did with them, and what buyers gave back. Sales are no part of it. */
@Component
public class OrderRecord {

    private final Recorder record;

    OrderRecord(Recorder record) {
        this.record = record;
    }

    /** @param refund its id: a request that is repeated adds nothing */
    public void refunded(Order order, Caller organizer, String refund, long amount) {
        OrderTerms terms = order.terms();
        record.add(Entry.byOrganizer(
                        "refund:" + terms.id() + ":" + refund, "order-refunded", organizer.id(), terms.eventId())
                .concerning(terms.buyerId())
                .with("order", terms.id())
                .with("amount", String.valueOf(amount))
                .with("currency", terms.currency()));
    }

    /**
     * By its buyer, all of it or a part; repeating it adds what is missing, and otherwise nothing.
     *
     * @param order as it is afterwards
     * @param tickets the ids of those that were to be sold back; null for all
     */
    public void soldBack(Order order, @Nullable Collection<String> tickets) {
        OrderTerms terms = order.terms();
        order.soldBackBy(tickets)
                .forEach(refund -> record.add(Entry.byOwner(
                                "sold-back:%s:%s".formatted(terms.id(), refund), "order-sold-back", terms.buyerId())
                        .about(terms.eventId())
                        .with("order", terms.id())));
    }

    /**
     * @param ticket its id, since the code is a secret
     * @param at when it was admitted: one admission has one entry
     */
    public void checkedIn(Caller organizer, String eventId, String ticket, @Nullable Instant at) {
        record.add(Entry.byOrganizer(
                        "check-in:%s:%s:%s".formatted(eventId, ticket, at), "checked-in", organizer.id(), eventId)
                .with("ticket", ticket));
    }

    /**
     * A check-in was a mistake; repeating it adds nothing.
     *
     * @param doorVersion of the ticket's order, by which it was taken back
     */
    public void takenBack(Caller organizer, String eventId, String ticket, long doorVersion) {
        record.add(Entry.byOrganizer(
                        "check-out:%s:%s:%d".formatted(eventId, ticket, doorVersion),
                        "check-in-taken-back",
                        organizer.id(),
                        eventId)
                .with("ticket", ticket));
    }
}
