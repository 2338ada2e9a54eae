package io.holdfast.events.event;

import io.holdfast.web.Legible;
import io.holdfast.web.OneLine;
import io.holdfast.web.Operator;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/events/{id}}: what operators do with events. */
@RestController
@RequestMapping("/api/events/{id}")
class OperatedEventController {

    /** @param reason for the organizer and for other operators */
    record TakeDown(
            @NotBlank @Size(max = 200) @Pattern(regexp = OneLine.PATTERN, message = OneLine.MESSAGE) @Legible
            String reason) {}

    private final EventEditor editor;
    private final EventViews views;
    private final EventRecord record;

    OperatedEventController(EventEditor editor, EventViews views, EventRecord record) {
        this.editor = editor;
        this.views = views;
        this.record = record;
    }

    /**
     * As an operator, takes an event down: it is not listed, and nothing of it is sold. Tickets that are held can still be paid, and those
     * that are paid stay valid.
     */
    @PostMapping("/take-down")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "409", description = "`not-editable`: It is a draft, over or cancelled.")
    EventJson takeDown(Operator operator, @PathVariable String id, @Valid @RequestBody TakeDown body) {
        Event event = operated(() -> editor.takeDown(id, body.reason().strip()));
        record.takenDown(event, operator);
        return views.operated(event);
    }

    /** As an operator, puts an event back that was taken down: it is listed and sold as before. */
    @PostMapping("/put-back")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "409", description = "`not-editable`: It is a draft, over or cancelled.")
    EventJson putBack(Operator operator, @PathVariable String id) {
        Event event = operated(() -> editor.putBack(id));
        record.putBack(event, operator);
        return views.operated(event);
    }

    private Event operated(Supplier<Optional<Event>> change) {
        try {
            return change.get().orElseThrow(ProblemException::notFound);
        } catch (EventRefusedException e) {
            throw EventProblems.of(e, views::of);
        }
    }
}
