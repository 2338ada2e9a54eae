package io.holdfast.payments.payment;

import io.holdfast.contracts.DisputeState;
import io.holdfast.payments.payment.HistoryEntry.Change;
import io.holdfast.payments.payment.HistoryEntry.Move;
import io.holdfast.payments.provider.Dispute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.PersistenceCreator;
import org.springframework.data.mongodb.core.mapping.Field;

/**
 * The disputes about the charge of a payment, each as it was last reported.
 *
 * @param all the longest unchanged first
 */
record Disputes(@Field("disputes") List<Dispute> all) {

    static final Disputes NONE = new Disputes(List.of());

    Disputes {
        all = List.copyOf(all);
    }

    /** Older payments lack the field. */
    @PersistenceCreator
    static Disputes stored(@Nullable List<Dispute> all) {
        return all == null ? NONE : new Disputes(all);
    }

    /**
     * What follows from what the provider tells.
     *
     * @param disputes as they are known then
     * @param changes to be recorded
     */
    record Learned(Disputes disputes, List<Change> changes) {

        Learned {
            changes = List.copyOf(changes);
        }
    }

    /**
     * With what the provider tells of them, which may be older than what is known.
     *
     * @param recorded how much is recorded to be taken back, in minor units: not by this, since an earlier release may have written over
     *     it what it did not know
     */
    Learned learn(List<Dispute> reports, long recorded) {
        Disputes known = this;
        long withdrawn = recorded;
        List<Change> changes = new ArrayList<>();
        for (Dispute report : reports) {
            if (known.isNews(report)) {
                known = known.with(report);
                changes.add(change(report, known.withdrawn() - withdrawn));
                withdrawn = known.withdrawn();
            }
        }
        return new Learned(known.withTimeToAnswer(reports), changes);
    }

    private static Change change(Dispute report, long more) {
        Move moved = more == 0 ? null : more > 0 ? Move.DISPUTED : Move.REINSTATED;
        return new Change(report.isOpen() ? Payment.DISPUTED : "dispute-ended", moved, Math.abs(more));
    }

    private Disputes with(Dispute report) {
        return new Disputes(Stream.concat(
                        all.stream().filter(dispute -> !dispute.reference().equals(report.reference())),
                        Stream.of(report))
                .toList());
    }

    /** Whether it is of a dispute that is not known yet, or later than what is known of it. */
    private boolean isNews(Dispute report) {
        return known(report).map(report::isLaterThan).orElse(true);
    }

    /** With what these reports tell of the time to answer known disputes, if nothing else has changed of them: a person has to know that. */
    private Disputes withTimeToAnswer(List<Dispute> reports) {
        return new Disputes(all.stream()
                .map(known -> reports.stream()
                        .filter(report -> report.isSameBut(known))
                        .findFirst()
                        .orElse(known))
                .toList());
    }

    private Optional<Dispute> known(Dispute report) {
        return all.stream()
                .filter(dispute -> dispute.reference().equals(report.reference()))
                .findFirst();
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    boolean areSeveral() {
        return all.size() > 1;
    }

    /** Whether one may still change. */
    boolean areOpen() {
        return all.stream().anyMatch(Dispute::isOpen);
    }

    /** Whether one is open or lost: the buyer's bank has money, and the provider refuses refunds. */
    boolean preventRefunds() {
        return withdrawn() > 0;
    }

    /** Whether the buyer's bank keeps for good what it has. */
    boolean areDecided() {
        return withdrawn() == lost();
    }

    /** How many have ended, whichever way. */
    int ended() {
        return (int) all.stream().filter(dispute -> !dispute.isOpen()).count();
    }

    /** How much the buyer's bank has taken back, in minor units. */
    long withdrawn() {
        return all.stream().mapToLong(Dispute::withdrawn).sum();
    }

    /** How much of that the bank keeps: the buyer has it back. */
    long lost() {
        return all.stream()
                .filter(dispute -> !dispute.isOpen())
                .mapToLong(Dispute::withdrawn)
                .sum();
    }

    /** What others have to know; null without disputes. What they do about one that is lost must not end with another one that is won. */
    @Nullable
    DisputeState state() {
        return all.stream()
                .reduce((one, later) -> later.weight() >= one.weight() ? later : one)
                .map(Dispute::state)
                .orElse(null);
    }

    /** The same of each, if there are several; null otherwise. */
    @Nullable
    List<DisputeState> states() {
        return areSeveral() ? all.stream().map(Dispute::state).toList() : null;
    }
}
