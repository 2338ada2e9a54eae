package io.holdfast.orders.order;

import static io.holdfast.orders.order.OrderFixtures.HOLD;
import static io.holdfast.orders.order.OrderFixtures.NOON;
import static io.holdfast.orders.order.OrderFixtures.completed;
import static io.holdfast.orders.order.OrderFixtures.payment;
import static io.holdfast.orders.order.OrderFixtures.placed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.PaymentState;
import io.holdfast.messaging.IllegalTransition;
import io.holdfast.orders.inventory.Allocation;
import io.holdfast.orders.ticket.Admission;
import io.holdfast.orders.ticket.AdmissionTakenBack;
import io.holdfast.orders.ticket.AdmittedAgain;
import io.holdfast.orders.ticket.AlreadyAdmitted;
import io.holdfast.orders.ticket.EndedTicket;
import io.holdfast.orders.ticket.Ticket;
import io.holdfast.orders.ticket.TicketCodes;
import io.holdfast.orders.ticket.TicketNotValid;
import io.holdfast.orders.ticket.TicketsUsed;
import io.holdfast.orders.ticket.UnknownTickets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderTests {

    private static final Instant IN_TIME = OrderFixtures.PAID;
    private static final Duration LEAST = Duration.ofMinutes(5);

    private final TicketCodes codes = new TicketCodes();

    @Test
    void holdsTicketsUntilTheDeadline() {
        Order order = placed(1000);

        assertThat(order.status()).isEqualTo(OrderStatus.AWAITING_PAYMENT);
        assertThat(order.terms().total()).isEqualTo(3000);
        assertThat(order.terms().expiresAt()).isEqualTo(NOON.plus(HOLD));
        assertThat(order.tickets()).isEmpty();
        assertThat(announced(order)).containsExactly("orders.placed.order1");
    }

    @Test
    void isCompletedByAPaymentInTime() {
        Order order = placed(1000);

        assertThat(order.complete(payment("p", 3000, IN_TIME), IN_TIME, codes::next))
                .isTrue();

        assertThat(order.status()).isEqualTo(OrderStatus.COMPLETED);
        assertThat(order.version()).isEqualTo(2);
        assertThat(order.tickets()).hasSize(3).extracting(Ticket::code).doesNotHaveDuplicates();
        assertThat(announced(order)).containsExactly("orders.placed.order1", "orders.completed.order1");
    }

    @Test
    void isCompletedOnceByARepeatedMessage() {
        Order order = placed(1000);
        PaymentState payment = payment("p", 3000, IN_TIME);
        order.complete(payment, IN_TIME, codes::next);

        assertThat(order.complete(payment, IN_TIME, codes::next)).isFalse();
        assertThat(order.version()).isEqualTo(2);
        assertThat(order.tickets()).hasSize(3);
    }

    @Test
    void isNotCompletedByAPaymentAuthorizedAtTheDeadlineOrLater() {
        Instant late = NOON.plus(HOLD);

        assertThatThrownBy(() -> placed(1000).complete(payment("p", 3000, late), late, codes::next))
                .isInstanceOf(IllegalTransition.class)
                .hasMessageContainingAll("AWAITING_PAYMENT", "COMPLETED");
    }

    @Test
    void isHeldOnceFiveMinutesFromWhenTheBankAsks() {
        Order order = placed(1000);
        Instant asked = NOON.plus(HOLD).minusSeconds(30);

        assertThat(order.prolong(IN_TIME, LEAST, IN_TIME))
                .as("it lasts so long anyway")
                .isFalse();
        assertThat(order.prolong(asked, LEAST, asked)).isTrue();

        Instant until = asked.plus(LEAST);
        assertThat(order.expiresAt()).isEqualTo(until);
        assertThat(announced(order)).containsExactly("orders.placed.order1", "orders.prolonged.order1");
        Order stored = OrderDocuments.read(OrderDocuments.write(order));
        for (Order each : new Order[] {order, stored}) {
            assertThat(each.prolong(until.minusSeconds(1), LEAST, until.minusSeconds(1)))
                    .isFalse();
            // Asked once more before the hold would have ended, and again in time.
            assertThat(each.prolong(asked.plusSeconds(20), LEAST, asked.plusSeconds(20)))
                    .isFalse();
            assertThat(each.expiresAt()).isEqualTo(until);
            assertThat(each.isOverdue(until.minusMillis(1))).isFalse();
            assertThat(each.isOverdue(until)).isTrue();
            assertThat(each.canBeCompletedBy(payment("p", 3000, until.minusMillis(1))))
                    .isTrue();
            assertThat(each.canBeCompletedBy(payment("p", 3000, until))).isFalse();
        }
    }

    @Test
    void isNotHeldLongerWhenTheBankAsksTooLateOrItIsOver() {
        Instant deadline = NOON.plus(HOLD);
        assertThat(placed(1000).prolong(deadline, LEAST, deadline.minusSeconds(1)))
                .isFalse();
        assertThat(placed(1000).prolong(deadline.minusSeconds(1), LEAST, deadline))
                .as("the message came late, and others may have the units")
                .isFalse();
        assertThat(completed(1000).prolong(deadline.minusSeconds(1), LEAST, IN_TIME))
                .isFalse();
    }

    @Test
    void isNotCompletedByAPaymentOfAnotherAmount() {
        assertThat(placed(1000).canBeCompletedBy(payment("p", 2999, IN_TIME))).isFalse();
    }

    @Test
    void admitsATicketOnce() {
        Order order = placed(0);
        String code = order.tickets().getFirst().code();
        Admission first = new Admission("scan1", IN_TIME);

        assertThat(order.admit(code, first)).isTrue();

        assertThat(order.admit(code, new Admission("scan1", NOON))).isFalse();
        assertThatThrownBy(() -> order.admit(code, new Admission("scan2", IN_TIME)))
                .isInstanceOfSatisfying(
                        AlreadyAdmitted.class,
                        refused -> assertThat(refused.ticket().admission()).isEqualTo(first));
        assertThat(order.tickets()).extracting(Ticket::admission).containsExactly(first, null, null);
        assertThat(order.version()).isEqualTo(2);
        assertThat(order.doorVersion()).isEqualTo(1);
        assertThat(announced(order)).hasSize(2);
    }

    @Test
    void admitsATicketAgainAfterTheAdmissionWasUndone() {
        Order order = placed(0);
        String code = order.tickets().getLast().code();
        order.admit(code, new Admission("scan1", IN_TIME));

        assertThat(order.undoAdmission(code, "scan1")).isTrue();

        assertThat(order.undoAdmission(code, "scan1")).isFalse();
        assertThat(order.undoAdmission(code, null)).isFalse();
        assertThat(order.admit(code, new Admission("scan2", IN_TIME))).isTrue();
        assertThat(order.doorVersion()).isEqualTo(3);
    }

    /** Both at the same time: the times are told by doors. */
    @Test
    void aReversalThatComesLateLeavesWhatAnotherDoorAdmittedSince() {
        Order order = placed(0);
        String code = order.tickets().getFirst().code();
        order.admit(code, new Admission("scan1", IN_TIME));
        order.undoAdmission(code, "scan1");
        order.admit(code, new Admission("scan2", IN_TIME));

        assertThatThrownBy(() -> order.undoAdmission(code, "scan1"))
                .isInstanceOfSatisfying(AdmittedAgain.class, refused -> {
                    Admission stays = refused.ticket().admission();
                    assertThat(stays).isNotNull().extracting(Admission::id).isEqualTo("scan2");
                });

        assertThat(order.admitted()).isOne();
        assertThat(order.doorVersion()).isEqualTo(3);
        assertThat(order.undoAdmission(code, null))
                .as("by a client that names none")
                .isTrue();
    }

    /** The form is sent again, or a door sends what it kept: or the right holder would find the ticket used. */
    @Test
    void anAdmissionThatWasTakenBackIsNotMadeAnewByItsRepetition() {
        Order order = placed(0);
        String code = order.tickets().getFirst().code();
        order.admit(code, new Admission("scan1", IN_TIME));
        order.undoAdmission(code, "scan1");

        assertThatThrownBy(() -> order.admit(code, new Admission("scan1", IN_TIME)))
                .isInstanceOf(AdmissionTakenBack.class);

        assertThat(order.admitted()).isZero();
        assertThat(order.admit(code, new Admission("scan2", IN_TIME))).isTrue();
    }

    @Test
    void isNotSoldBackOnceATicketWasAdmitted() {
        Order order = placed(0);
        order.admit(order.tickets().getFirst().code(), new Admission("scan1", IN_TIME));

        assertThatThrownBy(() -> order.sellBack(IN_TIME)).isInstanceOf(TicketsUsed.class);

        order.undoAdmission(order.tickets().getFirst().code(), null);
        assertThat(order.sellBack(IN_TIME)).isTrue();
    }

    @Test
    void oneTicketOfSeveralIsSoldBackForWhatItCost() {
        Order order = completed(1000);
        Ticket first = order.tickets().getFirst();

        assertThat(order.sellBack(Set.of(first.id()), false, IN_TIME)).isTrue();

        assertThat(order.sellBack(Set.of(first.id()), false, IN_TIME)).isFalse();
        assertThat(order.status()).isEqualTo(OrderStatus.COMPLETED);
        assertThat(order.refundDue()).isEqualTo(1000);
        assertThat(order.tickets()).hasSize(2).doesNotContain(first);
        assertThat(order.ended()).extracting(EndedTicket::ticket).containsExactly(first);
        assertThat(order.allocation().parts())
                .containsExactly(new Allocation.Part("event1/hall/0", 1), new Allocation.Part("event1/box/0", 1));
        assertThat(order.unreleasedSince()).isEqualTo(IN_TIME);
        assertThat(announced(order)).last().isEqualTo("orders.refunded.order1");
        assertThatThrownBy(() -> order.admit(first.code(), new Admission("scan", IN_TIME)))
                .isInstanceOfSatisfying(
                        TicketNotValid.class,
                        refused -> assertThat(refused.wasGivenBack()).isTrue());
    }

    @Test
    void theLastTicketsSoldBackEndTheOrder() {
        Order order = completed(1000);
        order.refund("r", 100L, "Late", "", IN_TIME);
        order.sellBack(Set.of(order.tickets().getFirst().id()), false, IN_TIME);

        order.sellBack(
                Set.of(order.tickets().get(0).id(), order.tickets().get(1).id()), false, IN_TIME);

        assertThat(order.status()).isEqualTo(OrderStatus.SOLD_BACK);
        assertThat(order.refundDue()).isEqualTo(3000);
        assertThat(order.allocation()).isEqualTo(Allocation.NONE);
    }

    @Test
    void aTicketThatWasUsedIsNotSoldBackAndOthersAre() {
        Order order = completed(1000);
        order.admit(order.tickets().getFirst().code(), new Admission("scan1", IN_TIME));
        String used = order.tickets().getFirst().id();
        String unused = order.tickets().getLast().id();

        assertThatThrownBy(() -> order.sellBack(Set.of(used, unused), false, IN_TIME))
                .isInstanceOf(TicketsUsed.class);
        assertThat(order.sellBack(Set.of(unused), false, IN_TIME)).isTrue();

        assertThat(order.admitted()).isEqualTo(1);
    }

    @Test
    void ticketsThatAreNotThereAreNotSoldBack() {
        Order order = completed(1000);

        assertThatThrownBy(() -> order.sellBack(Set.of("order1-9"), false, IN_TIME))
                .isInstanceOf(UnknownTickets.class);

        assertThat(order.refundDue()).isZero();
    }

    @Test
    void theOrganizerEndsTicketsForAnAmountOrForWhatTheyCost() {
        Order order = completed(1000);
        String first = order.tickets().getFirst().id();
        String last = order.tickets().getLast().id();

        assertThat(order.refund("r1", 400L, Set.of(first), "Fee kept", "", IN_TIME))
                .isTrue();
        assertThat(order.refund("r1", 400L, Set.of(first), "Fee kept", "", IN_TIME))
                .isFalse();
        assertThat(order.refund("r2", null, Set.of(last), "Sick", "", IN_TIME)).isTrue();

        assertThat(order.refundDue()).isEqualTo(1400);
        assertThat(order.tickets()).hasSize(1);
        assertThat(order.ended()).extracting(EndedTicket::refundId).containsExactly("r1", "r2");
        assertThatThrownBy(() -> order.refund("r3", null, Set.of(first), "", "", IN_TIME))
                .isInstanceOf(UnknownTickets.class);
        assertThatThrownBy(() -> order.refund(
                        "r4", 10L, Set.of(order.tickets().getFirst().id()), "", "", IN_TIME))
                .isInstanceOf(IllegalTransition.class);
    }

    @Test
    void noTicketStaysThatNothingIsPaidFor() {
        Order order = completed(1000);
        order.refund("r", 2000L, "Late", "", IN_TIME);

        assertThatThrownBy(
                        () -> order.sellBack(Set.of(order.tickets().getFirst().id()), false, IN_TIME))
                .isInstanceOf(IllegalTransition.class);

        assertThat(order.tickets()).hasSize(3);
    }

    @Test
    void freeTicketsAreGivenBackOneByOne() {
        Order order = placed(0);

        order.sellBack(Set.of(order.tickets().getFirst().id()), false, IN_TIME);

        assertThat(order.status()).isEqualTo(OrderStatus.COMPLETED);
        assertThat(order.tickets()).hasSize(2);
    }

    @Test
    void ticketsThatWereGivenBackAreStored() {
        Order order = completed(1000);
        order.sellBack(Set.of(order.tickets().getLast().id()), false, IN_TIME);

        Document document = OrderDocuments.write(order);
        Order read = OrderDocuments.read(document);

        assertThat(read.ended()).isEqualTo(order.ended());
        assertThat(read.allocation()).isEqualTo(order.allocation());
        assertThat(document.getList("codes", String.class)).hasSize(3);
        assertThat(OrderDocuments.readOutline(document).allocation()).isEqualTo(order.allocation());
    }

    @Test
    void isRefundedThoughATicketWasAdmittedAndAdmitsNoTicketAfterThat() {
        Order order = placed(0);
        String code = order.tickets().getFirst().code();
        order.admit(code, new Admission("scan1", IN_TIME));

        order.refund("r", null, "Rain", "", IN_TIME);

        assertThat(order.admitted()).isZero();
        assertThatThrownBy(() -> order.admit(code, new Admission("scan1", IN_TIME)))
                .isInstanceOfSatisfying(
                        TicketNotValid.class,
                        refused -> assertThat(refused.status()).isEqualTo(OrderStatus.REFUNDED));
        assertThatThrownBy(() -> order.undoAdmission(code, null)).isInstanceOf(TicketNotValid.class);
    }

    @Test
    void isStoredAndReadWithItsAdmissions() {
        Order order = placed(0);
        order.admit(order.tickets().get(1).code(), new Admission("scan1", IN_TIME));

        Order read = OrderDocuments.read(OrderDocuments.write(order));

        assertThat(read.tickets()).isEqualTo(order.tickets());
        assertThat(read.doorVersion()).isEqualTo(1);
    }

    @Test
    void aFreeOrderIsCompletedAtOnce() {
        Order order = placed(0);

        assertThat(order.status()).isEqualTo(OrderStatus.COMPLETED);
        assertThat(order.tickets()).hasSize(3);
        assertThat(announced(order)).containsExactly("orders.placed.order1", "orders.completed.order1");
    }

    @Test
    void anOrderThatIsOverCannotBePaidOrCancelled() {
        Order expired = placed(1000);
        expired.expire(NOON.plus(HOLD));

        assertThatThrownBy(() -> expired.cancel(NOON)).isInstanceOf(IllegalTransition.class);
        assertThatThrownBy(() -> expired.complete(payment("p", 3000, IN_TIME), IN_TIME, codes::next))
                .isInstanceOf(IllegalTransition.class);
        assertThat(expired.expire(NOON)).isFalse();
    }

    @Test
    void aPaidOrderCannotBeCancelledByItsBuyer() {
        Order order = placed(1000);
        order.complete(payment("p", 3000, IN_TIME), IN_TIME, codes::next);

        assertThatThrownBy(() -> order.cancel(IN_TIME)).isInstanceOf(IllegalTransition.class);
    }

    @Test
    void aFailedCaptureOfAnotherPaymentChangesNothing() {
        Order order = placed(1000);
        order.complete(payment("p", 3000, IN_TIME), IN_TIME, codes::next);

        assertThat(order.failCapture(payment("another", 3000, IN_TIME), IN_TIME))
                .isFalse();

        assertThat(order.status()).isEqualTo(OrderStatus.COMPLETED);
        assertThat(order.tickets()).isNotEmpty();
    }

    @Test
    void aFailedCaptureVoidsTheTickets() {
        Order order = placed(1000);
        PaymentState payment = payment("p", 3000, IN_TIME);
        order.complete(payment, IN_TIME, codes::next);

        assertThat(order.failCapture(payment, IN_TIME)).isTrue();
        assertThat(order.unreleasedSince())
                .as("marked, for a crash before its units are released")
                .isEqualTo(IN_TIME);

        assertThat(order.status()).isEqualTo(OrderStatus.CANCELLED);
        assertThat(order.reason()).isEqualTo(Order.CAPTURE_FAILED);
        assertThat(order.tickets()).isEmpty();
        assertThat(order.failCapture(payment, IN_TIME)).isFalse();
    }

    @Test
    void aPartOfWhatWasNeverChargedIsDueToNoOne() {
        Order order = placed(1000);
        PaymentState payment = payment("p", 3000, IN_TIME);
        order.complete(payment, IN_TIME, codes::next);
        order.refund("r", 100L, "Late", "", IN_TIME);
        assertThat(order.wasRefundedUncharged(payment))
                .as("it may be captured yet")
                .isFalse();

        order.failCapture(payment, IN_TIME);

        assertThat(order.wasRefundedUncharged(payment)).isTrue();
        assertThat(order.wasRefundedUncharged(payment("another", 3000, IN_TIME)))
                .isFalse();
    }

    @Test
    void whatARefundEndedDoesNotDependOnLaterRefunds() {
        Order order = completed(1000);
        order.refund("r1", 400L, Set.of(order.tickets().getFirst().id()), "Fee kept", "", IN_TIME);
        order.refund("r2", 100L, "Late", "", IN_TIME);

        assertThat(order.endedTickets(400)).isTrue();
        assertThat(order.endedTickets(500)).isFalse();
    }

    @Test
    void isSoldBackOnceForEverythingThatWasPaid() {
        Order order = completed(1000);

        assertThat(order.sellBack(IN_TIME)).isTrue();

        assertThat(order.status()).isEqualTo(OrderStatus.SOLD_BACK);
        assertThat(order.refundDue()).isEqualTo(3000);
        assertThat(order.tickets()).isEmpty();
        assertThat(order.unreleasedSince()).isEqualTo(IN_TIME);
        assertThat(announced(order)).contains("orders.sold-back.order1");
        assertThat(order.sellBack(IN_TIME)).isFalse();
        assertThat(order.version()).isEqualTo(3);
    }

    @Test
    void aFreeOrderIsSoldBackForNothing() {
        Order order = placed(0);

        order.sellBack(IN_TIME);

        assertThat(order.status()).isEqualTo(OrderStatus.SOLD_BACK);
        assertThat(order.state().refunded()).isZero();
    }

    /** Every verb in every status: what it leads to, {@code -} if it changes nothing, {@code !} if it is not allowed. */
    @ParameterizedTest
    @CsvSource(textBlock = """
        #                cancel     expire   complete   failCapture  sellBack   refund    endWithEvent
        AWAITING_PAYMENT, CANCELLED, EXPIRED, COMPLETED, -,          !,         !,        CANCELLED
        COMPLETED,        !,         !,       -,         CANCELLED,  SOLD_BACK, REFUNDED, REFUNDED
        CANCELLED,        -,         !,       !,         -,          !,         !,        -
        EXPIRED,          !,         -,       !,         -,          !,         !,        -
        SOLD_BACK,        !,         !,       !,         -,          -,         !,        -
        REFUNDED,         !,         !,       !,         -,          !,         !,        -
        """)
    void goesWhereTheTableOfTransitionsAllows(
            OrderStatus from,
            String cancel,
            String expire,
            String complete,
            String failCapture,
            String sellBack,
            String refund,
            String endWithEvent) {
        PaymentState payment = payment("p", 3000, IN_TIME);

        assertThat(outcome(from, order -> order.cancel(IN_TIME))).isEqualTo(cancel);
        assertThat(outcome(from, order -> order.expire(IN_TIME))).isEqualTo(expire);
        assertThat(outcome(from, order -> order.complete(payment, IN_TIME, codes::next)))
                .isEqualTo(complete);
        assertThat(outcome(from, order -> order.failCapture(payment, IN_TIME))).isEqualTo(failCapture);
        assertThat(outcome(from, order -> order.sellBack(IN_TIME))).isEqualTo(sellBack);
        assertThat(outcome(from, order -> order.refund("r", null, "rain", "print", IN_TIME)))
                .isEqualTo(refund);
        assertThat(outcome(from, order -> order.endWithEvent(IN_TIME))).isEqualTo(endWithEvent);
    }

    private static String outcome(OrderStatus from, Predicate<Order> verb) {
        Order order = in(from);
        long version = order.version();
        try {
            boolean changed = verb.test(order);
            assertThat(order.version()).isEqualTo(changed ? version + 1 : version);
            return changed ? order.status().name() : "-";
        } catch (IllegalTransition e) {
            assertThat(order.status()).isEqualTo(from);
            assertThat(order.version()).isEqualTo(version);
            return "!";
        }
    }

    private static Order in(OrderStatus status) {
        Order order = status == OrderStatus.AWAITING_PAYMENT
                        || status == OrderStatus.EXPIRED
                        || status == OrderStatus.CANCELLED
                ? placed(1000)
                : completed(1000);
        switch (status) {
            case AWAITING_PAYMENT, COMPLETED -> {}
            case CANCELLED -> order.cancel(NOON);
            case EXPIRED -> order.expire(NOON);
            case SOLD_BACK -> order.sellBack(IN_TIME);
            case REFUNDED -> order.refund("all", null, "rain", "print", IN_TIME);
        }
        return order;
    }

    @Test
    void onlyACompletedOrderIsSoldBackOrRefunded() {
        Order pending = placed(1000);
        Order refunded = completed(1000);
        refunded.endWithEvent(IN_TIME);

        assertThatThrownBy(() -> pending.sellBack(NOON)).isInstanceOf(IllegalTransition.class);
        assertThatThrownBy(() -> pending.refund("r", null, "why", "print", NOON))
                .isInstanceOf(IllegalTransition.class);
        assertThatThrownBy(() -> refunded.sellBack(NOON)).isInstanceOf(IllegalTransition.class);
        assertThatThrownBy(() -> refunded.refund("r", null, "why", "print", NOON))
                .isInstanceOf(IllegalTransition.class);
    }

    @Test
    void refundsOnlyTheRestAfterTheMostParts() {
        Order order = completed(1000);
        for (int i = 0; i < Refund.MOST; i++) {
            order.refund("part " + i, 1L, "rain", "print", IN_TIME);
        }

        assertThat(order.refund("part 7", 1L, "rain", "print", IN_TIME)).isFalse();
        assertThatThrownBy(() -> order.refund("another", 1L, "rain", "print", IN_TIME))
                .isInstanceOf(IllegalTransition.class)
                .hasMessageContaining("all that is left");
        assertThat(order.refund("rest", null, "rain", "print", IN_TIME)).isTrue();
        assertThat(order.refundDue()).isEqualTo(3000);
    }

    @Test
    void refundsPartsUntilNothingIsLeft() {
        Order order = completed(1000);

        assertThat(order.refund("a", 500L, "rain", "print", IN_TIME)).isTrue();
        assertThat(order.refund("a", 500L, "rain", "print", IN_TIME)).isFalse();
        assertThat(order.status()).isEqualTo(OrderStatus.COMPLETED);
        assertThat(order.state().refunded()).isEqualTo(500);
        assertThat(order.state().version()).isEqualTo(3);
        assertThat(order.tickets()).hasSize(3);
        assertThat(order.unreleasedSince()).isNull();
        assertThatThrownBy(() -> order.refund("b", 2501L, "hail", "print", IN_TIME))
                .isInstanceOfSatisfying(
                        RefundTooHigh.class,
                        refused -> assertThat(refused.left()).isEqualTo(2500));
        order.refund("c", 2500L, "hail", "print", IN_TIME);

        assertThat(order.status()).isEqualTo(OrderStatus.REFUNDED);
        assertThat(order.reason()).isEqualTo(Order.BY_ORGANIZER);
        assertThat(order.refundDue()).isEqualTo(3000);
        assertThat(order.tickets()).isEmpty();
        assertThat(order.refunds()).extracting(Refund::amount).containsExactly(500L, 2500L);
        assertThat(announced(order))
                .containsExactly(
                        "orders.placed.order1",
                        "orders.completed.order1",
                        "orders.refunded.order1",
                        "orders.refunded.order1");
    }

    @Test
    void refundsOnTheViewOfWhatIsLeftOnly() {
        Order order = completed(1000);
        order.requireLeft("a", 3000);
        order.refund("a", 1000L, "rain", "print", IN_TIME);

        order.requireLeft("a", 3000);
        order.requireLeft("b", 2000);
        assertThatThrownBy(() -> order.requireLeft("b", 3000))
                .isInstanceOf(IllegalTransition.class)
                .hasMessageContaining("look at what is left");
    }

    @Test
    void refundsTheRestWhenItIsSoldBackAfterAPart() {
        Order order = completed(1000);
        order.refund("a", 500L, "rain", "print", IN_TIME);

        order.sellBack(IN_TIME);

        assertThat(order.state().refunded()).isEqualTo(3000);
        assertThat(order.refunds()).extracting(Refund::amount).containsExactly(500L, 2500L);
    }

    @Test
    void endsWithItsEvent() {
        Order pending = placed(1000);
        Order paid = completed(1000);
        Order over = placed(1000);
        over.cancel(NOON);

        assertThat(pending.endWithEvent(NOON)).isTrue();
        assertThat(paid.endWithEvent(NOON)).isTrue();
        assertThat(over.endWithEvent(NOON)).isFalse();

        assertThat(pending.status()).isEqualTo(OrderStatus.CANCELLED);
        assertThat(pending.reason()).isEqualTo(Order.EVENT_CANCELLED);
        assertThat(pending.refundDue()).isZero();
        assertThat(paid.status()).isEqualTo(OrderStatus.REFUNDED);
        assertThat(paid.reason()).isEqualTo(Order.EVENT_CANCELLED);
        assertThat(paid.refundDue()).isEqualTo(3000);
        assertThat(paid.endWithEvent(NOON)).isFalse();
        assertThat(over.reason()).isEqualTo(Order.BY_BUYER);
    }

    @Test
    void aFailedCaptureChangesNothingAfterTheTicketsWereSoldBack() {
        Order order = completed(1000);
        order.sellBack(IN_TIME);

        assertThat(order.failCapture(payment("p", 3000, IN_TIME), IN_TIME)).isFalse();
        assertThat(order.status()).isEqualTo(OrderStatus.SOLD_BACK);
    }

    @Test
    void isReadFromADocumentWithoutRefunds() {
        Document old = OrderDocuments.write(completed(1000));
        old.remove("completedAt");

        Order read = OrderDocuments.read(old);

        assertThat(read.refunds()).isEmpty();
        assertThat(read.refundPaid()).isZero();
        assertThat(read.unreleasedSince()).isNull();
    }

    @Test
    void isReadAsItWasStored() {
        Order order = completed(1000);
        order.refund("a", 500L, "rain", "print", IN_TIME);
        order.sellBack(IN_TIME);

        Document stored = Document.parse(OrderDocuments.write(order)
                .toJson(JsonWriterSettings.builder()
                        .outputMode(JsonMode.EXTENDED)
                        .build()));
        Order read = OrderDocuments.read(stored);

        assertThat(read.terms()).isEqualTo(order.terms());
        assertThat(read.state()).isEqualTo(order.state());
        assertThat(read.history()).isEqualTo(order.history());
        assertThat(read.tickets()).isEqualTo(order.tickets());
        assertThat(read.refunds()).isEqualTo(order.refunds());
        assertThat(read.unreleasedSince()).isEqualTo(order.unreleasedSince());
        assertThat(read.outbox().toDocument()).isEqualTo(order.outbox().toDocument());
    }

    private static Iterable<String> announced(Order order) {
        return order.outbox().toDocument().get("entries", Document.class).values().stream()
                .map(entry -> ((Document) entry).getString("subject"))
                .toList();
    }
}
