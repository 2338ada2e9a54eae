package io.holdfast.orders.order;

import static io.holdfast.orders.order.OrderFixtures.NOON;
import static io.holdfast.orders.order.OrderFixtures.completed;
import static io.holdfast.orders.order.OrderFixtures.placed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.holdfast.orders.placing.OrderProblems;
import io.holdfast.orders.ticket.Admission;
import io.holdfast.web.ProblemException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;

class OrderProblemsTests {

    @Test
    void namesBothStatusesOfATransitionThatIsNotAllowed() {
        assertProblem(
                () -> completed(1000).cancel(NOON),
                HttpStatus.CONFLICT,
                "order-not-pending",
                "An order that is COMPLETED cannot become CANCELLED.");
        assertProblem(
                () -> completed(1000).expire(NOON),
                HttpStatus.CONFLICT,
                "order-not-pending",
                "An order that is COMPLETED cannot become EXPIRED.");
        assertProblem(
                () -> placed(1000).sellBack(NOON),
                HttpStatus.CONFLICT,
                "not-sellable",
                "An order that is AWAITING_PAYMENT cannot become SOLD_BACK.");
        assertProblem(
                () -> placed(1000).refund("r", null, "Rain", "print", NOON),
                HttpStatus.CONFLICT,
                "not-refundable",
                "An order that is AWAITING_PAYMENT cannot become REFUNDED.");
    }

    @Test
    void refusesAnotherPartOnceThereAreTheMostRefunds() {
        Order order = completed(1000);
        for (int i = 0; i < Refund.MOST; i++) {
            order.refund("part " + i, 1L, "Rain", "print", NOON);
        }

        assertProblem(
                () -> order.refund("another", 1L, "Rain", "print", NOON),
                HttpStatus.CONFLICT,
                "not-refundable",
                "It has been refunded in many parts: now only all that is left can be.");
    }

    @Test
    void namesWhatIsLeftToRefund() {
        assertProblem(
                () -> completed(1000).refund("r", 3001L, "Rain", "print", NOON),
                HttpStatus.BAD_REQUEST,
                "validation-failed",
                "amount must be at most 3000, which is what is left");
    }

    @Test
    void refusesToSellBackAnAdmittedTicket() {
        Order order = completed(1000);
        order.admit(order.tickets().getFirst().code(), new Admission("scan", NOON));

        assertProblem(
                () -> order.sellBack(NOON),
                HttpStatus.CONFLICT,
                "not-sellable",
                "Somebody was let in with a ticket of this order.");
    }

    private static void assertProblem(ThrowingCallable call, HttpStatus status, String code, String detail) {
        ProblemException problem = new OrderProblems().translate(catchThrowable(call));

        assertThat(problem).isNotNull();
        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.detail()).isEqualTo(detail);
    }
}
