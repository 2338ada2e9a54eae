package io.holdfast.events.event;

import io.holdfast.events.seller.SellerJson;
import io.holdfast.events.seller.SellerStore;
import io.holdfast.record.RecordEntry;
import io.holdfast.record.Recorder;
import io.holdfast.web.Caller;
import io.holdfast.web.FullLists;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/events}: what is kept about an organizer, and what they still have to hold. */
@RestController
@RequestMapping("/api/events")
class EventPrivacyController {

    private static final int MOST = 1_000;
    private static final int MOST_AHEAD = 20;

    /**
     * Something that is still to come.
     *
     * @param id of the event, or of the order
     * @param name of the event
     * @param until when it is over
     */
    record Obligation(String id, String name, Instant until) {}

    /**
     * Everything that events-service keeps about a person.
     *
     * @param events that the person organizes or organized, the newest first: at most 1,000, without seating plans
     * @param seller the person as a seller; null if nothing
     * @param full which of the lists are full: there may be more than they have
     */
    record OrganizerData(
            List<EventJson> events,
            List<RecordEntry> record,
            @Nullable SellerJson seller,
            List<String> full) {}

    private final EventStore store;
    private final EventViews views;
    private final Recorder record;
    private final SellerStore sellers;
    private final Clock clock;

    EventPrivacyController(EventStore store, EventViews views, Recorder record, SellerStore sellers, Clock clock) {
        this.store = store;
        this.views = views;
        this.record = record;
        this.sellers = sellers;
        this.clock = clock;
    }

    /** The caller's published events that are not over: reasons why the caller cannot be forgotten yet. */
    @GetMapping("/obligations")
    List<Obligation> obligations(Caller caller) {
        return store.ahead(caller.id(), clock.instant(), MOST_AHEAD).stream()
                .map(event -> new Obligation(
                        event.id(), event.details().name(), event.details().endsAt()))
                .toList();
    }

    /** Everything that is kept about the caller here: their events, and the record of them. */
    @GetMapping("/personal-data")
    OrganizerData personalData(Caller caller) {
        List<EventJson> events = views.of(store.outlines(caller.id(), MOST, null));
        List<RecordEntry> entries = record.everythingOf(caller.id());
        return new OrganizerData(
                events,
                entries,
                sellers.find(caller.id()).map(SellerJson::of).orElse(null),
                new FullLists()
                        .with("events", events, MOST)
                        .with("record", entries, Recorder.MOST)
                        .names());
    }
}
