package io.holdfast.payments.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.holdfast.payments.PaymentsProperties;
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
import io.holdfast.payments.settlement.SettlementStore.Settlement;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.Failures;
import io.holdfast.simulation.documents.Operation;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** What the provider's books tell is compared with the ledger whatever becomes of who reads it, and reading it again writes nothing. */
class StoredReadingsTests {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final Duration ROUND = Duration.ofMinutes(2);

    private final OwnBooks ledger = mock();
    private final ProviderBooks books = mock();
    private final PayableOrderStore orders = mock();
    private final PaymentsProperties properties = mock();
    private final Clock clock = mock();
    private final List<String> charged = new ArrayList<>();
    private final List<ProviderTransaction> booked = new ArrayList<>();
    private SimulatedDatabase database = new SimulatedDatabase(() -> NOON);
    private Instant now = NOON;

    @BeforeEach
    void bothKeepBooks() {
        when(clock.instant()).thenAnswer(_ -> now);
        when(properties.settlement())
                .thenReturn(new PaymentsProperties.Settlement(ROUND, Duration.ZERO, Duration.ofDays(90)));
        when(ledger.changed(any(), any(), any(), anyInt())).thenAnswer(_ -> new Changed(List.of(), now, "", 0));
        when(ledger.find(anyCollection()))
                .thenAnswer(call -> call.<Collection<String>>getArgument(0).stream()
                        .filter(charged::contains)
                        .map(id -> new Charged(id, "order", "EUR", List.of(new Line(Kind.CHARGE, 2500, NOON)), 0))
                        .toList());
        when(books.keptSince(any())).thenReturn(NOON.minus(Duration.ofHours(1)));
        when(books.booked(any(), any(), any())).thenAnswer(_ -> new Page(booked, null));
    }

    private MongoTemplate mongo(Effects effects) {
        return new MongoTemplate(database.factory("payments", effects, "payments"));
    }

    private SettlementJob job(Effects effects) {
        MongoTemplate mongo = mongo(effects);
        return new SettlementJob(
                books,
                ledger,
                orders,
                new TransactionStore(mongo),
                new SettlementStore(mongo),
                new ReadingStore(mongo),
                properties,
                clock);
    }

    private void book(String payment) {
        booked.add(new ProviderTransaction(
                "of-" + payment, Kind.CHARGE, NOON, "charge", payment, 2500, "EUR", 2500, 50, "EUR"));
    }

    private List<String> differing() {
        return new SettlementStore(mongo(Effects.NONE))
                .findDiffering(10).stream().map(Settlement::id).toList();
    }

    private List<String> compared() {
        return new SettlementStore(mongo(Effects.NONE))
                .find(List.of("payment1", "payment2", "payment3")).stream()
                        .map(Settlement::id)
                        .toList();
    }

    @Test
    void aLaterRoundWritesOnlyWhatIsNew() {
        List<String> written = new ArrayList<>();
        SettlementJob job = job(operation -> {
            if (operation.isWrite() && !operation.collection().equals("settlement_reading")) {
                written.add(operation.toString());
            }
            operation.perform();
        });
        charged.addAll(List.of("payment1", "payment2", "payment3"));
        book("payment1");
        book("payment2");
        job.run();
        assertThat(compared()).containsExactly("payment1", "payment2");

        now = now.plus(ROUND);
        written.clear();
        job.run();
        assertThat(written).isEmpty();

        now = now.plus(ROUND);
        book("payment3");
        job.run();
        assertThat(compared()).containsExactly("payment1", "payment2", "payment3");
        assertThat(written).isNotEmpty().noneMatch(write -> write.contains("payment1") || write.contains("payment2"));
    }

    /** The ledger does not have it: nothing else than the transaction tells of it. */
    @Test
    void aChargeIsToldWhicheverWriteIsTheLastOfTheProcessThatReadsIt() {
        book("payment1");
        int tried = 0;
        boolean more = true;
        while (more) {
            more = dies(tried, _ -> {});
            more |= dies(tried, Operation::perform);
            tried++;
        }
        assertThat(tried).isGreaterThan(5);
    }

    /** Returns whether it had so many writes to make. */
    private boolean dies(int atWrite, Effects lastWrite) {
        database = new SimulatedDatabase(() -> NOON);
        now = NOON;
        int[] writes = {0};
        boolean[] died = {false};
        SettlementJob mortal = job(operation -> {
            if (!died[0] && operation.isWrite() && writes[0]++ == atWrite) {
                lastWrite.perform(operation);
                died[0] = true;
            }
            if (died[0]) {
                throw Failures.connectionReset();
            }
            operation.perform();
        });
        try {
            mortal.run();
        } catch (RuntimeException e) {
            assertThat(died[0]).as(e.toString()).isTrue();
        }
        now = now.plus(ROUND);
        job(Effects.NONE).run();
        assertThat(differing()).as("after write %d", atWrite).containsExactly("payment1");
        return died[0];
    }

    /** The books tell one replica of a charge before they tell the other, which has taken over and is done. */
    @Test
    void aChargeIsToldThoughItWasStoredByWhoHadLostItsClaimAndDied() {
        book("payment1");
        SettlementJob slow = job(operation -> {
            if (!operation.name().equals("insert") || !operation.collection().equals(TransactionStore.COLLECTION)) {
                operation.perform();
                return;
            }
            List<ProviderTransaction> late = List.copyOf(booked);
            booked.clear();
            now = now.plus(ROUND);
            job(Effects.NONE).run();
            booked.addAll(late);
            operation.perform();
            throw Failures.connectionReset();
        });
        assertThatThrownBy(slow::run);
        assertThat(compared()).isEmpty();

        now = now.plus(ROUND);
        job(Effects.NONE).run();
        assertThat(differing()).containsExactly("payment1");
    }

    /** The ledger learns of a charge after it was read, and before what was found is written. */
    @Test
    void whatChangesWhileItIsComparedIsComparedAgain() {
        book("payment1");
        int[] writes = {0};
        SettlementJob slow = job(operation -> {
            boolean isOfComparison =
                    operation.isWrite() && operation.collection().equals(SettlementStore.COLLECTION);
            if (isOfComparison && ++writes[0] == 2) {
                charged.add("payment1");
                new SettlementStore(mongo(Effects.NONE)).touch(charged, now);
            }
            operation.perform();
        });
        slow.run();
        assertThat(writes[0]).isGreaterThanOrEqualTo(2);

        now = now.plus(ROUND);
        job(Effects.NONE).run();
        assertThat(compared()).containsExactly("payment1");
        assertThat(differing()).isEmpty();
    }

    /** It may have died before it had it compared. */
    @Test
    void aTransactionThatAnEarlierReleaseStoredIsCompared() {
        book("payment1");
        new TransactionStore(mongo(Effects.NONE)).insert(booked);

        job(Effects.NONE).run();

        assertThat(differing()).containsExactly("payment1");
    }

    @Test
    void aPaymentThatChangedIsComparedThoughTheBooksCannotBeRead() {
        charged.add("payment1");
        when(ledger.changed(any(), any(), any(), anyInt()))
                .thenAnswer(_ -> new Changed(charged, now, "payment1", charged.size()));
        when(books.booked(any(), any(), any())).thenThrow(new BooksUnreadable("closed", null));

        job(Effects.NONE).run();

        assertThat(compared()).containsExactly("payment1");
    }

    /** It took longer than its claim lasts. */
    @Test
    void whoHasLostItsClaimFinishesNothing() {
        ReadingStore readings = new ReadingStore(mongo(Effects.NONE));
        Reading first = Reading.first(NOON, Duration.ofDays(90), NOON.minus(Duration.ofHours(1)));
        Instant ends = NOON.plusSeconds(60);
        assertThat(readings.claim(NOON, ends, () -> first, NOON)).as("made").isEmpty();
        ReadingStore.Claimed lost =
                readings.claim(NOON, ends, () -> first, NOON).orElseThrow();
        assertThat(readings.claim(NOON, ends, () -> first, NOON))
                .as("by another replica")
                .isEmpty();
        ReadingStore.Claimed next =
                readings.claim(ends, ends.plusSeconds(60), () -> first, NOON).orElseThrow();

        readings.finish(lost, first.failed(), NOON);
        assertThat(readings.find()).contains(first);
        assertThat(readings.claim(ends, ends.plusSeconds(60), () -> first, NOON))
                .as("while it is read")
                .isEmpty();

        readings.finish(next, first.failed(), NOON);
        assertThat(readings.find()).contains(first.failed());
    }
}
