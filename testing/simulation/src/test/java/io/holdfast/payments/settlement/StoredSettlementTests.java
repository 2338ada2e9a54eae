package io.holdfast.payments.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.payments.PaymentsProperties;
import io.holdfast.payments.order.PayableOrderStore;
import io.holdfast.payments.payment.OwnBooks;
import io.holdfast.payments.provider.ProviderBooks;
import io.holdfast.payments.provider.ProviderTransaction;
import io.holdfast.payments.provider.ProviderTransaction.Kind;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.data.mongodb.core.MongoTemplate;

/** What was paid out is known however many pages the provider's books have. */
class StoredSettlementTests {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final int MORE_THAN_A_PAGE = 130;

    private Instant now = NOW;
    private final Clock clock = mock();
    private final MongoTemplate mongo =
            new MongoTemplate(new SimulatedDatabase(() -> now).factory("payments", Effects.NONE, "payments"));
    private final TransactionStore transactions = new TransactionStore(mongo);
    private final Books books = new Books();
    private final OwnBooks ledger = mock();
    private final PayableOrderStore orders = mock();
    private final SettlementJob job = new SettlementJob(
            books,
            ledger,
            orders,
            transactions,
            new SettlementStore(mongo),
            new ReadingStore(mongo),
            new Binder().bindOrCreate("holdfast.payments", PaymentsProperties.class),
            clock);

    @BeforeEach
    void nothingIsSold() {
        when(clock.instant()).thenAnswer(_ -> now);
        when(ledger.changed(any(), any(), any(), anyInt())).thenReturn(new OwnBooks.Changed(List.of(), NOW, "", 0));
    }

    @Test
    void allThatAPayoutPaidOutIsMarkedThoughItIsReadBeforeIt() {
        charges(NOW.minus(Duration.ofHours(3)));
        books.payOut("po_1", NOW.minus(Duration.ofHours(2)));

        job.run();

        assertThat(payouts()).hasSize(MORE_THAN_A_PAGE).containsOnly("po_1");
    }

    @Test
    void nothingWasPaidOutWithAPayoutWhoseReturnIsReadBeforeIt() {
        charges(NOW.minus(Duration.ofDays(15)));
        books.payOut("po_1", NOW.minus(Duration.ofDays(14)));
        charges(NOW.minus(Duration.ofHours(2)));
        books.comesBack("po_1", NOW.minus(Duration.ofHours(1)));

        job.run();

        assertThat(payouts()).hasSize(2 * MORE_THAN_A_PAGE).containsOnly("");
        assertThat(transactions.payoutToList()).isEmpty();
    }

    @Test
    void whatAPayoutPaidOutThatComesBackLaterIsPaidOutNoLonger() {
        charges(NOW.minus(Duration.ofHours(3)));
        books.payOut("po_1", NOW.minus(Duration.ofHours(2)));
        job.run();
        now = NOW.plusSeconds(60);
        books.comesBack("po_1", NOW);

        job.run();

        assertThat(payouts()).hasSize(MORE_THAN_A_PAGE).containsOnly("");
    }

    /** Any account may ask: of an index of events alone, one that organizes none would have all settlements of an event read. */
    @Test
    void whoOrganizesAnEventIsFoundInAnIndex() {
        List<BsonDocument> filters = new ArrayList<>();
        MongoTemplate observed = new MongoTemplate(new SimulatedDatabase(() -> now)
                .factory(
                        "payments",
                        operation -> {
                            if (operation.name().equals("find")) {
                                filters.add(operation.request().getDocument("filter"));
                            }
                            operation.perform();
                        },
                        "payments"));
        observed.insert(
                new Document("_id", "payment1").append("eventId", "event1").append("organizerId", "organizer1"),
                SettlementStore.COLLECTION);
        SettlementStore settlements = new SettlementStore(observed);

        assertThat(settlements.isOrganizer("event1", "organizer1")).isTrue();
        assertThat(settlements.isOrganizer("event1", "organizer2")).isFalse();
        assertThat(settlements.isOrganizer("event2", "organizer1")).isFalse();

        CollectionIndexes indexes = new SettlementConfiguration().settlementIndexes();
        assertThat(filters)
                .hasSize(3)
                .allSatisfy(filter -> assertThat(indexes.indexes())
                        .extracting(index -> index.getKeys().toBsonDocument().keySet())
                        .anySatisfy(fields -> assertThat(fields).containsAll(filter.keySet())));
    }

    /** An hour after the other. */
    private void charges(Instant last) {
        IntStream.range(0, MORE_THAN_A_PAGE)
                .forEach(i -> books.book(Kind.CHARGE, "pi_" + i, last.minus(Duration.ofHours(i))));
    }

    /** With which payout each charge was paid out; empty if it was with none. */
    private List<String> payouts() {
        return transactions
                .of(books.all.stream().map(ProviderTransaction::belongsTo).toList())
                .values()
                .stream()
                .flatMap(List::stream)
                .filter(stored -> stored.transaction().kind() == Kind.CHARGE)
                .map(stored -> stored.payout() == null ? "" : stored.payout())
                .toList();
    }

    /** Like Stripe's: pages of a hundred, of which the first has the newest transactions. */
    private static final class Books implements ProviderBooks {

        private final List<ProviderTransaction> all = new ArrayList<>();
        private final Map<String, List<ProviderTransaction>> paidOut = new HashMap<>();

        void book(Kind kind, String reference, Instant at) {
            all.add(new ProviderTransaction(
                    "txn_" + all.size(), kind, at, reference, null, 2500, "EUR", 2500, 100, "EUR"));
        }

        /** With all that was booked and not paid out before. */
        void payOut(String payout, Instant at) {
            List<ProviderTransaction> before =
                    paidOut.values().stream().flatMap(List::stream).toList();
            paidOut.put(
                    payout,
                    all.stream()
                            .filter(transaction -> !before.contains(transaction))
                            .toList());
            book(Kind.PAYOUT, payout, at);
        }

        void comesBack(String payout, Instant at) {
            book(Kind.PAYOUT_REVERSAL, payout, at);
        }

        @Override
        public Page booked(Instant from, Instant to, @Nullable String after) {
            return page(
                    all.stream()
                            .filter(transaction -> !transaction.at().isBefore(from)
                                    && transaction.at().isBefore(to))
                            .toList(),
                    after);
        }

        @Override
        public Page paidOutWith(String payout, @Nullable String after) {
            return page(paidOut.getOrDefault(payout, List.of()), after);
        }

        private static Page page(List<ProviderTransaction> which, @Nullable String after) {
            List<ProviderTransaction> newestFirst = which.stream()
                    .sorted(Comparator.comparing(ProviderTransaction::at).reversed())
                    .toList();
            int first = after == null
                    ? 0
                    : newestFirst.stream().map(ProviderTransaction::id).toList().indexOf(after) + 1;
            List<ProviderTransaction> part =
                    newestFirst.stream().skip(first).limit(100).toList();
            boolean more = first + part.size() < newestFirst.size();
            return new Page(part, more ? part.getLast().id() : null);
        }

        @Override
        public @Nullable String paymentOf(String reference) {
            return null;
        }

        @Override
        public Instant keptSince(Instant now) {
            return Instant.EPOCH;
        }
    }
}
