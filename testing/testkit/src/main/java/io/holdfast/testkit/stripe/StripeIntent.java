package io.holdfast.testkit.stripe;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A PaymentIntent as it is at one moment.
 *
 * @param paymentId what payments-service names it by
 * @param key the idempotency key with which it was created
 * @param method the payment method; empty before one was given
 * @param returnTo where the bank's page leads the buyer; null for nowhere, since it is shown in a frame
 * @param error the code of what went wrong last; null for nothing
 * @param dispute the status of the dispute about its charge; null for none
 */
public record StripeIntent(
        String id,
        String status,
        String paymentId,
        String key,
        String method,
        long amount,
        @Nullable String returnTo,
        @Nullable String error,
        List<Refund> refunds,
        @Nullable String dispute) {

    /** Until when disputes are to be answered. */
    public static final Instant ANSWERED_BY = Instant.parse("2030-01-08T00:00:00Z");

    /** So many of its refunds are told with a charge, the latest. */
    private static final int TOLD_WITH_CHARGE = 10;

    /** A refund of it. */
    public record Refund(String id, long amount, String status) {

        boolean hasFailed() {
            return !counts();
        }

        private boolean counts() {
            return !status.equals("failed") && !status.equals("canceled");
        }

        private String json() {
            return "{\"object\":\"refund\",\"id\":\"%s\",\"amount\":%d,\"status\":\"%s\"}"
                    .formatted(id, amount, status);
        }
    }

    StripeIntent as(String next) {
        return new StripeIntent(id, next, paymentId, key, method, amount, returnTo, null, refunds, dispute);
    }

    StripeIntent failed(String code) {
        return new StripeIntent(
                id, "requires_payment_method", paymentId, key, "", amount, null, code, refunds, dispute);
    }

    StripeIntent with(String card, @Nullable String leadsTo) {
        return new StripeIntent(id, status, paymentId, key, card, amount, leadsTo, null, refunds, dispute);
    }

    StripeIntent withRefund(long more, String as) {
        List<Refund> all = new ArrayList<>(refunds);
        all.add(new Refund("re_" + (all.size() + 1), more, as));
        return withRefunds(all);
    }

    StripeIntent withRefundsAs(String as) {
        return withRefunds(refunds.stream()
                .map(refund -> new Refund(refund.id(), refund.amount(), as))
                .toList());
    }

    private StripeIntent withRefunds(List<Refund> all) {
        return new StripeIntent(id, status, paymentId, key, method, amount, returnTo, error, all, dispute);
    }

    StripeIntent disputed(String as) {
        return new StripeIntent(id, status, paymentId, key, method, amount, returnTo, error, refunds, as);
    }

    boolean isDisputed() {
        return dispute != null;
    }

    /** How much the buyer's bank has because of a dispute. When that is lost, Stripe returns what was refunded before. */
    long withdrawn() {
        if (!hasTakenMoney() || "won".equals(dispute)) {
            return 0;
        }
        return "lost".equals(dispute) ? amount - refunded() : amount;
    }

    private boolean hasTakenMoney() {
        return dispute != null && !dispute.startsWith("warning") && !dispute.equals("prevented");
    }

    /** The dispute about its charge. */
    String disputeJson() {
        boolean taken = hasTakenMoney();
        long returned = amount - withdrawn();
        return """
            {"object":"dispute","id":"dp_1","amount":%d,"currency":"usd","reason":"fraudulent","status":"%s",
             "evidence_details":{"due_by":%d},"balance_transactions":[%s%s]}\
            """.formatted(
                        amount,
                        dispute,
                        ANSWERED_BY.getEpochSecond(),
                        taken ? transaction(-amount) : "",
                        taken && returned > 0 ? "," + transaction(returned) : "");
    }

    private static String transaction(long amount) {
        return "{\"object\":\"balance_transaction\",\"amount\":%d,\"currency\":\"usd\"}".formatted(amount);
    }

    /** As Stripe counts: pending refunds, too. */
    public long refunded() {
        return refunds.stream().filter(Refund::counts).mapToLong(Refund::amount).sum();
    }

    /** With which a browser may confirm it. */
    public String secret() {
        return id + "_secret_of_" + paymentId;
    }

    String json() {
        return """
            {"object":"payment_intent","id":"%s","client_secret":"%s","status":"%s","amount":%d,
             "metadata":{"payment_id":"%s","key":"%s"},
             "last_payment_error":%s,"next_action":%s,
             "latest_charge":{"object":"charge","id":"ch_of_%1$s","amount":%4$d,"amount_refunded":%d,"refunded":%s,"disputed":%s,
                              "refunds":%s}}\
            """.formatted(
                        id,
                        secret(),
                        status,
                        amount,
                        paymentId,
                        key,
                        error == null ? "null" : "{\"code\":\"%s\"}".formatted(error),
                        nextAction(),
                        refunded(),
                        refunded() == amount,
                        isDisputed(),
                        refundsJson("", TOLD_WITH_CHARGE));
    }

    /**
     * A page of its refunds, as Stripe lists them: the latest first.
     *
     * @param after the last of the page before; empty for the first page
     */
    String refundsJson(String after, int most) {
        List<Refund> left = refunds.stream()
                .takeWhile(refund -> !refund.id().equals(after))
                .toList()
                .reversed();
        List<Refund> page = left.subList(0, Math.min(most, left.size()));
        return "{\"object\":\"list\",\"url\":\"/v1/refunds\",\"has_more\":%s,\"data\":[%s]}"
                .formatted(
                        page.size() < left.size(),
                        page.stream().map(Refund::json).collect(Collectors.joining(",")));
    }

    private String nextAction() {
        if (!status.equals("requires_action")) {
            return "null";
        }
        return "{\"type\":\"%s\"}".formatted(returnTo == null ? "use_stripe_sdk" : "redirect_to_url");
    }
}
