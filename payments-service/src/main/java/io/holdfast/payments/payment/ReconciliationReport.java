package io.holdfast.payments.payment;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a comparison with the provider found and did.
 *
 * @param payments how many were compared
 * @param outcomes how many of them came out how
 * @param booked ledger entries that were missing and were written
 * @param noted the payments that were repaired or need a person, the first hundred
 */
record ReconciliationReport(long payments, Map<Outcome, Long> outcomes, long booked, List<Noted> noted) {

    private static final int MOST = 100;

    enum Outcome {
        /** Both sides say the same. */
        AGREED,
        /** Something is being asked of the provider; whoever is at it will know. */
        UNDER_WAY,
        /** The provider knew more; it is known here now, and followed up. */
        LEARNED,
        /** The provider lacked what it had confirmed, and was asked for it again, with the same key. */
        REPEATED,
        /** The provider did not answer. */
        UNANSWERED,
        /** The provider knows nothing of it. For a person to look at. */
        UNKNOWN,
        /** The sides differ, and asking again did not help. For a person to look at. */
        DIFFERS;

        boolean isNoteworthy() {
            return switch (this) {
                case AGREED, UNDER_WAY, UNANSWERED -> false;
                case LEARNED, REPEATED, UNKNOWN, DIFFERS -> true;
            };
        }
    }

    /** A payment that is to be known by name. */
    record Noted(String payment, Outcome outcome) {}

    static ReconciliationReport none() {
        return new ReconciliationReport(0, Map.of(), 0, List.of());
    }

    static ReconciliationReport of(List<Noted> compared, long booked) {
        Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        compared.forEach(one -> outcomes.merge(one.outcome(), 1L, Long::sum));
        List<Noted> noted = compared.stream()
                .filter(one -> one.outcome().isNoteworthy())
                .limit(MOST)
                .toList();
        return new ReconciliationReport(compared.size(), outcomes, booked, noted);
    }

    ReconciliationReport and(ReconciliationReport more) {
        Map<Outcome, Long> sum = new EnumMap<>(Outcome.class);
        sum.putAll(outcomes);
        more.outcomes.forEach((outcome, many) -> sum.merge(outcome, many, Long::sum));
        List<Noted> all = new ArrayList<>(noted);
        more.noted.stream().limit(MOST - noted.size()).forEach(all::add);
        return new ReconciliationReport(payments + more.payments, sum, booked + more.booked, all);
    }

    /** Whether there is anything to tell. */
    boolean isQuiet() {
        return noted.isEmpty() && booked == 0;
    }
}
