package io.holdfast.orders.door;

import io.holdfast.orders.ticket.AdmissionTakenBack;
import io.holdfast.orders.ticket.AdmittedAgain;
import io.holdfast.orders.ticket.AlreadyAdmitted;
import io.holdfast.orders.ticket.TicketNotValid;
import io.holdfast.orders.ticket.TicketStopped;
import io.holdfast.web.ProblemException;
import io.holdfast.web.ProblemTranslator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** The problems that a door answers with when it does not admit a ticket, or does not take a check-in back. */
@Component
class DoorProblems implements ProblemTranslator {

    static final String ALREADY_ADMITTED = "already-admitted";
    static final String CHECK_IN_TAKEN_BACK = "check-in-taken-back";
    static final String CHECKED_IN_AGAIN = "checked-in-again";
    static final String TICKET_NOT_VALID = "ticket-not-valid";

    @Override
    public @Nullable ProblemException translate(Throwable exception) {
        return switch (exception) {
            case AlreadyAdmitted refused ->
                alreadyAdmitted(DoorTicketView.of(refused.ticket(), refused.holder(), null));
            case AdmissionTakenBack refused -> takenBack(DoorTicketView.of(refused.ticket(), refused.holder(), null));
            case AdmittedAgain refused -> again(DoorTicketView.of(refused.ticket(), refused.holder(), null));
            case TicketStopped refused ->
                stopped(DoorTicketView.of(refused.ticket(), refused.holder(), DoorTicketView.DISPUTE_LOST));
            case TicketNotValid refused ->
                notValid(
                        refused.wasGivenBack()
                                ? "The ticket is void: it was given back."
                                : "The ticket is void: its order is " + refused.status() + ".");
            default -> null;
        };
    }

    private static ProblemException stopped(DoorTicketView ticket) {
        return notValid("The ticket is stopped: its payment was disputed, and the buyer has the money back.")
                .withErrors(List.of(error("was paid by a payment that was disputed and lost", ticket)));
    }

    private static ProblemException notValid(String detail) {
        return ProblemException.of(HttpStatus.CONFLICT, TICKET_NOT_VALID, detail);
    }

    private static ProblemException alreadyAdmitted(DoorTicketView ticket) {
        return ProblemException.of(
                        HttpStatus.CONFLICT, ALREADY_ADMITTED, "Somebody was let in with this ticket before.")
                .withErrors(List.of(error("was used at " + ticket.admittedAt(), ticket)));
    }

    private static ProblemException takenBack(DoorTicketView ticket) {
        return ProblemException.of(
                        HttpStatus.CONFLICT,
                        CHECK_IN_TAKEN_BACK,
                        "This check-in was taken back. To let somebody in with the ticket, check it in anew.")
                .withErrors(List.of(error("was checked in by this request, which was taken back", ticket)));
    }

    private static ProblemException again(DoorTicketView ticket) {
        return ProblemException.of(
                        HttpStatus.CONFLICT,
                        CHECKED_IN_AGAIN,
                        "The ticket was checked in again since then, which stays. Nothing was taken back.")
                .withErrors(List.of(error("was checked in again at " + ticket.admittedAt(), ticket)));
    }

    private static Map<String, Object> error(String message, DoorTicketView ticket) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("field", "code");
        error.put("message", message);
        error.put("ticket", ticket);
        return error;
    }
}
