package io.holdfast.simulation.world;

import io.holdfast.payments.provider.ProviderTransaction;
import io.holdfast.payments.provider.ProviderTransaction.Kind;
import io.holdfast.simulation.documents.SimulatedDatabase;
import io.holdfast.simulation.machine.Machine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * What the provider has booked, as the provider has it: another system, in which nothing gets lost. What moved with the sandbox's charges
 * is told when it is booked or some time later, and is paid out together now and then; some payouts come back.
 */
final class Bookkeeping {

    static final Comparator<ProviderTransaction> NEWEST_FIRST = Comparator.comparing(ProviderTransaction::at)
            .thenComparing(ProviderTransaction::id)
            .reversed();

    /**
     * @param transactions the ids of what was paid out with it
     */
    private record Payout(String reference, List<String> transactions, ProviderTransaction booked) {}

    private final World world;
    private final Machine machine;
    private final SimulatedDatabase database;
    private final Map<String, Long> toldFrom = new HashMap<>();
    private final List<Payout> payouts = new ArrayList<>();
    private final Map<String, ProviderTransaction> reversals = new HashMap<>();

    Bookkeeping(World world) {
        this.world = world;
        this.machine = world.machine();
        this.database = world.database(Service.PAYMENTS);
    }

    /** From now on something is paid out now and then, until nothing goes wrong any more. */
    void start() {
        machine.outside().start("payouts", () -> {
            try {
                while (!world.faults().isStopped()) {
                    machine.sleep(Duration.ofMillis(machine.between(2_000, 15_000)));
                    payOut();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** All that was told before goes to the bank, if there is anything. */
    private void payOut() {
        Instant now = machine.time();
        List<ProviderTransaction> paid = moved().filter(this::isTold)
                .filter(transaction -> transaction.at().isBefore(now)
                        && payoutsWith(transaction.id()).findAny().isEmpty())
                .toList();
        if (paid.isEmpty()) {
            return;
        }
        String reference = "po_" + (payouts.size() + 1);
        long net = paid.stream().mapToLong(ProviderTransaction::net).sum();
        payouts.add(new Payout(
                reference,
                paid.stream().map(ProviderTransaction::id).toList(),
                ofPayout(Kind.PAYOUT, reference, now, -net)));
        machine.trace().say(machine, () -> "%s pays out %d".formatted(reference, net));
        world.history().count("paid out");
        if (machine.chance(0.3)) {
            machine.after(Duration.ofMillis(machine.between(100, 15_000)), machine.outside(), () -> {
                machine.trace().say(machine, () -> reference + " comes back");
                reversals.put(reference, ofPayout(Kind.PAYOUT_REVERSAL, reference, machine.time(), net));
            });
        }
    }

    private static ProviderTransaction ofPayout(Kind kind, String reference, Instant at, long amount) {
        return new ProviderTransaction(
                "txn_" + kind + reference, kind, at, reference, null, amount, "EUR", amount, 0, "EUR");
    }

    /** All that was booked, the newest first, whether or not it is told yet. */
    List<ProviderTransaction> all() {
        return Stream.of(moved(), payouts.stream().map(Payout::booked), reversals.values().stream())
                .flatMap(transactions -> transactions)
                .sorted(NEWEST_FIRST)
                .toList();
    }

    /** All that is told by now, the newest first. */
    List<ProviderTransaction> told() {
        return all().stream().filter(this::isTold).toList();
    }

    private boolean isTold(ProviderTransaction transaction) {
        long now = machine.nanoTime();
        return world.faults().isStopped()
                || toldFrom.computeIfAbsent(transaction.id(), _ -> now + (machine.chance(0.1) ? later() : 0)) <= now;
    }

    private long later() {
        return Duration.ofMillis(machine.between(1, 30_000)).toNanos();
    }

    /** What was paid out with a payout, as far as it did not come back and whatever was told of it. */
    List<ProviderTransaction> paidOutWith(String payout) {
        List<String> ids = payouts.stream()
                .filter(each -> each.reference.equals(payout))
                .flatMap(each -> each.transactions.stream())
                .toList();
        return moved().filter(transaction -> ids.contains(transaction.id()))
                .sorted(NEWEST_FIRST)
                .toList();
    }

    /** The payout with which a transaction reached the bank; null if there is none. */
    @Nullable
    String payoutOf(String transaction) {
        return payoutsWith(transaction)
                .filter(reference -> !reversals.containsKey(reference))
                .findFirst()
                .orElse(null);
    }

    private Stream<String> payoutsWith(String transaction) {
        return payouts.stream()
                .filter(payout -> payout.transactions.contains(transaction))
                .map(Payout::reference);
    }

    /** What moved with the sandbox's charges. */
    private Stream<ProviderTransaction> moved() {
        return charges().stream()
                .filter(charge -> charge.containsKey("books"))
                .flatMap(charge ->
                        charge.getArray("books").stream().map(entry -> transaction(charge, entry.asDocument())));
    }

    private static ProviderTransaction transaction(BsonDocument charge, BsonDocument entry) {
        String currency = charge.getString("currency").getValue();
        long amount = entry.getNumber("amount").longValue();
        return new ProviderTransaction(
                entry.getString("id").getValue(),
                Kind.valueOf(entry.getString("kind").getValue()),
                Instant.ofEpochMilli(entry.getDateTime("at").getValue()),
                charge.getString("_id").getValue(),
                charge.getString("paymentId").getValue(),
                amount,
                currency,
                amount,
                entry.getNumber("fee").longValue(),
                currency);
    }

    /** The payment that a charge belongs to. */
    String paymentOf(String reference) {
        return ofCharge(reference, "paymentId");
    }

    /** The idempotency key that a charge was made with. */
    String keyOf(String reference) {
        return ofCharge(reference, "key");
    }

    private String ofCharge(String reference, String field) {
        return charges().stream()
                .filter(charge -> charge.getString("_id").getValue().equals(reference))
                .map(charge -> charge.getString(field).getValue())
                .findFirst()
                .orElseThrow();
    }

    /** What is accepted to be refunded and not decided yet, of a payment. */
    long pending(String payment) {
        return charges().stream()
                .filter(charge -> charge.getString("paymentId").getValue().equals(payment))
                .map(charge -> charge.get("pending"))
                .filter(Objects::nonNull)
                .mapToLong(pending -> pending.asNumber().longValue())
                .sum();
    }

    /** What a majority has: the provider forgets nothing. */
    private List<BsonDocument> charges() {
        return database.replicatedDocuments("payments", "sandbox_charges")
                .orElseGet(() -> database.documents("payments", "sandbox_charges"));
    }
}
