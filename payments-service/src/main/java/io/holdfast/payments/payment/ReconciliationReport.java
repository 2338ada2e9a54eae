package io.holdfast.payments.payment;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a comparison with the provider found and did.
 *
 * @param payments how many were compared
 * @param outcomes how many comparisons had which outcome
 * @param booked ledger entries that were missing and were inserted
 * @param noted the first hundred payments that were repaired or need a person
 */
record ReconciliationReport(long payments, Map<Outcome, Long> outcomes, long booked, List<Noted> noted) {

    private static final int MAX_NOTED = 100;

    /** From what needs no one to what needs a person. */
    enum Outcome {
        /** Both sides agree. */
        AGREED,
        /** A call to the provider is under way or was just made; its answer will be applied. */
        UNDER_WAY,
        /** The provider had newer facts; they were applied here, and what follows from them is being done. */
        LEARNED,
        /** The provider lacked what it had confirmed; the call was repeated with the same key, and succeeded. */
        REPEATED,
        /** The provider did not answer. */
        UNANSWERED,
        /** The provider does not know the payment. A person has to look at it. */
        UNKNOWN,
        /** The sides differ, and repeating calls did not help. A person has to look at it. */
        DIFFERS;

        Outcome worse(Outcome other) {
            return compareTo(other) < 0 ? other : this;
        }

        boolean isNoteworthy() {
            return switch (this) {
                case AGREED, UNDER_WAY, UNANSWERED -> false;
                case LEARNED, REPEATED, UNKNOWN, DIFFERS -> true;
            };
        }
    }

    /** @param payment its id */
    record Noted(String payment, Outcome outcome) {}

    static ReconciliationReport empty() {
        return new ReconciliationReport(0, Map.of(), 0, List.of());
    }

    static ReconciliationReport of(List<Noted> compared, long booked) {
        Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        compared.forEach(one -> outcomes.merge(one.outcome(), 1L, Long::sum));
        List<Noted> noted = compared.stream()
                .filter(one -> one.outcome().isNoteworthy())
                .limit(MAX_NOTED)
                .toList();
        return new ReconciliationReport(compared.size(), outcomes, booked, noted);
    }

    ReconciliationReport plus(ReconciliationReport more) {
        Map<Outcome, Long> sum = new EnumMap<>(Outcome.class);
        sum.putAll(outcomes);
        more.outcomes.forEach((outcome, count) -> sum.merge(outcome, count, Long::sum));
        List<Noted> all = new ArrayList<>(noted);
        more.noted.stream().limit(MAX_NOTED - noted.size()).forEach(all::add);
        return new ReconciliationReport(payments + more.payments, sum, booked + more.booked, all);
    }

    /** Whether nothing was repaired and nothing needs a person. */
    boolean isUneventful() {
        return noted.isEmpty() && booked == 0;
    }
}
