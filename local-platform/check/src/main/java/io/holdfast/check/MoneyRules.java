package io.holdfast.check;

import io.holdfast.check.Snapshot.Charge;
import io.holdfast.check.Snapshot.Dispute;
import io.holdfast.check.Snapshot.Order;
import io.holdfast.check.Snapshot.Payment;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * I3 and I5: exactly the completed orders were charged, in full; what is due went back, and no more; and the provider's records
 * agree. A payment that has work to do, or a message to handle, is underway and not wrong.
 */
final class MoneyRules {

    private static final String UNDERWAY = "payments at work";
    private static final Set<String> NOT_CHARGED = Set.of("VOIDED", "DECLINED", "CAPTURE_FAILED");

    private final Snapshot snapshot;
    private final DeliveryCheck deliveries;
    private final Findings findings;

    MoneyRules(Snapshot snapshot, DeliveryCheck deliveries, Findings findings) {
        this.snapshot = snapshot;
        this.deliveries = deliveries;
        this.findings = findings;
    }

    void check() {
        if (!snapshot.hasRead("payments")) {
            return;
        }
        if (snapshot.hasRead("orders")) {
            snapshot.payments.values().forEach(this::checkPayment);
            snapshot.orders.values().forEach(this::checkOrder);
        }
        checkCharges();
    }

    private void checkPayment(Payment payment) {
        Order order = snapshot.orders.get(payment.order());
        if (order == null || order.voided()) {
            wrong("I3", payment, "is for order %s, which does not exist".formatted(payment.order()));
            return;
        }
        if (payment.amount() != order.total() || !payment.currency().equals(order.currency())) {
            wrong(
                    "I3",
                    payment,
                    "is over %d %s, but order %s over %d %s"
                            .formatted(
                                    payment.amount(), payment.currency(), order.id(), order.total(), order.currency()));
        }
        if (payment.refundPaid() > payment.amount()) {
            wrong("I3", payment, "gave back %d of %d".formatted(payment.refundPaid(), payment.amount()));
        }
        if (payment.everCaptured() && !order.everCompleted()) {
            checkCapturedInVain(payment, order);
        }
        if (payment.refundNeedsPerson()) {
            findings.warn(
                    "I3",
                    "payment %s for order %s: a refund did not reach the buyer, for an operator to see to"
                            .formatted(payment.id(), order.id()));
        }
        if (isUnderway(payment, order)) {
            findings.underway(UNDERWAY);
            return;
        }
        checkRefundPaid(payment, order);
        checkDisputes(payment, order);
        switch (payment.status()) {
            case "CAPTURED" -> checkCaptured(payment, order);
            case "REFUNDED" -> checkRefunded(payment, order);
            case "AUTHORIZED", "AUTHORIZING" ->
                wrong("I3", payment, "is %s and has no work to do".formatted(payment.status()));
            default -> {
                if (order.isCompleted() && payment.id().equals(order.payment())) {
                    wrong(
                            "I3",
                            payment,
                            "is %s, but order %s is COMPLETED by it".formatted(payment.status(), order.id()));
                }
            }
        }
    }

    /** What a person did at the provider is no fault of Holdfast's, once that is given back. */
    private void checkCapturedInVain(Payment payment, Order order) {
        String text =
                "was captured for order %s, which is %s and never was completed".formatted(order.id(), order.status());
        if (isCapturedByHand(payment)) {
            findings.warn("I5", "payment %s %s: by hand, at the provider".formatted(payment.id(), text));
        } else {
            wrong("I5", payment, text);
        }
    }

    private static boolean isCapturedByHand(Payment payment) {
        return payment.capturedByHand() && payment.goesBack();
    }

    private void checkCaptured(Payment payment, Order order) {
        boolean owes = payment.mayOwe(order.refundDue());
        if (isCapturedByHand(payment) && !order.everCompleted()) {
            return; // What keeps the refund from being made is told by itself.
        }
        if (!order.isCompleted() && !(order.isRefunded() && owes)) {
            wrong("I3", payment, "is CAPTURED, but order %s is %s".formatted(order.id(), order.status()));
        } else if (!payment.id().equals(order.payment())) {
            wrong("I3", payment, "is CAPTURED, but order %s is completed by %s".formatted(order.id(), order.payment()));
        } else if (payment.refundPaid() != order.refundDue() && !owes) {
            wrong(
                    "I3",
                    payment,
                    "gave back %d, but %d are due for order %s"
                            .formatted(payment.refundPaid(), order.refundDue(), order.id()));
        }
    }

    private void checkRefunded(Payment payment, Order order) {
        if (payment.refundPaid() != payment.amount()) {
            wrong(
                    "I3",
                    payment,
                    "is REFUNDED, but gave back %d of %d".formatted(payment.refundPaid(), payment.amount()));
        }
        if (order.isCompleted() && order.refundDue() < order.total()) {
            wrong("I3", payment, "is REFUNDED, but order %s is COMPLETED".formatted(order.id()));
        }
    }

    /** An order tells its buyer exactly what the payment gave back. */
    private void checkRefundPaid(Payment payment, Order order) {
        if ((order.isCompleted() || order.isRefunded())
                && order.refundPaid() != payment.refundPaid()
                && !isRefundedUncharged(payment, order)) {
            wrong(
                    "I3",
                    payment,
                    "gave back %d, but order %s says %d"
                            .formatted(payment.refundPaid(), order.id(), order.refundPaid()));
        }
    }

    /** A door goes by what the order says of disputes, and buyers and organizers read each of them there. */
    private void checkDisputes(Payment payment, Order order) {
        checkLost(payment, order);
        List<Dispute> ofOrder = payment.disputesOfOrder();
        boolean differ = !sorted(ofOrder).equals(sorted(order.disputes()));
        if (!differ || !(order.isCompleted() || order.isRefunded())) {
            return;
        }
        boolean isOneOfThem = order.disputes().size() == 1 && ofOrder.containsAll(order.disputes());
        if (isOneOfThem && !snapshot.allDisputesReported) {
            findings.underway("disputes to be reported");
            return;
        }
        wrong(
                "I3",
                payment,
                "has disputes %s, but order %s knows %s"
                        .formatted(sorted(ofOrder), order.id(), sorted(order.disputes())));
    }

    private static List<String> sorted(List<Dispute> disputes) {
        return disputes.stream().map(Dispute::toString).sorted().toList();
    }

    private void checkLost(Payment payment, Order order) {
        if (order.isCompleted() && order.disputeLost() != payment.disputeLost()) {
            wrong(
                    "I3",
                    payment,
                    "is %s, which order %s does not say"
                            .formatted(
                                    payment.disputeLost() ? "disputed and lost" : "not lost by a dispute", order.id()));
        }
    }

    /** Whether a refunded order was never charged because its capture failed; then its buyer has back all that is due. */
    private static boolean isRefundedUncharged(Payment payment, Order order) {
        return payment.status().equals("CAPTURE_FAILED")
                && !payment.everCaptured()
                && order.isRefunded()
                && order.refundPaid() == order.refundDue();
    }

    private void checkOrder(Order order) {
        if (order.voided()) {
            return;
        }
        if (order.refundDue() > order.total() || order.refundDue() < 0) {
            findings.wrong(
                    "I3", "order %s is to give back %d of %d".formatted(order.id(), order.refundDue(), order.total()));
        }
        if (order.total() == 0 || !(order.isCompleted() || order.isRefunded())) {
            return;
        }
        Payment payment = order.payment() == null ? null : snapshot.payments.get(order.payment());
        if (payment == null) {
            findings.wrongAboutOrder(
                    "I3", order.id(), "order %s is %s without a payment".formatted(order.id(), order.status()));
        } else if (!payment.order().equals(order.id())) {
            findings.wrong(
                    "I3",
                    "order %s is %s by payment %s, which is for order %s"
                            .formatted(order.id(), order.status(), payment.id(), payment.order()),
                    Set.of(order.id(), payment.order()),
                    Set.of());
        } else if (order.isRefunded()
                && NOT_CHARGED.contains(payment.status())
                && order.everCompleted()
                && !isRefundedUncharged(payment, order)
                && !isUnderway(payment, order)) {
            findings.wrongAboutOrder(
                    "I3",
                    order.id(),
                    "order %s is %s by payment %s, which is %s"
                            .formatted(order.id(), order.status(), payment.id(), payment.status()));
        }
    }

    /** Whether it is about to change: there is work to do, or one of the two has a message of the other to handle. */
    private boolean isUnderway(Payment payment, Order order) {
        return payment.work() != null
                || !deliveries.hasAcknowledgedAll(
                        "orders", "payments-service", order.id(), order.version(), order.since())
                || (payment.version() > 0
                        && !deliveries.hasAcknowledgedAll(
                                "payments", "orders", payment.id(), payment.version(), payment.since()));
    }

    private void checkCharges() {
        for (Charge charge : snapshot.charges.values()) {
            Payment payment = snapshot.payments.get(charge.payment());
            if (payment == null) {
                wrong(charge, "is for payment %s, which does not exist".formatted(charge.payment()));
            } else if (payment.work() == null
                    && !charge.id().equals(payment.reference())
                    && keepsMoney(charge)
                    && !payment.knowsKept(charge)) {
                wrong(charge, "is %s for another attempt at payment %s".formatted(charge.status(), payment.id()));
            }
        }
        if (snapshot.charges.isEmpty()) {
            return; // Another provider keeps its records elsewhere.
        }
        for (Payment payment : snapshot.payments.values()) {
            Charge charge = payment.reference() == null ? null : snapshot.charges.get(payment.reference());
            if (payment.work() == null && payment.reference() != null) {
                checkCharge(payment, charge);
            }
        }
    }

    private static boolean keepsMoney(Charge charge) {
        return charge.status().equals("AUTHORIZED")
                || (charge.status().equals("CAPTURED") && charge.refunded() < charge.amount());
    }

    private void checkCharge(Payment payment, @Nullable Charge charge) {
        if (charge == null) {
            wrong(
                    "I3",
                    payment,
                    "names charge %s, which is not in the provider's books".formatted(payment.reference()));
            return;
        }
        boolean agree = switch (payment.status()) {
            case "CAPTURED" -> charge.status().equals("CAPTURED");
            case "REFUNDED" -> charge.refunded() == charge.amount();
            case "VOIDED", "CAPTURE_FAILED" -> !keepsMoney(charge) || payment.knowsKept(charge);
            default -> true;
        };
        if (!agree || (payment.status().equals("CAPTURED") && payment.refundPaid() != charge.refunded())) {
            wrong(
                    "I3",
                    payment,
                    "is %s and gave back %d, but charge %s is %s and gave back %d"
                            .formatted(
                                    payment.status(),
                                    payment.refundPaid(),
                                    charge.id(),
                                    charge.status(),
                                    charge.refunded()));
        }
        if (charge.amount() != payment.amount()) {
            wrong(
                    "I3",
                    payment,
                    "is over %d, but charge %s over %d".formatted(payment.amount(), charge.id(), charge.amount()));
        }
    }

    private void wrong(String rule, Payment payment, String text) {
        findings.wrongAboutOrder(rule, payment.order(), "payment %s %s".formatted(payment.id(), text));
    }

    private void wrong(Charge charge, String text) {
        findings.wrongAboutOrder("I3", charge.order(), "charge %s %s".formatted(charge.id(), text));
    }
}
