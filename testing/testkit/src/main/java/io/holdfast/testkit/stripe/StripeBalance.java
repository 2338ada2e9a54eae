package io.holdfast.testkit.stripe;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The balance transactions of the stand-in for Stripe, in dollars: a charge costs 2.9 % and 30 cents, a dispute 15 dollars. As at Stripe,
 * refunds are booked when they are accepted, and lists begin with what was booked last.
 */
final class StripeBalance {

    private static final long DISPUTE_FEE = 1500;

    private final List<Booked> booked = new ArrayList<>();

    /** @param payout with which it was paid out; null if it was not yet */
    private record Booked(
            String id,
            String category,
            long amount,
            long fee,
            long created,
            String source,
            @Nullable String payout) {

        private Booked paidOutWith(@Nullable String by) {
            return new Booked(id, category, amount, fee, created, source, by);
        }

        private String json() {
            String type = category.startsWith("dispute") ? "adjustment" : category;
            return """
                {"object":"balance_transaction","id":"%s","type":"%s","reporting_category":"%s","amount":%d,"fee":%d,"net":%d,
                 "currency":"usd","created":%d,"status":"available","source":%s}\
                """.formatted(id, type, category, amount, fee, amount - fee, created, source);
        }
    }

    /** Books what happened to an intent. */
    synchronized void book(StripeIntent before, StripeIntent after) {
        if (after.status().equals("succeeded") && !before.status().equals("succeeded")) {
            book("charge", after.amount(), (after.amount() * 29 + 500) / 1000 + 30, source("charge", "ch_of_", after));
        }
        for (int i = before.refunds().size(); i < after.refunds().size(); i++) {
            book("refund", -after.refunds().get(i).amount(), 0, source("refund", "re_of_", after));
        }
        for (int i = 0; i < before.refunds().size(); i++) {
            if (after.refunds().get(i).hasFailed() && !before.refunds().get(i).hasFailed()) {
                book("refund_failure", after.refunds().get(i).amount(), 0, source("refund", "re_of_", after));
            }
        }
        long withdrawn = after.withdrawn() - before.withdrawn();
        if (withdrawn > 0) {
            book("dispute", -withdrawn, DISPUTE_FEE, source("dispute", "dp_of_", after));
        }
        if (withdrawn < 0) {
            book("dispute_reversal", -withdrawn, 0, source("dispute", "dp_of_", after));
        }
    }

    private void book(String category, long amount, long fee, String source) {
        booked.add(new Booked(
                "txn_" + (booked.size() + 1),
                category,
                amount,
                fee,
                Instant.now().getEpochSecond(),
                source,
                null));
    }

    /** The amount is that of the intent, except of a refund, which has that of the transaction: it is left out there. */
    private static String source(String object, String prefix, StripeIntent intent) {
        String amount = object.equals("refund") ? "" : "\"amount\":%d,".formatted(intent.amount());
        return """
            {"object":"%s","id":"%s%s",%s"currency":"usd","payment_intent":"%s","metadata":%s}\
            """.formatted(
                        object,
                        prefix,
                        intent.id(),
                        amount,
                        intent.id(),
                        object.equals("charge") ? "{\"payment_id\":\"%s\"}".formatted(intent.paymentId()) : "{}");
    }

    /** Pays out all that was not yet. Returns the payout's id. */
    synchronized String payOut() {
        String payout = "po_" + (booked.size() + 1);
        long net = 0;
        for (int i = 0; i < booked.size(); i++) {
            Booked one = booked.get(i);
            if (one.payout() == null) {
                net += one.amount() - one.fee();
                booked.set(i, one.paidOutWith(payout));
            }
        }
        book("payout", -net, 0, payoutSource(payout));
        booked.add(booked.removeLast().paidOutWith(payout));
        return payout;
    }

    /** A payout does not arrive. */
    synchronized void comesBack(String payout) {
        long amount = 0;
        for (int i = 0; i < booked.size(); i++) {
            Booked one = booked.get(i);
            if (payout.equals(one.payout())) {
                amount -= one.category().equals("payout") ? one.amount() : 0;
                booked.set(i, one.paidOutWith(null));
            }
        }
        book("payout_reversal", amount, 0, payoutSource(payout));
    }

    private static String payoutSource(String payout) {
        return "{\"object\":\"payout\",\"id\":\"%s\"}".formatted(payout);
    }

    /** Forgets everything that was booked. */
    synchronized void forget() {
        booked.clear();
    }

    /**
     * A page, as Stripe lists them; null if Stripe would refuse to list what such a payout paid out.
     *
     * @param payout only what was paid out with it; empty for all
     * @param after the last of the page before; empty for the first page
     */
    synchronized @Nullable String list(long from, long to, String payout, String after, int most) {
        if (!payout.isEmpty() && booked.stream().noneMatch(one -> payout.equals(one.payout()))) {
            return null;
        }
        List<Booked> found = booked.reversed().stream()
                .filter(one -> one.created() >= from && one.created() < to)
                .filter(one -> payout.isEmpty() || payout.equals(one.payout()))
                .toList();
        int first = 0;
        for (int i = 0; i < found.size(); i++) {
            if (Objects.equals(found.get(i).id(), after)) {
                first = i + 1;
            }
        }
        int end = Math.min(found.size(), first + most);
        return "{\"object\":\"list\",\"has_more\":%s,\"data\":[%s]}"
                .formatted(
                        end < found.size(),
                        found.subList(first, end).stream().map(Booked::json).collect(Collectors.joining(",")));
    }
}
