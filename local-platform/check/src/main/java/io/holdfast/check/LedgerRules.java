package io.holdfast.check;

import io.holdfast.check.Snapshot.Payment;
import java.util.Map;

/** The ledger: every entry sums to zero, and so does each currency; and its entries agree with the payments. */
final class LedgerRules {

    private static final String RULE = "ledger";

    private final Snapshot snapshot;
    private final Findings findings;

    LedgerRules(Snapshot snapshot, Findings findings) {
        this.snapshot = snapshot;
        this.findings = findings;
    }

    /** Checks one entry by itself and adds it to the sums that {@link #check} looks at. */
    static void read(StoredDocument entry, Snapshot snapshot, Findings findings) {
        String payment = entry.text("paymentId");
        long sum = 0;
        Map<String, Long> accounts = snapshot.accounts(payment);
        for (StoredDocument posting : entry.list("postings")) {
            sum += posting.number("amount");
            accounts.merge(posting.text("account"), posting.number("amount"), Long::sum);
        }
        snapshot.ledger.merge(entry.text("currency"), sum, Long::sum);
        snapshot.ledgerEntries++;
        if (sum != 0) {
            findings.wrong(RULE, "entry %s sums to %d".formatted(entry.id(), sum));
        }
    }

    void check(boolean everything) {
        if (everything) {
            snapshot.ledger.forEach((currency, sum) -> {
                if (sum != 0) {
                    findings.wrong(RULE, "all accounts in %s sum to %d".formatted(currency, sum));
                }
            });
            snapshot.accounts.keySet().forEach(id -> {
                if (!snapshot.payments.containsKey(id)) {
                    findings.wrong(RULE, "payment %s has entries, and does not exist".formatted(id));
                }
            });
        }
        snapshot.payments.values().stream().filter(Payment::inLedger).forEach(this::check);
    }

    private void check(Payment payment) {
        if (payment.work() != null || !payment.booked()) {
            findings.underway("payments at work or to be booked");
            return;
        }
        Map<String, Long> accounts = snapshot.accounts.getOrDefault(payment.id(), Map.of());
        long kept = accounts.getOrDefault("captured", 0L)
                + accounts.getOrDefault("refunded", 0L)
                + accounts.getOrDefault("disputed", 0L);
        long expected = (payment.isTaken() ? payment.amount() - payment.refundPaid() - payment.withdrawn() : 0)
                + payment.keptInVain();
        if (kept != expected) {
            wrong(payment, "keeps %d of it".formatted(kept), "%d".formatted(expected));
        }
        long disputed = -accounts.getOrDefault("disputed", 0L);
        long expectedDisputed = payment.withdrawnInAll();
        if (disputed != expectedDisputed) {
            wrong(payment, "has %d of it disputed".formatted(disputed), "%d".formatted(expectedDisputed));
        }
        long aside = accounts.getOrDefault("authorized", 0L);
        long expectedAside = payment.status().equals("AUTHORIZED") ? payment.amount() : 0;
        if (aside != expectedAside) {
            wrong(payment, "has %d set aside for it".formatted(aside), "%d".formatted(expectedAside));
        }
    }

    private void wrong(Payment payment, String is, String expected) {
        findings.wrongAboutOrder(
                RULE,
                payment.order(),
                "payment %s is %s over %d, and %d went back, but the ledger %s, not %s"
                        .formatted(
                                payment.id(), payment.status(), payment.amount(), payment.refundPaid(), is, expected));
    }
}
