package io.holdfast.webclient.organizer;

import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.EventSales;
import io.holdfast.webclient.backend.Page;
import io.holdfast.webclient.backend.RecordEntry;
import io.holdfast.webclient.backend.Records;
import io.holdfast.webclient.backend.Service;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** What may have moved the sales of an event: when it opened, and what the record has of it. */
@Component
class Happenings {

    /** @param key of the message that says what it was */
    public record Happening(Instant at, String key) {}

    private final Records records;

    Happenings(Records records) {
        this.records = records;
    }

    /** What of an event its sales tell, with what else happened, by time. */
    static List<Happening> with(List<Happening> others, EventSales sales) {
        return Stream.concat(
                        others.stream(),
                        Objects.requireNonNull(sales.buyersTold()).stream().map(at -> new Happening(at, "chart.told")))
                .sorted(Comparator.comparing(Happening::at))
                .toList();
    }

    /** By time, with those of the record's latest page. Without the record, there is no more than the event tells. */
    List<Happening> of(Event event, String token) {
        List<Happening> found = new ArrayList<>();
        if (event.salesStart() != null) {
            found.add(new Happening(event.salesStart(), "chart.opened"));
        }
        if (event.waitingRoom() != null) {
            found.add(new Happening(event.waitingRoom().opensAt(), "chart.room"));
        }
        Page<RecordEntry> latest = latest(event, token);
        List<RecordEntry> known = latest.items();
        // What was before the oldest of them is not known.
        boolean paused = latest.nextCursor() != null && !known.isEmpty() && isPaused(known.getLast());
        for (RecordEntry entry : known.reversed()) {
            for (String key : keys(entry, paused)) {
                found.add(new Happening(entry.at(), key));
            }
            paused = entry.kind().equals("event-edited") ? isPaused(entry) : paused;
        }
        found.sort(Comparator.comparing(Happening::at));
        return List.copyOf(found);
    }

    private static boolean isPaused(RecordEntry edit) {
        return edit.details().containsKey("paused");
    }

    /** None for what tells nothing about sales. */
    private static List<String> keys(RecordEntry entry, boolean paused) {
        return switch (entry.kind()) {
            case "event-created" ->
                "PUBLISHED".equals(entry.details().get("status")) ? List.of("record.detail.published") : List.of();
            case "event-edited" -> edit(entry, paused);
            case "event-cancelled" -> List.of("record.status.CANCELLED");
            case "event-taken-down", "event-put-back" -> List.of("record.kind." + entry.kind());
            default -> List.of();
        };
    }

    private static List<String> edit(RecordEntry entry, boolean paused) {
        if (entry.details().containsKey("published")) {
            return List.of("record.detail.published");
        }
        List<String> keys = new ArrayList<>();
        if (entry.details().containsKey("prices")) {
            keys.add("record.detail.prices");
        }
        if (paused != isPaused(entry)) {
            keys.add(paused ? "chart.resumed" : "record.detail.paused");
        }
        return keys.isEmpty() ? List.of("chart.changed") : keys;
    }

    /** The newest first. */
    private Page<RecordEntry> latest(Event event, String token) {
        try {
            return records.ofEvent(Service.EVENTS, token, event.id(), null);
        } catch (ServiceProblem | ServiceUnreachable e) {
            return new Page<>(List.of(), null);
        }
    }
}
