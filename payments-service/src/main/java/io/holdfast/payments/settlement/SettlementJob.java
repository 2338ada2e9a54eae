package io.holdfast.payments.settlement;

import io.holdfast.payments.PaymentsProperties;
import io.holdfast.payments.order.PayableOrder;
import io.holdfast.payments.order.PayableOrderStore;
import io.holdfast.payments.payment.OwnBooks;
import io.holdfast.payments.payment.OwnBooks.Changed;
import io.holdfast.payments.payment.OwnBooks.Charged;
import io.holdfast.payments.payment.OwnBooks.Line;
import io.holdfast.payments.provider.ProviderBooks;
import io.holdfast.payments.provider.ProviderBooks.BooksUnreadable;
import io.holdfast.payments.provider.ProviderBooks.Page;
import io.holdfast.payments.provider.ProviderTransaction;
import io.holdfast.payments.provider.ProviderTransaction.Kind;
import io.holdfast.payments.settlement.ReadingStore.Claimed;
import io.holdfast.payments.settlement.SettlementStore.Compared;
import io.holdfast.payments.settlement.SettlementStore.Due;
import io.holdfast.payments.settlement.SettlementStore.Settlement;
import io.holdfast.payments.settlement.TransactionStore.Payout;
import io.holdfast.payments.settlement.TransactionStore.Stored;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Reads the provider's books and compares them with the ledger, in small steps between which it rests. Each step can be repeated: what it
 * reads is stored under the provider's ids, and how far it came is stored last.
 */
@Component
public class SettlementJob {

    private static final Logger log = LoggerFactory.getLogger(SettlementJob.class);
    private static final int PART = 100;

    /** Longer than a step takes. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    /** Between two looks at whether a step is due. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final ProviderBooks books;
    private final OwnBooks ledger;
    private final PayableOrderStore orders;
    private final TransactionStore transactions;
    private final SettlementStore settlements;
    private final ReadingStore readings;
    private final PaymentsProperties.Settlement settings;
    private final Clock clock;

    SettlementJob(
            ProviderBooks books,
            OwnBooks ledger,
            PayableOrderStore orders,
            TransactionStore transactions,
            SettlementStore settlements,
            ReadingStore readings,
            PaymentsProperties properties,
            Clock clock) {
        this.books = books;
        this.ledger = ledger;
        this.orders = orders;
        this.transactions = transactions;
        this.settlements = settlements;
        this.readings = readings;
        this.settings = properties.settlement();
        this.clock = clock;
    }

    /** Makes the next step if it is due. Returns how long to wait for the next; null for as long as the loop rests. */
    @Nullable
    Duration stepIfDue() {
        Instant now = now();
        Optional<Claimed> claimed = claim(now);
        return claimed.isPresent() && step(claimed.get()) ? null : IDLE;
    }

    /** Reads and compares everything there is by now, whether or not it is due. */
    public void run() {
        boolean more = true;
        claim(Instant.EPOCH);
        readings.makeDue(now());
        while (more) {
            Optional<Claimed> claimed = claim(now());
            more = claimed.isPresent() && step(claimed.get());
        }
    }

    /** Of a step that is due by then; the first one is after a pause. */
    private Optional<Claimed> claim(Instant due) {
        Instant now = now();
        return readings.claim(
                due,
                now.plus(LEASE),
                () -> Reading.first(now, settings.history(), books.keptSince(now)),
                now.plus(settings.every()));
    }

    /** Returns whether there is more to do in this round. */
    private boolean step(Claimed claimed) {
        Instant now = now();
        Changed changed =
                ledger.changed(claimed.reading().paymentsAt(), claimed.reading().lastPayment(), now, PART);
        Reading reached = claimed.reading().readPayments(changed.changedAt(), changed.last());
        boolean more = changed.size() == PART;
        try {
            reached = readBooks(reached.opened(now), changed.charged(), now);
            more |= !reached.booksRead()
                    && (reached.window() != null || reached.upTo().isBefore(now.minusSeconds(1)));
            // What it paid out was booked before it. The newest come first, so that is stored once the window is read.
            if (reached.window() == null) {
                more |= listPayout();
            }
            more |= compare(reached, now);
        } catch (BooksUnreadable e) {
            Reading failed = reached.failed();
            log.warn("The provider's books are read again in {}: {}", failed.backOff(), e.getMessage());
            settlements.touch(changed.charged(), now);
            compare(failed, now);
            readings.finish(claimed, failed, now.plus(failed.backOff()));
            return false;
        }
        if (more) {
            readings.finish(claimed, reached, now);
        } else {
            readings.finish(claimed, reached.nextRound(now), now.plus(settings.every()));
        }
        return more;
    }

    /**
     * Reads a page, and touches what is new of it together with the payments that changed here. Most of a page was read in earlier rounds:
     * that costs no write.
     */
    private Reading readBooks(Reading reading, List<String> changed, Instant now) {
        Reading.Window window = reading.window();
        if (window == null) {
            settlements.touch(changed, now);
            return reading;
        }
        Page page = books.booked(window.from(), window.to(), window.after());
        List<ProviderTransaction> read = withPayments(page.transactions());
        List<ProviderTransaction> untouched = transactions.insert(read);
        transactions.cameBack(read.stream()
                .filter(transaction -> transaction.kind() == Kind.PAYOUT_REVERSAL)
                .map(ProviderTransaction::reference)
                .filter(Objects::nonNull)
                .toList());
        settlements.touch(
                Stream.concat(changed.stream(), untouched.stream().map(ProviderTransaction::belongsTo))
                        .toList(),
                now);
        // Last: after a crash before that they are touched once more.
        transactions.touched(untouched);
        return reading.read(page.next(), now);
    }

    /** What is not told with each transaction of a charge may have been told with another one; if not, the provider is asked. */
    private List<ProviderTransaction> withPayments(List<ProviderTransaction> read) {
        List<String> references = read.stream()
                .filter(SettlementJob::namesOnlyCharge)
                .map(ProviderTransaction::reference)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        if (references.isEmpty()) {
            return read;
        }
        Map<String, String> known = transactions.paymentsOf(references);
        read.stream()
                .filter(transaction -> transaction.reference() != null && transaction.paymentId() != null)
                .forEach(transaction -> known.put(transaction.reference(), transaction.paymentId()));
        for (String reference : references) {
            String payment = known.containsKey(reference) ? null : books.paymentOf(reference);
            if (payment != null) {
                known.put(reference, payment);
            }
        }
        return read.stream()
                .map(transaction ->
                        namesOnlyCharge(transaction) ? transaction.of(known.get(transaction.reference())) : transaction)
                .toList();
    }

    /** A charge itself names its payment, unless it belongs to none. */
    private static boolean namesOnlyCharge(ProviderTransaction transaction) {
        return transaction.kind().isOfPayment()
                && transaction.kind() != Kind.CHARGE
                && transaction.paymentId() == null
                && transaction.reference() != null;
    }

    private boolean listPayout() {
        Optional<Payout> payout = transactions.payoutToList();
        payout.ifPresent(listed -> {
            if (transactions.hasComeBack(listed)) {
                transactions.cameBack(List.of(listed.reference()));
                return;
            }
            Page page = books.paidOutWith(listed.reference(), listed.after());
            transactions.paidOut(
                    listed,
                    page.transactions().stream()
                            .filter(transaction -> transaction.kind() != Kind.PAYOUT)
                            .map(ProviderTransaction::id)
                            .toList(),
                    page.next());
        });
        return payout.isPresent();
    }

    private boolean compare(Reading reading, Instant now) {
        List<Due> due = settlements.findDue(now, PART);
        List<String> ids = due.stream().map(Due::id).toList();
        if (ids.isEmpty()) {
            return false;
        }
        Map<String, Charged> charged =
                ledger.find(ids).stream().collect(Collectors.toMap(Charged::id, Function.identity()));
        Map<String, PayableOrder> paid =
                orders.findAll(charged.values().stream().map(Charged::orderId).toList()).stream()
                        .collect(Collectors.toMap(PayableOrder::id, Function.identity()));
        Map<String, List<Stored>> booked = transactions.of(ids);
        Map<String, Settlement> before =
                settlements.find(ids).stream().collect(Collectors.toMap(Settlement::id, Function.identity()));
        List<Compared> compared = due.stream()
                .map(each -> compare(
                        each,
                        charged.get(each.id()),
                        paid,
                        booked.getOrDefault(each.id(), List.of()),
                        before.get(each.id()),
                        reading,
                        now))
                .toList();
        // First: after a crash in between it is found once more.
        ledger.lookAgain(
                compared.stream()
                        .map(Compared::settlement)
                        .filter(settlement -> now.equals(settlement.differsSince()))
                        .map(Settlement::id)
                        .toList(),
                now);
        settlements.write(compared);
        return due.size() == PART;
    }

    private Compared compare(
            Due due,
            @Nullable Charged charged,
            Map<String, PayableOrder> orders,
            List<Stored> booked,
            @Nullable Settlement before,
            Reading reading,
            Instant now) {
        List<ProviderTransaction> provider =
                booked.stream().map(Stored::transaction).toList();
        List<Line> lines = charged == null ? List.of() : charged.lines();
        String currency = charged != null
                ? charged.currency()
                : provider.isEmpty() ? "" : provider.getFirst().currency();
        boolean older = !lines.isEmpty() && lines.getFirst().at().isBefore(reading.since());
        Comparison comparison = older
                ? Comparison.EQUAL
                : Comparison.of(
                        currency,
                        lines,
                        charged == null ? 0 : charged.refundsPending(),
                        provider,
                        reading.upTo(),
                        settings.grace());
        PayableOrder order = charged == null ? null : orders.get(charged.orderId());
        Settlement settlement = new Settlement(
                due.id(),
                charged == null ? null : charged.orderId(),
                order == null ? null : order.eventId(),
                order == null ? null : order.organizerId(),
                currency,
                lines,
                comparison.differences(),
                since(comparison, before, now));
        return new Compared(due, settlement, again(comparison, now));
    }

    private static @Nullable Instant since(Comparison comparison, @Nullable Settlement before, Instant now) {
        if (comparison.differences().isEmpty()) {
            return null;
        }
        return before == null || before.differsSince() == null ? now : before.differsSince();
    }

    /** Not before the next round: until then the books are known no further. */
    private @Nullable Instant again(Comparison comparison, Instant now) {
        Instant waits = comparison.waitsUntil();
        Instant nextRound = now.plus(settings.every());
        return waits == null || waits.isAfter(nextRound) ? waits : nextRound;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
