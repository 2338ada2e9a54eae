package io.holdfast.orders.door;

import io.holdfast.orders.ticket.AdmissionTakenBack;
import io.holdfast.orders.ticket.AdmittedAgain;
import io.holdfast.orders.ticket.AlreadyAdmitted;
import io.holdfast.orders.ticket.TicketNotValid;
import io.holdfast.orders.ticket.TicketStopped;
import io.holdfast.telemetry.Counters;
import io.holdfast.web.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Counts the tickets that doors admit, and those they refuse by the reason. */
@Component
class DoorMeters {

    private static final String NOT_FOUND = "not-found";

    /** What a door did with a valid ticket. */
    enum Outcome {
        ADMITTED,
        REPEATED,
        TAKEN_BACK;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Counters<String> outcomes;

    DoorMeters(MeterRegistry registry) {
        outcomes = Counters.of(
                registry,
                "holdfast.checkins",
                "Tickets shown at doors",
                "outcome",
                List.of(
                        Outcome.ADMITTED.word(),
                        Outcome.REPEATED.word(),
                        Outcome.TAKEN_BACK.word(),
                        DoorProblems.ALREADY_ADMITTED,
                        DoorProblems.CHECK_IN_TAKEN_BACK,
                        DoorProblems.CHECKED_IN_AGAIN,
                        DoorProblems.TICKET_NOT_VALID,
                        NOT_FOUND));
    }

    void count(Outcome outcome) {
        outcomes.count(outcome.word(), 1);
    }

    /** A ticket was not admitted, or a check-in not taken back. Counted by the code of the problem; other failures are not counted. */
    void refused(RuntimeException why) {
        outcomes.count(
                switch (why) {
                    case AlreadyAdmitted _ -> DoorProblems.ALREADY_ADMITTED;
                    case AdmissionTakenBack _ -> DoorProblems.CHECK_IN_TAKEN_BACK;
                    case AdmittedAgain _ -> DoorProblems.CHECKED_IN_AGAIN;
                    case TicketNotValid _, TicketStopped _ -> DoorProblems.TICKET_NOT_VALID;
                    case ProblemException problem -> problem.code();
                    default -> "";
                },
                1);
    }
}
