package io.holdfast.events.event;

import io.holdfast.events.event.EventEditor.Edited;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/events/{id}}: changes by the organizer. */
@RestController
@RequestMapping("/api/events/{id}")
class EventEditController {

    private final EventEditor editor;
    private final EventViews views;
    private final EventRecord record;

    EventEditController(EventEditor editor, EventViews views, EventRecord record) {
        this.editor = editor;
        this.views = views;
        this.record = record;
    }

    /**
     * Changes an event: the whole of it, with the {@code version} that it changes. Capacity and seats that are sold or held stay.
     * The same change again is no conflict.
     */
    @PutMapping
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "409",
            description =
                    "`version-conflict`, `capacity-below-sold`, `not-editable`: It was changed meanwhile, and `current` is"
                            + " what it is now; more is sold or held than would be left; or it is over or cancelled.")
    @ApiResponse(responseCode = "429", description = "`rate-limited`: So large an event cannot be changed that often.")
    @ApiResponse(
            responseCode = "503",
            description = "`unavailable`: Whether it can be made that small is not decided yet, or something is away.")
    EventJson edit(Caller caller, @PathVariable String id, @RequestBody EventRequest request) {
        try {
            Edited edited = editor.edit(id, request, caller.id()).orElseThrow(ProblemException::notFound);
            record.edited(edited, caller);
            return views.of(edited.after());
        } catch (InvalidEventException e) {
            throw EventProblems.invalid(e);
        } catch (EventRefusedException e) {
            throw EventProblems.of(e, views::of);
        }
    }

    /** Cancels an event: orders that are held are cancelled, paid ones refunded. Repeating it changes nothing. */
    @PostMapping("/cancel")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "403",
            description = "`second-factor-needed`: The operator requires a session that began with a second factor.")
    @ApiResponse(responseCode = "409", description = "`not-cancellable`: The event is over.")
    EventJson cancel(Caller caller, @PathVariable String id) {
        try {
            Event cancelled = editor.cancel(id, caller.id()).orElseThrow(ProblemException::notFound);
            record.cancelled(cancelled, caller);
            return views.of(cancelled);
        } catch (EventRefusedException e) {
            throw EventProblems.of(e, views::of);
        }
    }
}
