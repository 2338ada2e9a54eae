package io.holdfast.check;

import io.holdfast.check.World.Payment;
import java.util.Map;

/** The ledger: every entry sums to zero, and so does each currency; and of a payment it says what the payment says. */
final class LedgerRules {

    private static final String RULE = "ledger";

    private final World world;
    private final Verdict verdict;

    LedgerRules(World world, Verdict verdict) {
        this.world = world;
        this.verdict = verdict;
    }

    /** What one entry says about itself; the rest is judged when all are read. */
    static void read(Raw entry, World world, Verdict verdict) {
        String payment = entry.text("paymentId");
        long sum = 0;
        Map<String, Long> accounts = world.accounts(payment);
        for (Raw posting : entry.list("postings")) {
            sum += posting.number("amount");
            accounts.merge(posting.text("account"), posting.number("amount"), Long::sum);
        }
        world.ledger.merge(entry.text("currency"), sum, Long::sum);
        world.entries++;
        if (sum != 0) {
            verdict.wrong(RULE, "entry %s sums to %d".formatted(entry.id(), sum));
        }
    }

    void judge(boolean everything) {
        if (everything) {
            world.ledger.forEach((currency, sum) -> {
                if (sum != 0) {
                    verdict.wrong(RULE, "all accounts in %s sum to %d".formatted(currency, sum));
                }
            });
            world.accounts.keySet().forEach(id -> {
                if (!world.payments.containsKey(id)) {
                    verdict.wrong(RULE, "payment %s has entries, and does not exist".formatted(id));
                }
            });
        }
        world.payments.values().stream().filter(Payment::keepsBooks).forEach(this::judge);
    }

    private void judge(Payment payment) {
        if (payment.work() != null || !payment.booked()) {
            verdict.underway("payments at work or to be booked");
            return;
        }
        boolean taken = payment.status().equals("CAPTURED") || payment.status().equals("REFUNDED");
        Map<String, Long> accounts = world.accounts.getOrDefault(payment.id(), Map.of());
        long kept = accounts.getOrDefault("captured", 0L) + accounts.getOrDefault("refunded", 0L);
        long expected = taken ? payment.amount() - payment.refunded() : 0;
        if (kept != expected) {
            wrong(payment, "keeps %d of it".formatted(kept), "%d".formatted(expected));
        }
        long aside = accounts.getOrDefault("authorized", 0L);
        long expectedAside = payment.status().equals("AUTHORIZED") ? payment.amount() : 0;
        if (aside != expectedAside) {
            wrong(payment, "has %d set aside for it".formatted(aside), "%d".formatted(expectedAside));
        }
    }

    private void wrong(Payment payment, String is, String expected) {
        verdict.wrongAboutOrder(
                RULE,
                payment.order(),
                "payment %s is %s over %d, and %d went back, but the ledger %s, not %s"
                        .formatted(payment.id(), payment.status(), payment.amount(), payment.refunded(), is, expected));
    }
}
