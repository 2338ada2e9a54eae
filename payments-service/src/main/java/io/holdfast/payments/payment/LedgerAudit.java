package io.holdfast.payments.payment;

import com.mongodb.client.MongoCursor;
import io.holdfast.payments.ledger.Account;
import io.holdfast.payments.ledger.Balance;
import io.holdfast.payments.ledger.LedgerStore;
import io.holdfast.payments.ledger.LedgerEntry;
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
 * Checks the ledger: every entry and every currency sums to zero, and of each payment it says what the payment says. Both
 * are read once, side by side in the order of ids, so that it needs no index and no memory to speak of.
 */
@Component
class LedgerAudit {

    private static final int MOST = 100;

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
     * @param inFlight payments that are just being changed or booked
     * @param wrong what does not agree, the first hundred
     */
    record Report(
            boolean balanced,
            long payments,
            long entries,
            Map<String, Map<String, Long>> totals,
            long inFlight,
            List<Wrong> wrong) {}

    /** Something that does not agree, with the id of the payment or entry it is about. */
    record Wrong(String id, String what) {}

    Report check() {
        return new Reading().report();
    }

    private final class Reading {

        private final Map<String, Map<String, Long>> totals = new TreeMap<>();
        private final List<Wrong> wrong = new ArrayList<>();
        private final Set<String> suspects = new LinkedHashSet<>();
        private long seen;
        private long entries;
        private long inFlight;

        Report report() {
            try (MongoCursor<LedgerEntry> written = ledger.all();
                    Stream<Payment> known = payments.all()) {
                readSideBySide(written, known.iterator());
            }
            suspects.forEach(this::lookAgain);
            totals.forEach((currency, accounts) -> {
                long sum = accounts.values().stream().mapToLong(Long::longValue).sum();
                if (sum != 0) {
                    wrong.add(new Wrong(currency, "the accounts sum to " + sum));
                }
            });
            return new Report(
                    wrong.isEmpty(),
                    seen,
                    entries,
                    totals,
                    inFlight,
                    wrong.stream().limit(MOST).toList());
        }

        private void readSideBySide(Iterator<LedgerEntry> written, Iterator<Payment> known) {
            LedgerEntry entry = next(written);
            while (known.hasNext()) {
                Payment payment = known.next();
                seen++;
                while (entry != null && entry.paymentId().compareTo(payment.id()) < 0) {
                    suspects.add(entry.paymentId());
                    entry = next(written);
                }
                Balance balance = Balance.ZERO;
                while (entry != null && entry.paymentId().equals(payment.id())) {
                    balance = balance.with(entry);
                    entry = next(written);
                }
                if (!payment.agreesWith(balance)) {
                    suspects.add(payment.id());
                }
            }
            while (entry != null) {
                suspects.add(entry.paymentId());
                entry = next(written);
            }
        }

        private @Nullable LedgerEntry next(Iterator<LedgerEntry> written) {
            if (!written.hasNext()) {
                return null;
            }
            LedgerEntry entry = written.next();
            entries++;
            if (entry.sum() != 0) {
                wrong.add(new Wrong(entry.id(), "sums to " + entry.sum()));
            }
            Map<String, Long> accounts = totals.computeIfAbsent(entry.currency(), _ -> zeros());
            entry.postings().forEach(posting -> accounts.merge(posting.account().word(), posting.amount(), Long::sum));
            return entry;
        }

        /** The two were not read at the same moment: what differs may just have changed, or not be booked yet. */
        private void lookAgain(String paymentId) {
            Optional<Payment> before = payments.find(paymentId);
            Balance balance = Balance.of(ledger.of(paymentId));
            Optional<Payment> after = payments.find(paymentId);
            if (before.isEmpty() && after.isEmpty()) {
                wrong.add(new Wrong(paymentId, "is booked, but there is no such payment"));
            } else if (before.isEmpty()
                    || after.isEmpty()
                    || before.get().revision() != after.get().revision()
                    || !before.get().isBooked()) {
                inFlight++;
            } else if (!after.get().agreesWith(balance)) {
                Payment payment = after.get();
                wrong.add(new Wrong(
                        paymentId,
                        "is %s with %d of %d back, but its books say %s"
                                .formatted(payment.status(), payment.refunded(), payment.amount(), balance)));
            }
        }
    }

    private static Map<String, Long> zeros() {
        Map<String, Long> accounts = new TreeMap<>();
        for (Account account : Account.values()) {
            accounts.put(account.word(), 0L);
        }
        return accounts;
    }

}
