package io.holdfast.events.event;

import io.holdfast.contracts.EventStatus;
import io.holdfast.events.event.Decision.Shortage;
import io.holdfast.events.event.EventRefusedException.CapacityBelowSold;
import io.holdfast.events.event.EventRefusedException.KeyReused;
import io.holdfast.events.event.EventRefusedException.NotCancellable;
import io.holdfast.events.event.EventRefusedException.NotEditable;
import io.holdfast.events.event.EventRefusedException.TooManyEdits;
import io.holdfast.events.event.EventRefusedException.TooManyEvents;
import io.holdfast.events.event.EventRefusedException.Undecided;
import io.holdfast.events.event.EventRefusedException.VersionConflict;
import io.holdfast.events.event.InvalidEventException.Violation;
import io.holdfast.web.IdempotencyKey;
import io.holdfast.web.ProblemException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.springframework.http.HttpStatus;

/** The problems that answer requests which cannot be carried out. */
final class EventProblems {

    private EventProblems() {}

    static ProblemException invalid(InvalidEventException invalid) {
        List<Map<String, Object>> errors = invalid.violations().stream()
                .map(violation -> Map.<String, Object>of("field", violation.field(), "message", violation.message()))
                .toList();
        Violation first = invalid.violations().getFirst();
        String more = errors.size() == 1 ? "" : " (and %d more)".formatted(errors.size() - 1);
        return ProblemException.of(
                        HttpStatus.BAD_REQUEST,
                        ProblemException.VALIDATION_FAILED,
                        first.field() + " " + first.message() + more)
                .withErrors(errors);
    }

    /** @param json the event as clients see it */
    static ProblemException of(EventRefusedException refused, Function<Event, EventJson> json) {
        return switch (refused) {
            case NotEditable e -> notEditable(e.status());
            case VersionConflict e -> versionConflict(json.apply(e.current()));
            case CapacityBelowSold e -> capacityBelowSold(e);
            case TooManyEdits _ ->
                ProblemException.rateLimited(
                        "So large an event cannot be changed that often. Try again later.", Duration.ofHours(1));
            case NotCancellable _ -> conflict("not-cancellable", "The event is over.");
            case Undecided _ ->
                ProblemException.unavailable(
                        "It is not decided yet whether the event can be made that small, and may still be. "
                                + "Look at the event before you try again.",
                        Duration.ofSeconds(5));
            case KeyReused _ -> IdempotencyKey.reused();
            case TooManyEvents e ->
                ProblemException.rateLimited(
                        e.isUnproven()
                                ? "You have created many events for an account whose address is not confirmed."
                                        + " Confirm it, or try again later."
                                : "You have created many events within the last hour. Try again later.",
                        e.untilNext());
        };
    }

    private static ProblemException notEditable(EventStatus status) {
        return conflict(
                "not-editable",
                switch (status) {
                    case CANCELLED -> "The event is cancelled.";
                    case DRAFT -> "The event is a draft.";
                    case ENDED, PUBLISHED -> "The event is over.";
                });
    }

    private static ProblemException versionConflict(EventJson current) {
        return conflict(
                        "version-conflict",
                        "The event was changed meanwhile: it is at version " + current.version() + ".")
                .with("current", current);
    }

    private static ProblemException capacityBelowSold(CapacityBelowSold refused) {
        return conflict("capacity-below-sold", "More of it is sold or held than would be left.")
                .withErrors(refused.shortages().stream()
                        .map(shortage -> error(shortage, refused.proposed()))
                        .toList());
    }

    private static ProblemException conflict(String code, String detail) {
        return ProblemException.of(HttpStatus.CONFLICT, code, detail);
    }

    private static Map<String, Object> error(Shortage shortage, List<Tier> proposed) {
        int at = IntStream.range(0, proposed.size())
                .filter(i -> proposed.get(i).id().equals(shortage.tierId()))
                .findFirst()
                .orElse(-1);
        boolean seated = !shortage.takenSeats().isEmpty();
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("field", at < 0 ? "tiers" : "tiers[%d].%s".formatted(at, seated ? "seating" : "capacity"));
        error.put("message", message(shortage, at < 0));
        error.put("tierId", shortage.tierId());
        error.put("floor", shortage.taken());
        if (seated) {
            error.put("seats", shortage.takenSeats());
        }
        return error;
    }

    private static String message(Shortage shortage, boolean removed) {
        if (removed) {
            return "must keep %s: %d of it are sold or held".formatted(shortage.tierId(), shortage.taken());
        }
        return shortage.takenSeats().isEmpty()
                ? "must be at least %d: so many are sold or held".formatted(shortage.taken())
                : "must keep the seats that are sold or held";
    }
}
