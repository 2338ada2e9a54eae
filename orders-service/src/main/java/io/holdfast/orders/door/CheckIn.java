package io.holdfast.orders.door;

import io.holdfast.messaging.Ids;
import io.holdfast.orders.door.DoorMeters.Outcome;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderStore;
import io.holdfast.orders.sale.Sale;
import io.holdfast.orders.ticket.Admission;
import io.holdfast.orders.ticket.Ticket;
import io.holdfast.orders.ticket.TicketCodes;
import io.holdfast.telemetry.LogContext;
import io.holdfast.web.Caller;
import io.holdfast.web.IdempotencyKey;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Replay;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Admits tickets. The caller made sure that it is the organizer who asks. */
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
     * Admits the holder of a ticket. However many doors send a ticket at the same time, one of them does.
     *
     * @throws io.holdfast.orders.ticket.AlreadyAdmitted when another request did
     * @throws io.holdfast.orders.ticket.AdmissionTakenBack when this request did before, and that was taken back
     * @throws io.holdfast.orders.ticket.TicketNotValid when the order is over
     * @throws io.holdfast.orders.ticket.TicketStopped when a dispute about it is lost and that stops its tickets
     * @throws ProblemException {@code 404}: the event has no such ticket
     */
    Replay<DoorTicketView> checkIn(Caller caller, Optional<IdempotencyKey> key, Sale sale, CheckInRequest request) {
        String eventId = sale.eventId();
        boolean lossStops = sale.stopsTicketsOfLostDisputes();
        Changed changed = change(() -> codeOf(eventId, request), eventId, (order, code) -> {
            // With the code: the same key with another code is another request.
            String id = key.map(value -> Ids.derived("check-in", code, caller.id(), value.value()))
                    .orElseGet(Ids::random);
            return order.admit(
                    code, new Admission(id, shownAt(request, order), lossStops ? order.moneyReport() : null));
        });
        meters.count(changed.before() ? Outcome.REPEATED : Outcome.ADMITTED);
        return new Replay<>(changed.view(), changed.before());
    }

    private String codeOf(String eventId, CheckInRequest request) {
        String typed = request.code();
        if (typed != null && request.hasCode()) {
            return read(typed);
        }
        if (!request.isComplete()) {
            throw ProblemException.invalid("code", "must not be blank");
        }
        Order order = orders.find(Objects.requireNonNull(request.orderId()))
                .filter(found -> found.terms().eventId().equals(eventId))
                .orElseThrow(ProblemException::notFound);
        return order.codeOf(Objects.requireNonNull(request.ticketId())).orElseThrow(ProblemException::notFound);
    }

    private static String read(String typedCode) {
        return TicketCodes.read(typedCode).orElseThrow(ProblemException::notFound);
    }

    /** The time that the door gives, which may be wrong: not later than now, and not before the order was completed. */
    private Instant shownAt(CheckInRequest request, Order order) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant at = request.at();
        if (at == null || at.isAfter(now)) {
            return now;
        }
        Instant completedAt = order.completedAt();
        return (completedAt != null && at.isBefore(completedAt) ? completedAt : at).truncatedTo(ChronoUnit.MILLIS);
    }

    /** @param doorVersion {@link Ticket.TakenBack}: the same for a request that is repeated; null if the ticket was never admitted */
    record TakenBack(DoorTicketView ticket, @Nullable Long doorVersion) {}

    /**
     * Takes back an admission that was a mistake, so that the ticket can be used. Repeating it changes nothing.
     *
     * @param admissionId which one, so that none that was made meanwhile is taken for it; null for whichever there is
     * @throws io.holdfast.orders.ticket.AdmittedAgain when another one was made
     */
    TakenBack undo(String eventId, CheckInRequest ticket, @Nullable String admissionId) {
        Changed changed =
                change(() -> codeOf(eventId, ticket), eventId, (order, code) -> order.undoAdmission(code, admissionId));
        if (!changed.before()) {
            meters.count(Outcome.TAKEN_BACK);
        }
        Ticket.TakenBack takenBack = changed.ticket().takenBack();
        return new TakenBack(changed.view(), takenBack == null ? null : takenBack.doorVersion());
    }

    /** A change of an order's ticket. */
    @FunctionalInterface
    private interface TicketChange {

        /** False if the ticket had been changed like this before. */
        boolean applyTo(Order order, String code);
    }

    /** @param before whether the ticket had been changed like this before */
    private record Changed(Order order, Ticket ticket, boolean before) {

        DoorTicketView view() {
            return DoorTicketView.of(ticket, order);
        }
    }

    private Changed change(Supplier<String> codes, String eventId, TicketChange change) {
        try {
            String code = codes.get();
            while (true) {
                Order order = orders.findByTicketCode(eventId, code).orElseThrow(ProblemException::notFound);
                LogContext.order(order.id());
                long before = order.doorVersion();
                boolean changed = change.applyTo(order, code);
                // If another request changed the order meanwhile, this one is tried again on what that wrote.
                if (!changed || orders.saveTickets(order, before)) {
                    return new Changed(order, order.validTicket(code), !changed);
                }
            }
        } catch (RuntimeException e) {
            meters.refused(e);
            throw e;
        }
    }
}
