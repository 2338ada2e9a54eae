package io.holdfast.orders.door;

import io.holdfast.messaging.Ids;
import io.holdfast.orders.door.DoorMeters.Outcome;
import io.holdfast.orders.order.Admission;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderStore;
import io.holdfast.orders.order.TicketCodes;
import io.holdfast.telemetry.LogContext;
import io.holdfast.web.Caller;
import io.holdfast.web.IdempotencyKey;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Replay;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Where tickets are checked. Whose event it is has been made sure of. */
@Component
class CheckIn {

    private final OrderStore orders;
    private final DoorMeters meters;
    private final Clock clock;

    CheckIn(OrderStore orders, DoorMeters meters, Clock clock) {
        this.orders = orders;
        this.meters = meters;
        this.clock = clock;
    }

    /**
     * Lets the holder of a ticket in: however many doors see it at the same time, one of them does.
     *
     * @throws io.holdfast.orders.order.AlreadyAdmitted when another request did
     * @throws io.holdfast.orders.order.TicketNotValid when the order is over
     */
    Replay<DoorTicketView> checkIn(
            Caller caller, Optional<IdempotencyKey> key, String eventId, CheckInRequest request) {
        Replay<DoorTicketView> answer = change(eventId, request.code(), (order, code) -> {
            // A key that comes with another code is another wish.
            String id = key.map(value -> Ids.derived("check-in", code, caller.id(), value.value()))
                    .orElseGet(Ids::random);
            return order.admit(code, new Admission(id, shownAt(request, order)));
        });
        meters.count(answer.replayed() ? Outcome.REPEATED : Outcome.ADMITTED);
        return answer;
    }

    /** A door's clock may be wrong: nobody is let in later than now, or before they had the ticket. */
    private Instant shownAt(CheckInRequest request, Order order) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant said = request.at();
        if (said == null || said.isAfter(now)) {
            return now;
        }
        Instant since = order.completedAt();
        return (since != null && said.isBefore(since) ? since : said).truncatedTo(ChronoUnit.MILLIS);
    }

    /** It was a mistake: the ticket may be used again. Repeating it changes nothing. */
    DoorTicketView takeBack(String eventId, String typed) {
        Replay<DoorTicketView> answer = change(eventId, typed, (order, code) -> order.takeAdmissionBack(code));
        if (!answer.replayed()) {
            meters.count(Outcome.TAKEN_BACK);
        }
        return answer.value();
    }

    /** What is done to an order's ticket; false if it was done before. */
    private interface Change {
        boolean applyTo(Order order, String code);
    }

    private Replay<DoorTicketView> change(String eventId, String typed, Change change) {
        try {
            String code = TicketCodes.read(typed).orElseThrow(ProblemException::notFound);
            // Again on what others wrote meanwhile: each round somebody got further.
            while (true) {
                Order order = orders.ofCode(eventId, code).orElseThrow(ProblemException::notFound);
                LogContext.order(order.id());
                long before = order.doorVersion();
                boolean changed = change.applyTo(order, code);
                if (!changed || orders.saveAtTheDoor(order, before)) {
                    DoorTicketView ticket = DoorTicketView.of(
                            order.validTicket(code), order.terms().holder());
                    return new Replay<>(ticket, !changed);
                }
            }
        } catch (RuntimeException e) {
            meters.refused(e);
            throw e;
        }
    }
}
