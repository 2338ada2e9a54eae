package io.holdfast.simulation.world;

import io.holdfast.payments.provider.ProviderTransaction;
import io.holdfast.payments.provider.ProviderTransaction.Kind;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/**
 * What has to be true of the comparison with the provider's books before long once nothing goes wrong any more: every transaction is
 * stored, with its payment and the payout that it reached the bank with; every payment was compared as it is now; and nothing differs.
 */
final class SettlementRules {

    /** So far apart are the clocks of two replicas at most. */
    private static final Duration SKEW = Duration.ofSeconds(20);

    private final World world;
    private final SimulatedDatabase database;
    private final List<String> wrong = new ArrayList<>();

    private SettlementRules(World world) {
        this.world = world;
        this.database = world.database(Service.PAYMENTS);
    }

    /** What is not true, or not yet. */
    static List<String> broken(World world) {
        SettlementRules rules = new SettlementRules(world);
        rules.look();
        return rules.wrong;
    }

    private void look() {
        Map<String, BsonDocument> reading = byId("settlement_reading");
        if (reading.isEmpty()) {
            wrong.add("the provider's books were never read");
            return;
        }
        // What was charged before is not compared, and another replica's clock says what was.
        Instant since = Instant.ofEpochMilli(
                        reading.values().iterator().next().getDateTime("since").getValue())
                .plus(world.isSkewed() ? SKEW : Duration.ZERO);
        Map<String, List<ProviderTransaction>> booked = new HashMap<>();
        Map<String, BsonDocument> stored = byId("provider_transactions");
        for (ProviderTransaction transaction : world.bookkeeping().all()) {
            booked.computeIfAbsent(transaction.belongsTo(), _ -> new ArrayList<>())
                    .add(transaction);
        }
        booked.values().removeIf(all -> all.stream().anyMatch(each -> each.at().isBefore(since)));
        Map<String, BsonDocument> settlements = byId("settlements");
        booked.forEach((of, transactions) -> {
            transactions.forEach(transaction -> checkStored(transaction, stored.get(transaction.id())));
            if (transactions.getFirst().kind().isOfPayment()) {
                checkCompared(of, transactions, settlements.get(of));
            }
        });
    }

    private void checkStored(ProviderTransaction transaction, @Nullable BsonDocument stored) {
        if (stored == null) {
            wrong.add("%s is not read".formatted(transaction));
            return;
        }
        wrongIf(
                !stored.getString("belongsTo").getValue().equals(transaction.belongsTo()),
                "%s is taken for one of %s".formatted(transaction, stored.get("belongsTo")));
        String payout = stored.getString("payout", new BsonString("")).getValue();
        wrongIf(
                !payout.equals(Objects.requireNonNullElse(world.bookkeeping().payoutOf(transaction.id()), "")),
                "%s is taken to be paid out with '%s'".formatted(transaction, payout));
        wrongIf(stored.containsKey("toList"), "%s is not listed".formatted(transaction));
    }

    private void checkCompared(
            String payment, List<ProviderTransaction> transactions, @Nullable BsonDocument settlement) {
        if (settlement == null || !settlement.containsKey("ledger")) {
            wrong.add("payment %s was not compared".formatted(payment));
            return;
        }
        wrongIf(
                settlement.containsKey("differsSince"),
                "payment %s differs: %s".formatted(payment, settlement.get("differences")));
        Map<Kind, Long> compared = new HashMap<>();
        settlement
                .getArray("ledger")
                .forEach(line -> compared.merge(
                        side(Kind.valueOf(line.asDocument().getString("kind").getValue())),
                        line.asDocument().getNumber("amount").longValue(),
                        Long::sum));
        Map<Kind, Long> theirs = new HashMap<>();
        transactions.forEach(transaction -> theirs.merge(side(transaction.kind()), transaction.amount(), Long::sum));
        for (Kind side : List.of(Kind.CHARGE, Kind.REFUND, Kind.DISPUTE)) {
            long ours = compared.getOrDefault(side, 0L);
            long least = ours - (side == Kind.REFUND ? world.bookkeeping().pending(payment) : 0);
            long there = theirs.getOrDefault(side, 0L);
            wrongIf(
                    there < least || there > ours,
                    "of payment %s %s was compared as %d, and the provider has %d"
                            .formatted(payment, side, ours, there));
        }
    }

    /** What comes back is summed up with what left. */
    private static Kind side(Kind kind) {
        return switch (kind) {
            case REFUND_FAILURE -> Kind.REFUND;
            case DISPUTE_REVERSAL -> Kind.DISPUTE;
            case CHARGE, REFUND, DISPUTE, PAYOUT, PAYOUT_REVERSAL, OTHER -> kind;
        };
    }

    private Map<String, BsonDocument> byId(String collection) {
        Map<String, BsonDocument> found = new HashMap<>();
        database.documents("payments", collection)
                .forEach(document -> found.put(document.getString("_id").getValue(), document));
        return found;
    }

    private void wrongIf(boolean condition, String what) {
        if (condition) {
            wrong.add(what);
        }
    }
}
