package io.holdfast.payments.payment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.mapping.Field;

/**
 * The charges of a payment's earlier attempts that were undone.
 *
 * @param stored the oldest first; null for none
 */
record UndoneCharges(@Field("reversed") @Nullable List<UndoneCharge> stored) {

    static final UndoneCharges NONE = new UndoneCharges(null);

    UndoneCharges {
        stored = stored == null ? null : List.copyOf(stored);
    }

    /** The oldest first. */
    List<UndoneCharge> all() {
        return stored == null ? List.of() : stored;
    }

    /** With one of another attempt. */
    UndoneCharges and(UndoneCharge charge) {
        List<UndoneCharge> more = new ArrayList<>(all());
        more.add(charge);
        return new UndoneCharges(more);
    }

    /** With what has changed of one of them. */
    UndoneCharges with(UndoneCharge charge) {
        return new UndoneCharges(all().stream()
                .map(each -> each.attempt() == charge.attempt() ? charge : each)
                .toList());
    }

    /** The one of the attempt with this key. */
    Optional<UndoneCharge> find(String paymentId, String key) {
        return all().stream()
                .filter(charge -> charge.keys(paymentId).authorize().equals(key))
                .findFirst();
    }

    /** Those for which this is true. */
    List<UndoneCharge> filter(Predicate<UndoneCharge> condition) {
        return all().stream().filter(condition).toList();
    }

    /** Whether something is to become of one of them yet. */
    boolean areUnsettled() {
        return all().stream().anyMatch(UndoneCharge::isUnsettled);
    }

    /** What each of them has of something, in all. */
    long sum(ToLongFunction<UndoneCharge> amount) {
        return all().stream().mapToLong(amount).sum();
    }
}
