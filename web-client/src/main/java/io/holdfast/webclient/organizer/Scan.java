package io.holdfast.webclient.organizer;

import io.holdfast.webclient.backend.DoorTicket;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A ticket that was shown at this door, and what came of it. A page remembers its last ones in hidden fields, so that a door needs
 * no script and no memory elsewhere.
 *
 * @param outcome one of the words below, which messages have names of
 * @param at when that was
 * @param code as it was typed, or as it is known to be
 * @param what the ticket's kind and seat, and whose it is; empty when it is no ticket
 * @param admittedAt when somebody was let in with it; null when nobody was, and in what is remembered
 */
public record Scan(
        String outcome,
        Instant at,
        String code,
        String what,
        @Nullable Instant admittedAt) {

    private static final Set<String> OUTCOMES =
            Set.of("admitted", "taken-back", "already-admitted", "ticket-not-valid", "not-found", "unsure");

    static Scan of(String outcome, Instant at, DoorTicket ticket) {
        String what = Stream.of(ticket.tier(), ticket.seat(), ticket.holder())
                .filter(part -> part != null && !part.isEmpty())
                .collect(Collectors.joining(" · "));
        return new Scan(outcome, at, ticket.code(), what, ticket.admittedAt());
    }

    static Scan of(String outcome, Instant at, String typed) {
        return new Scan(outcome, at, typed, "", null);
    }

    /** For a hidden field. */
    public String remembered() {
        return String.join("|", outcome, Long.toString(at.toEpochMilli()), code.replace('|', ' '), what);
    }

    /** From a hidden field; null if there is anything else in it. */
    static @Nullable Scan read(String remembered) {
        String[] parts = remembered.split("\\|", 4);
        if (parts.length < 4 || !OUTCOMES.contains(parts[0]) || !parts[1].matches("\\d{1,15}")) {
            return null;
        }
        return new Scan(parts[0], Instant.ofEpochMilli(Long.parseLong(parts[1])), parts[2], parts[3], null);
    }

    public boolean isAdmitted() {
        return outcome.equals("admitted");
    }

    /** The last letters, by which people tell codes apart. */
    public String shortCode() {
        return code.length() <= 8 ? code : "… " + code.substring(code.length() - 4);
    }
}
