package io.holdfast.webclient.backend;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A ticket as check-in shows it.
 *
 * @param admittedAt when its holder was let in; null before that
 * @param checkIn the id of the check-in that did; null before that, and from an older service
 * @param payment what to know of its payment: {@code not-charged}, {@code disputed} or {@code dispute-lost}; null for nothing
 */
public record DoorTicket(
        String code,
        @Nullable String tier,
        @Nullable String seat,
        @Nullable String holder,
        @Nullable Instant admittedAt,
        @Nullable String checkIn,
        @Nullable String payment) {

    /** The ticket that a refusal is about; null if it names none. */
    public static @Nullable DoorTicket of(ServiceProblem problem) {
        for (JsonNode error : problem.errors()) {
            JsonNode ticket = error.path("ticket");
            if (ticket.path("code").isString()) {
                return new DoorTicket(
                        ticket.path("code").asString(),
                        text(ticket, "tier"),
                        text(ticket, "seat"),
                        text(ticket, "holder"),
                        instant(ticket),
                        text(ticket, "checkIn"),
                        text(ticket, "payment"));
            }
        }
        return null;
    }

    private static @Nullable String text(JsonNode ticket, String field) {
        JsonNode text = ticket.path(field);
        return text.isString() ? text.asString() : null;
    }

    private static @Nullable Instant instant(JsonNode ticket) {
        String at = text(ticket, "admittedAt");
        return at == null ? null : Instant.parse(at);
    }
}
