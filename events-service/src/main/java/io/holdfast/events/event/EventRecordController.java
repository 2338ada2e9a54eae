package io.holdfast.events.event;

import io.holdfast.record.RecordEntry;
import io.holdfast.record.Recorder;
import io.holdfast.web.Caller;
import io.holdfast.web.Operator;
import io.holdfast.web.Page;
import io.holdfast.web.PageRequest;
import io.holdfast.web.ProblemException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/events}: who did what with events. */
@RestController
@RequestMapping("/api/events")
class EventRecordController {

    private final EventService events;
    private final Recorder record;

    EventRecordController(EventService events, Recorder record) {
        this.events = events;
        this.record = record;
    }

    /** What the caller did with events, and what was done with theirs, the newest first. */
    @GetMapping("/record")
    Page<RecordEntry> ownRecord(Caller caller, PageRequest page) {
        return record.ofAccount(caller.id(), page);
    }

    /** What was done with an event, for its organizer, the newest first. */
    @GetMapping("/{id}/record")
    Page<RecordEntry> eventRecord(Caller caller, @PathVariable String id, PageRequest page) {
        if (events.outline(id, Optional.of(caller.id()))
                .filter(event -> event.organizerId().equals(caller.id()))
                .isEmpty()) {
            throw ProblemException.notFound();
        }
        return record.ofEvent(id, caller.id(), page);
    }

    /** As an operator, reads what was done with events, the newest first. */
    @GetMapping("/operator/record")
    Page<RecordEntry> eventsRecord(
            Operator operator,
            @RequestParam(required = false) @Nullable String account,
            @RequestParam(required = false) @Nullable String event,
            PageRequest page) {
        return record.all(account, event, page);
    }
}
