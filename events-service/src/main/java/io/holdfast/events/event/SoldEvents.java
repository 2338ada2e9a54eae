package io.holdfast.events.event;

import io.holdfast.contracts.EventStatus;
import io.holdfast.events.seller.Seller;
import io.holdfast.events.seller.SellerStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes to events who sells them, once their organizer described it. Repeating it changes nothing. */
@Component
class SoldEvents {

    static final Duration EVERY = Duration.ofSeconds(1);

    private static final int READ_TOGETHER = 200;

    private final SellerStore sellers;
    private final EventStore events;
    private final EventEditor editor;
    private final Clock clock;

    SoldEvents(SellerStore sellers, EventStore events, EventEditor editor, Clock clock) {
        this.sellers = sellers;
        this.events = events;
        this.editor = editor;
        this.clock = clock;
    }

    void describeDue() {
        for (SellerStore.Due due : sellers.due()) {
            Instant began = clock.instant();
            Seller seller = due.seller();
            if (seller == null) {
                events.forgetSeller(due.organizerId());
            }
            if ((seller == null || describeAll(due.organizerId(), seller)) && began.isAfter(due.until())) {
                sellers.settle(due);
            }
        }
    }

    /** Whether all events of the organizer that are not over name the seller now. */
    private boolean describeAll(String organizerId, Seller seller) {
        boolean all = true;
        @Nullable OwnEventsCursor after = null;
        while (true) {
            List<Event> page = events.outlines(organizerId, READ_TOGETHER, after);
            for (Event event : page) {
                boolean open = event.status() == EventStatus.DRAFT || event.status() == EventStatus.PUBLISHED;
                boolean known = event.seller() != null && event.seller().version() >= seller.version();
                if (open && !known) {
                    all &= editor.describe(event.id(), seller);
                }
            }
            if (page.size() < READ_TOGETHER) {
                return all;
            }
            after = new OwnEventsCursor(
                    page.getLast().createdAt(), page.getLast().id());
        }
    }

    /** Removes who sold from an organizer's events. Receipts that were issued keep it. */
    void forget(String organizerId) {
        // First: what is written to events meanwhile is removed from them again.
        sellers.forget(organizerId, clock.instant());
        events.forgetSeller(organizerId);
    }
}
