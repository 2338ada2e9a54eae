package io.holdfast.check;

import io.holdfast.check.World.Charge;
import io.holdfast.check.World.Order;
import io.holdfast.check.World.Payment;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * I3 and I5: money was taken exactly for orders that are completed, in full; what is to go back went back, and no more; and
 * the provider's books say the same. What still has work to do, or news to hear, is on its way.
 */
final class MoneyRules {

    private static final String ON_ITS_WAY = "payments at work";
    private static final Set<String> NOT_TAKEN = Set.of("VOIDED", "DECLINED", "CAPTURE_FAILED");

    private final World world;
    private final Hearing hearing;
    private final Verdict verdict;

    MoneyRules(World world, Hearing hearing, Verdict verdict) {
        this.world = world;
        this.hearing = hearing;
        this.verdict = verdict;
    }

    void judge() {
        if (!world.hasRead("payments")) {
            return;
        }
        if (world.hasRead("orders")) {
            world.payments.values().forEach(this::judgePayment);
            world.orders.values().forEach(this::judgeOrder);
        }
        judgeCharges();
    }

    private void judgePayment(Payment payment) {
        Order order = world.orders.get(payment.order());
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
        if (payment.refunded() > payment.amount()) {
            wrong("I3", payment, "gave back %d of %d".formatted(payment.refunded(), payment.amount()));
        }
        if (payment.everCaptured() && !order.everCompleted()) {
            wrong(
                    "I5",
                    payment,
                    "was captured for order %s, which is %s and never was completed"
                            .formatted(order.id(), order.status()));
        }
        if (isUnderway(payment, order)) {
            verdict.underway(ON_ITS_WAY);
            return;
        }
        judgeMoneyBack(payment, order);
        switch (payment.status()) {
            case "CAPTURED" -> judgeTaken(payment, order);
            case "REFUNDED" -> judgeGivenBack(payment, order);
            case "AUTHORIZED", "AUTHORIZING" ->
                wrong("I3", payment, "is %s, and nobody is at work on it".formatted(payment.status()));
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

    private void judgeTaken(Payment payment, Order order) {
        if (!order.isCompleted()) {
            wrong("I3", payment, "is CAPTURED, but order %s is %s".formatted(order.id(), order.status()));
        } else if (!payment.id().equals(order.payment())) {
            wrong("I3", payment, "is CAPTURED, but order %s is completed by %s".formatted(order.id(), order.payment()));
        } else if (payment.refunded() != order.refunded()) {
            wrong(
                    "I3",
                    payment,
                    "gave back %d, but %d are due for order %s"
                            .formatted(payment.refunded(), order.refunded(), order.id()));
        }
    }

    private void judgeGivenBack(Payment payment, Order order) {
        if (payment.refunded() != payment.amount()) {
            wrong("I3", payment, "is REFUNDED, but gave back %d of %d".formatted(payment.refunded(), payment.amount()));
        }
        if (order.isCompleted() && order.refunded() < order.total()) {
            wrong("I3", payment, "is REFUNDED, but order %s is COMPLETED".formatted(order.id()));
        }
    }

    /** What the order tells its buyer that came back. */
    private void judgeMoneyBack(Payment payment, Order order) {
        if ((order.isCompleted() || order.isGivenBack()) && order.moneyBack() != payment.refunded()) {
            wrong(
                    "I3",
                    payment,
                    "gave back %d, but order %s says %d".formatted(payment.refunded(), order.id(), order.moneyBack()));
        }
    }

    private void judgeOrder(Order order) {
        if (order.voided()) {
            return;
        }
        if (order.refunded() > order.total() || order.refunded() < 0) {
            verdict.wrong(
                    "I3", "order %s is to give back %d of %d".formatted(order.id(), order.refunded(), order.total()));
        }
        if (order.total() == 0 || !(order.isCompleted() || order.isGivenBack())) {
            return;
        }
        Payment payment = order.payment() == null ? null : world.payments.get(order.payment());
        if (payment == null) {
            verdict.wrongAboutOrder(
                    "I3", order.id(), "order %s is %s without a payment".formatted(order.id(), order.status()));
        } else if (!payment.order().equals(order.id())) {
            verdict.wrong(
                    "I3",
                    "order %s is %s by payment %s, which is for order %s"
                            .formatted(order.id(), order.status(), payment.id(), payment.order()),
                    Set.of(order.id(), payment.order()),
                    Set.of());
        } else if (order.isGivenBack()
                && NOT_TAKEN.contains(payment.status())
                && order.everCompleted()
                && !isUnderway(payment, order)) {
            verdict.wrongAboutOrder(
                    "I3",
                    order.id(),
                    "order %s is %s by payment %s, which is %s"
                            .formatted(order.id(), order.status(), payment.id(), payment.status()));
        }
    }

    /** Whether it is about to change: there is work, or one of the two has not heard all of the other. */
    private boolean isUnderway(Payment payment, Order order) {
        return payment.work() != null
                || !hearing.allHeard("orders", "payments-service", order.id(), order.version(), order.since())
                || (payment.version() > 0
                        && !hearing.allHeard("payments", "orders", payment.id(), payment.version(), payment.since()));
    }

    private void judgeCharges() {
        for (Charge charge : world.charges.values()) {
            Payment payment = world.payments.get(charge.payment());
            if (payment == null) {
                wrong(charge, "is for payment %s, which does not exist".formatted(charge.payment()));
            } else if (payment.work() == null && !charge.id().equals(payment.reference()) && keepsMoney(charge)) {
                wrong(charge, "is %s for another attempt at payment %s".formatted(charge.status(), payment.id()));
            }
        }
        if (world.charges.isEmpty()) {
            return; // Another provider keeps its books elsewhere.
        }
        for (Payment payment : world.payments.values()) {
            Charge charge = payment.reference() == null ? null : world.charges.get(payment.reference());
            if (payment.work() == null && payment.reference() != null) {
                judgeBooks(payment, charge);
            }
        }
    }

    private static boolean keepsMoney(Charge charge) {
        return charge.status().equals("AUTHORIZED")
                || (charge.status().equals("CAPTURED") && charge.refunded() < charge.amount());
    }

    private void judgeBooks(Payment payment, @Nullable Charge charge) {
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
            case "VOIDED", "CAPTURE_FAILED" -> !keepsMoney(charge);
            default -> true;
        };
        if (!agree || (payment.status().equals("CAPTURED") && payment.refunded() != charge.refunded())) {
            wrong(
                    "I3",
                    payment,
                    "is %s and gave back %d, but charge %s is %s and gave back %d"
                            .formatted(
                                    payment.status(),
                                    payment.refunded(),
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
        verdict.wrongAboutOrder(rule, payment.order(), "payment %s %s".formatted(payment.id(), text));
    }

    private void wrong(Charge charge, String text) {
        verdict.wrongAboutOrder("I3", charge.order(), "charge %s %s".formatted(charge.id(), text));
    }
}
