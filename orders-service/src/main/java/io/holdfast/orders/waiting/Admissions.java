package io.holdfast.orders.waiting;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who was admitted from a waiting room, by place: all up to {@link #admitted}. What can be asked of a place follows from this alone, so
 * that one write admits any number of people.
 *
 * @param version grows by one with each write, which is guarded by it
 * @param admitted the last place that was admitted; 0 for none
 * @param steps the admissions of the last minutes, and all whose passes last, the earliest first
 */
record Admissions(long version, int admitted, List<Step> steps) {

    /** How long admissions are remembered at least, for what is asked about the pace. */
    private static final Duration REMEMBERED = Duration.ofMinutes(2);

    static final Admissions NONE = new Admissions(0, 0, List.of());

    /**
     * Places that were admitted together.
     *
     * @param first the first of them
     * @param last the last of them
     * @param until when their passes end
     */
    record Step(int first, int last, Instant at, Instant until) {

        int size() {
            return last - first + 1;
        }
    }

    Admissions {
        steps = List.copyOf(steps);
    }

    /** Until when a place may order; empty if it is not admitted, or was and its pass has ended. */
    Optional<Instant> pass(int place, Instant now) {
        return steps.stream()
                .filter(step -> step.first() <= place && place <= step.last())
                .map(Step::until)
                .filter(now::isBefore)
                .findFirst();
    }

    /** Whether a place was admitted, and its pass has ended. */
    boolean isOver(int place, Instant now) {
        return place <= admitted && pass(place, now).isEmpty();
    }

    /** The same, after the next {@code count} places were admitted. What is no longer needed is forgotten. */
    Admissions admit(int count, Instant now, Duration pass) {
        Instant since = now.minus(REMEMBERED);
        List<Step> next = new ArrayList<>(steps.stream()
                .filter(step -> now.isBefore(step.until()) || step.at().isAfter(since))
                .toList());
        next.add(new Step(admitted + 1, admitted + count, now, now.plus(pass)));
        return new Admissions(version + 1, admitted + count, next);
    }

    /** How many places were admitted after {@code since}, which is no more than two minutes ago. */
    int admittedSince(Instant since) {
        return steps.stream()
                .filter(step -> step.at().isAfter(since))
                .mapToInt(Step::size)
                .sum();
    }
}
