package io.holdfast.payments.payment;

import com.mongodb.client.MongoCursor;
import io.holdfast.payments.ledger.Account;
import io.holdfast.payments.ledger.Balance;
import io.holdfast.payments.ledger.LedgerEntry;
import io.holdfast.payments.ledger.LedgerStore;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Checks the ledger: every entry and every currency sums to zero, and the balance of each payment fits its status and amounts. Ledger
 * and payments are read once, side by side in the order of ids, which needs no index and little memory.
 */
@Component
class LedgerAudit {

    private static final int MAX_REPORTED = 100;

    private final LedgerStore ledger;
    private final PaymentStore payments;

    LedgerAudit(LedgerStore ledger, PaymentStore payments) {
        this.ledger = ledger;
        this.payments = payments;
    }

    /**
     * What an audit found.
     *
     * @param balanced whether nothing is wrong
     * @param totals by currency and account, in minor units
     * @param inFlight payments that changed or were not yet in the ledger when they were read
     * @param wrong the first hundred discrepancies
     */
    record Report(
            boolean balanced,
            long payments,
            long entries,
            Map<String, Map<String, Long>> totals,
            long inFlight,
            List<Discrepancy> wrong) {}

    /** @param id of the payment or ledger entry, or a currency */
    record Discrepancy(String id, String what) {}

    Report check() {
        return new Run().report();
    }

    /** Whether the ledger's balance of a payment fits its status and amounts. */
    static boolean agrees(Payment payment, Balance balance) {
        long inVain = payment.keptInVain();
        return switch (payment.status()) {
            case AUTHORIZED -> balance.equals(new Balance(payment.amount(), inVain));
            case CAPTURED, REFUNDED ->
                balance.equals(new Balance(
                        0,
                        payment.amount()
                                - payment.refundPaid()
                                - payment.disputes().withdrawn()
                                + inVain));
            case AUTHORIZING -> balance.equals(new Balance(0, inVain));
            // While a reversal is under way, money is still moving.
            case DECLINED, VOIDED, CAPTURE_FAILED ->
                payment.work().isPresent() || balance.equals(new Balance(0, inVain));
        };
    }

    private final class Run {

        private final Map<String, Map<String, Long>> totals = new TreeMap<>();
        private final List<Discrepancy> wrong = new ArrayList<>();
        private final Set<String> suspects = new LinkedHashSet<>();
        private long paymentsRead;
        private long entriesRead;
        private long inFlight;

        Report report() {
            try (MongoCursor<LedgerEntry> entries = ledger.all();
                    Stream<Payment> all = payments.all()) {
                readSideBySide(entries, all.iterator());
            }
            suspects.forEach(this::checkAgain);
            totals.forEach((currency, accounts) -> {
                long sum = accounts.values().stream().mapToLong(Long::longValue).sum();
                if (sum != 0) {
                    wrong.add(new Discrepancy(currency, "the accounts sum to " + sum));
                }
            });
            return new Report(
                    wrong.isEmpty(),
                    paymentsRead,
                    entriesRead,
                    totals,
                    inFlight,
                    wrong.stream().limit(MAX_REPORTED).toList());
        }

        private void readSideBySide(Iterator<LedgerEntry> entries, Iterator<Payment> all) {
            LedgerEntry entry = next(entries);
            while (all.hasNext()) {
                Payment payment = all.next();
                paymentsRead++;
                while (entry != null && entry.paymentId().compareTo(payment.id()) < 0) {
                    suspects.add(entry.paymentId());
                    entry = next(entries);
                }
                Balance balance = Balance.ZERO;
                while (entry != null && entry.paymentId().equals(payment.id())) {
                    balance = balance.with(entry);
                    entry = next(entries);
                }
                if (!agrees(payment, balance)) {
                    suspects.add(payment.id());
                }
            }
            while (entry != null) {
                suspects.add(entry.paymentId());
                entry = next(entries);
            }
        }

        private @Nullable LedgerEntry next(Iterator<LedgerEntry> entries) {
            if (!entries.hasNext()) {
                return null;
            }
            LedgerEntry entry = entries.next();
            entriesRead++;
            if (entry.sum() != 0) {
                wrong.add(new Discrepancy(entry.id(), "sums to " + entry.sum()));
            }
            Map<String, Long> accounts = totals.computeIfAbsent(entry.currency(), _ -> zeros());
            entry.postings()
                    .forEach(posting -> accounts.merge(posting.account().storedName(), posting.amount(), Long::sum));
            return entry;
        }

        /** Ledger and payments were not read at the same moment, so a difference may be a change that has just been made. */
        private void checkAgain(String paymentId) {
            Optional<Payment> before = payments.find(paymentId);
            Balance balance = Balance.of(ledger.of(paymentId));
            Optional<Payment> after = payments.find(paymentId);
            if (before.isEmpty() && after.isEmpty()) {
                wrong.add(new Discrepancy(paymentId, "has ledger entries, but there is no such payment"));
            } else if (before.isEmpty()
                    || after.isEmpty()
                    || before.get().revision() != after.get().revision()
                    || !before.get().history().isInLedger()) {
                inFlight++;
            } else if (!agrees(after.get(), balance)) {
                wrong.add(new Discrepancy(paymentId, difference(after.get(), balance)));
            }
        }
    }

    private static String difference(Payment payment, Balance balance) {
        return "is %s with %d of %d refunded, but the ledger has %s"
                .formatted(payment.status(), payment.refundPaid(), payment.amount(), balance);
    }

    private static Map<String, Long> zeros() {
        Map<String, Long> accounts = new TreeMap<>();
        for (Account account : Account.values()) {
            accounts.put(account.storedName(), 0L);
        }
        return accounts;
    }
}
