package io.holdfast.webclient.organizer;

import io.holdfast.webclient.backend.DoorTicket;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The result of reading a ticket at a door. The page keeps the last results in hidden fields, so that check-in works without
 * JavaScript and without a session on the server.
 *
 * @param outcome one of {@link #OUTCOMES}, which message keys use
 * @param at when the ticket was read
 * @param code the code of the ticket; as typed if there is no such ticket
 * @param what tier, seat and holder of the ticket; empty if there is no such ticket
 * @param admittedAt when its holder was let in; null before that, and in a result from a hidden field
 * @param payment what to know of its payment; null for nothing, and in a result from a hidden field
 */
public record Scan(
        String outcome,
        Instant at,
        String code,
        String what,
        @Nullable Instant admittedAt,
        @Nullable String payment) {

    private static final Set<String> PAYMENTS = Set.of("not-charged", "disputed", "dispute-lost");

    private static final Set<String> REFUSALS = Set.of("already-admitted", "ticket-not-valid", "not-found");

    private static final Set<String> OUTCOMES =
            Set.of("admitted", "taken-back", "already-admitted", "ticket-not-valid", "not-found", "unsure");

    /** @param seat where its holder sits, in words; null if the tier has no numbered seats */
    static Scan of(String outcome, Instant at, DoorTicket ticket, @Nullable String seat) {
        String what = Stream.of(ticket.tier(), seat, ticket.holder())
                .filter(part -> part != null && !part.isEmpty())
                .collect(Collectors.joining(" · "));
        return new Scan(outcome, at, ticket.code(), what, ticket.admittedAt(), known(ticket.payment()));
    }

    static Scan of(String outcome, Instant at, String typed) {
        return new Scan(outcome, at, typed, "", null, null);
    }

    /** What the page has words for. */
    private static @Nullable String known(@Nullable String payment) {
        return payment != null && PAYMENTS.contains(payment) ? payment : null;
    }

    /** The value of a hidden field. */
    public String fieldValue() {
        return String.join("|", outcome, Long.toString(at.toEpochMilli()), code.replace('|', ' '), what);
    }

    /** From the value of a hidden field; null if it is invalid. */
    static @Nullable Scan parse(String fieldValue) {
        String[] parts = fieldValue.split("\\|", 4);
        if (parts.length < 4 || !OUTCOMES.contains(parts[0]) || !parts[1].matches("\\d{1,15}")) {
            return null;
        }
        return new Scan(parts[0], Instant.ofEpochMilli(Long.parseLong(parts[1])), parts[2], parts[3], null, null);
    }

    public boolean isAdmitted() {
        return outcome.equals("admitted");
    }

    /** Whether its holder should not have been let in. */
    boolean isRefused() {
        return REFUSALS.contains(outcome);
    }

    /** The last characters of the code, by which people tell codes apart. */
    public String shortCode() {
        return code.codePointCount(0, code.length()) <= 8
                ? code
                : "… " + code.substring(code.offsetByCodePoints(code.length(), -4));
    }
}
