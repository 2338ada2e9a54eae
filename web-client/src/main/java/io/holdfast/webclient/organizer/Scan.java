package io.holdfast.webclient.organizer;

import io.holdfast.webclient.backend.DoorTicket;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
 * @param checkIn the id of the check-in that let its holder in; null if there is none
 * @param payment what to know of its payment; null for nothing, and in a result from a hidden field
 */
public record Scan(
        String outcome,
        Instant at,
        String code,
        String what,
        @Nullable Instant admittedAt,
        @Nullable String checkIn,
        @Nullable String payment) {

    /** Outcome, id of the check-in, time, code, and what the ticket is for, which may have bars of its own. */
    private static final Pattern FIELD_VALUE =
            Pattern.compile("([a-z-]+)(?::([\\w-]{1,64}))?\\|(\\d{1,15})\\|([^|]*)\\|(.*)", Pattern.DOTALL);

    private static final Set<String> PAYMENTS = Set.of("not-charged", "disputed", "dispute-lost");

    private static final Set<String> REFUSALS = Set.of("already-admitted", "ticket-not-valid", "not-found");

    private static final Set<String> OUTCOMES = Set.of(
            "admitted",
            "taken-back",
            "already-admitted",
            "checked-in-again",
            "ticket-not-valid",
            "not-found",
            "unsure");

    /** @param seat where its holder sits, in words; null if the tier has no numbered seats */
    static Scan of(String outcome, Instant at, DoorTicket ticket, @Nullable String seat) {
        String what = Stream.of(ticket.tier(), seat, ticket.holder())
                .filter(part -> part != null && !part.isEmpty())
                .collect(Collectors.joining(" · "));
        return new Scan(
                outcome, at, ticket.code(), what, ticket.admittedAt(), ticket.checkIn(), known(ticket.payment()));
    }

    static Scan of(String outcome, Instant at, String typed) {
        return new Scan(outcome, at, typed, "", null, null, null);
    }

    /** What the page has words for. */
    private static @Nullable String known(@Nullable String payment) {
        return payment != null && PAYMENTS.contains(payment) ? payment : null;
    }

    /** The value of a hidden field. */
    public String fieldValue() {
        String done = checkIn == null ? outcome : outcome + ":" + checkIn;
        return String.join("|", done, Long.toString(at.toEpochMilli()), code.replace('|', ' '), what);
    }

    /** From the value of a hidden field; null if it is invalid. */
    static @Nullable Scan parse(String fieldValue) {
        Matcher parts = FIELD_VALUE.matcher(fieldValue);
        if (!parts.matches() || !OUTCOMES.contains(parts.group(1))) {
            return null;
        }
        Instant at = Instant.ofEpochMilli(Long.parseLong(parts.group(3)));
        return new Scan(parts.group(1), at, parts.group(4), parts.group(5), null, parts.group(2), null);
    }

    /**
     * The value of the button that takes its check-in back, and no other one: order and ticket, of which the first is empty where the
     * second is a code, and the check-in, which is empty for whichever there is.
     */
    public String undo() {
        return String.join("|", "", code, checkIn == null ? "" : checkIn);
    }

    public boolean isAdmitted() {
        return outcome.equals("admitted");
    }

    /** Whether an earlier check-in of its ticket still is one. */
    boolean leaves(Scan admitted) {
        return switch (outcome) {
            case "already-admitted" -> true;
            case "checked-in-again" -> Objects.equals(admitted.checkIn(), checkIn);
            default -> false;
        };
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
