package io.holdfast.orders.mail;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.mail.Mail;
import io.holdfast.mail.Mails;
import io.holdfast.orders.buyer.BuyerOrders;
import io.holdfast.orders.order.Order;
import io.holdfast.web.Caller;
import io.holdfast.web.ClientNetwork;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Reminders that a hold is about to end, for buyers who ask for one. */
@RestController
@RequestMapping("/api/orders/{id}/reminder")
class HoldReminderController {

    /** How long before the end it comes: time enough to pay. */
    private static final Duration BEFORE = Duration.ofMinutes(3);

    private final BuyerOrders orders;
    private final Mails mails;
    private final GuestReminderLimiter limiter;
    private final Clock clock;

    HoldReminderController(BuyerOrders orders, Mails mails, GuestReminderLimiter limiter, Clock clock) {
        this.orders = orders;
        this.mails = mails;
        this.limiter = limiter;
        this.clock = clock;
    }

    /** @param at when the mail is sent, unless the order is paid or given up by then */
    record Reminder(Instant at) {}

    /** Has the buyer reminded by mail, three minutes before the hold ends, to pay. Repeating it changes nothing. */
    @PostMapping
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "409",
            description =
                    "`order-not-pending`, `no-mails`: It is paid, or over in another way; or this site sends no mails.")
    @ApiResponse(
            responseCode = "429",
            description =
                    "`rate-limited`: Many reminders were asked for with this address, or from this network, without an account.")
    Reminder remind(Caller caller, @PathVariable String id, HttpServletRequest request) {
        Order order = orders.find(caller, id);
        Instant now = clock.instant();
        String to = order.terms().email();
        if (order.status() != OrderStatus.AWAITING_PAYMENT || !now.isBefore(order.expiresAt())) {
            throw ProblemException.of(
                    HttpStatus.CONFLICT, "order-not-pending", "This order does not wait for a payment.");
        }
        if (to == null || !mails.isOn()) {
            throw ProblemException.of(HttpStatus.CONFLICT, "no-mails", "This site sends no mails.");
        }
        Instant wanted = order.expiresAt().minus(BEFORE);
        Instant at = wanted.isAfter(now) ? wanted : now;
        Mail mail = new Mail(
                HoldEndingMail.KIND + ":" + order.id(), HoldEndingMail.KIND, to, MailedOrders.details(order.terms()));
        if (caller.guest()) {
            keepAsGuest(mail, at, ClientNetwork.of(request.getRemoteAddr()));
        } else {
            mails.keepUntil(at, mail);
        }
        return new Reminder(at);
    }

    /** Which of several requests at once counts, the insert of the mail decides. What is repeated sends nothing. */
    private void keepAsGuest(Mail mail, Instant at, ClientNetwork network) {
        if (mails.isKept(mail.fact())) {
            return;
        }
        try {
            limiter.count(network, mail.to());
        } catch (ProblemException e) {
            if (mails.isKept(mail.fact())) {
                return;
            }
            throw e;
        }
        if (!mails.keepUntil(at, mail)) {
            limiter.uncount(network, mail.to());
        }
    }
}
