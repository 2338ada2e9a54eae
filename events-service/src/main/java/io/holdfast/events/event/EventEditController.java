package io.holdfast.events.event;

import io.holdfast.events.availability.AvailabilityBoard;
import io.holdfast.events.event.EventEditor.NotCancellableException;
import io.holdfast.events.event.EventEditor.NotEditableException;
import io.holdfast.events.event.EventEditor.StaleException;
import io.holdfast.events.event.EventEditor.TooOftenException;
import io.holdfast.events.event.EventEditor.TooSmallException;
import io.holdfast.events.event.EventEditor.UndecidedException;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/events/{id}}, by its organizer. */
@RestController
@RequestMapping("/api/events/{id}")
class EventEditController {

    private final EventEditor editor;
    private final AvailabilityBoard availability;

    EventEditController(EventEditor editor, AvailabilityBoard availability) {
        this.editor = editor;
        this.availability = availability;
    }

    @PutMapping
    EventJson edit(Caller caller, @PathVariable String id, @RequestBody EventRequest request) {
        try {
            return json(editor.edit(id, request, caller.id()).orElseThrow(ProblemException::notFound));
        } catch (InvalidEventException e) {
            throw EventProblems.invalid(e);
        } catch (NotEditableException e) {
            throw EventProblems.notEditable(e);
        } catch (StaleException e) {
            throw EventProblems.stale(json(e.current()));
        } catch (TooSmallException e) {
            throw EventProblems.tooSmall(e);
        } catch (TooOftenException e) {
            throw EventProblems.tooOften();
        } catch (UndecidedException e) {
            throw EventProblems.undecided();
        }
    }

    @PostMapping("/cancel")
    EventJson cancel(Caller caller, @PathVariable String id) {
        try {
            return json(editor.cancel(id, caller.id()).orElseThrow(ProblemException::notFound));
        } catch (NotCancellableException e) {
            throw EventProblems.notCancellable();
        }
    }

    private EventJson json(Event event) {
        return EventJson.of(event, availability.of(event.places()));
    }
}
