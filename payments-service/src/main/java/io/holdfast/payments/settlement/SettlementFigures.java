package io.holdfast.payments.settlement;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.holdfast.payments.payment.OwnBooks.Line;
import io.holdfast.payments.provider.ProviderTransaction;
import io.holdfast.payments.provider.ProviderTransaction.Kind;
import io.holdfast.payments.settlement.SettlementStore.Settlement;
import io.holdfast.payments.settlement.SettlementView.Amounts;
import io.holdfast.payments.settlement.SettlementView.Day;
import io.holdfast.payments.settlement.SettlementView.Differing;
import io.holdfast.payments.settlement.SettlementView.Ledger;
import io.holdfast.payments.settlement.TransactionStore.Stored;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the provider has booked for an event, summed up and kept for a few seconds. */
@Component
class SettlementFigures {

    static final int MOST_DIFFERENCES = 500;

    private static final int READ_TOGETHER = 500;
    private static final int MOST_EVENTS = 200;
    private static final Duration KEPT_FOR = Duration.ofSeconds(2);

    /** Sums by quarter of an hour, since no zone begins its days within one, and by currency. */
    private record Sums(
            TreeMap<Instant, Map<String, Amounts>> byQuarter,
            Map<String, Ledger> ledger,
            List<Differing> differences,
            @Nullable Instant readUpTo) {}

    private final SettlementStore settlements;
    private final TransactionStore transactions;
    private final ReadingStore readings;
    private final LoadingCache<String, Sums> cache = Caffeine.newBuilder()
            .maximumSize(MOST_EVENTS)
            .expireAfterWrite(KEPT_FOR)
            .build(this::sumUp);

    SettlementFigures(SettlementStore settlements, TransactionStore transactions, ReadingStore readings) {
        this.settlements = settlements;
        this.transactions = transactions;
        this.readings = readings;
    }

    SettlementView of(String eventId, ZoneId zone) {
        Sums sums = cache.get(eventId);
        TreeMap<LocalDate, Map<String, Amounts>> days = new TreeMap<>();
        Map<String, Amounts> totals = new TreeMap<>();
        sums.byQuarter.forEach((quarter, amounts) -> amounts.forEach((currency, sum) -> {
            days.computeIfAbsent(LocalDate.ofInstant(quarter, zone), _ -> new TreeMap<>())
                    .merge(currency, sum, Amounts::plus);
            totals.merge(currency, sum, Amounts::plus);
        }));
        return new SettlementView(
                eventId,
                zone.getId(),
                days.entrySet().stream()
                        .flatMap(day -> day.getValue().values().stream().map(sum -> new Day(day.getKey(), sum)))
                        .toList(),
                List.copyOf(totals.values()),
                List.copyOf(sums.ledger.values()),
                sums.differences,
                sums.readUpTo);
    }

    /** The differences of all events, the longest first. */
    List<Differing> differences() {
        return settlements.findDiffering(MOST_DIFFERENCES).stream()
                .flatMap(SettlementFigures::differing)
                .toList();
    }

    private Sums sumUp(String eventId) {
        Sums sums = new Sums(
                new TreeMap<>(),
                new TreeMap<>(),
                new ArrayList<>(),
                readings.find().map(Reading::upTo).orElse(null));
        try (Stream<Settlement> found = settlements.ofEvent(eventId)) {
            Iterator<Settlement> all = found.iterator();
            while (all.hasNext()) {
                List<String> part = new ArrayList<>();
                while (all.hasNext() && part.size() < READ_TOGETHER) {
                    Settlement settlement = all.next();
                    part.add(settlement.id());
                    add(settlement, sums);
                }
                transactions.of(part).values().forEach(booked -> booked.forEach(each -> add(each, sums)));
            }
        }
        return sums;
    }

    private static void add(Settlement settlement, Sums sums) {
        Ledger ledger = new Ledger(
                settlement.currency(),
                sum(settlement, Kind.CHARGE, Kind.CHARGE),
                -sum(settlement, Kind.REFUND, Kind.REFUND_FAILURE),
                -sum(settlement, Kind.DISPUTE, Kind.DISPUTE_REVERSAL));
        sums.ledger.merge(settlement.currency(), ledger, Ledger::plus);
        differing(settlement)
                .limit(Math.max(0, MOST_DIFFERENCES - sums.differences.size()))
                .forEach(sums.differences::add);
    }

    private static long sum(Settlement settlement, Kind one, Kind other) {
        return settlement.ledger().stream()
                .filter(line -> line.kind() == one || line.kind() == other)
                .mapToLong(Line::amount)
                .sum();
    }

    private static Stream<Differing> differing(Settlement settlement) {
        Instant since = settlement.differsSince();
        return since == null
                ? Stream.empty()
                : settlement.differences().stream()
                        .map(difference -> new Differing(
                                settlement.id(),
                                settlement.orderId(),
                                settlement.eventId(),
                                word(difference.of()),
                                word(difference.what()),
                                difference.ledger(),
                                difference.provider(),
                                settlement.currency(),
                                since));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void add(Stored stored, Sums sums) {
        ProviderTransaction booked = stored.transaction();
        long quarter = Math.floorDiv(booked.at().getEpochSecond(), 900) * 900;
        sums.byQuarter
                .computeIfAbsent(Instant.ofEpochSecond(quarter), _ -> new TreeMap<>())
                .merge(booked.settledCurrency(), amounts(booked, stored.payout() != null), Amounts::plus);
    }

    private static Amounts amounts(ProviderTransaction booked, boolean paidOut) {
        Amounts none = Amounts.none(booked.settledCurrency());
        long settled = booked.settled();
        Amounts only = switch (booked.kind()) {
            case CHARGE -> new Amounts(none.currency(), 1, settled, 0, 0, 0, 0, 0);
            case REFUND, REFUND_FAILURE -> new Amounts(none.currency(), 0, 0, -settled, 0, 0, 0, 0);
            case DISPUTE, DISPUTE_REVERSAL -> new Amounts(none.currency(), 0, 0, 0, -settled, 0, 0, 0);
            case PAYOUT, PAYOUT_REVERSAL, OTHER -> none;
        };
        return only.plus(
                new Amounts(none.currency(), 0, 0, 0, 0, booked.fee(), booked.net(), paidOut ? booked.net() : 0));
    }
}
