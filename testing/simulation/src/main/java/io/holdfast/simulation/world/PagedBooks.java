package io.holdfast.simulation.world;

import io.holdfast.payments.provider.ProviderBooks;
import io.holdfast.payments.provider.ProviderTransaction;
import io.holdfast.payments.provider.ProviderTransaction.Kind;
import io.holdfast.simulation.broker.Fate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link Bookkeeping} as it is told to payments-service: a few transactions at a time, the newest first, and without the payment where a
 * refund or a dispute names only the charge. Calls get lost.
 */
final class PagedBooks implements ProviderBooks {

    private static final int PART = 3;

    private final World world;

    PagedBooks(World world) {
        this.world = world;
    }

    @Override
    public Page booked(Instant from, Instant to, @Nullable String after) {
        call();
        return page(
                world.bookkeeping().told().stream()
                        .filter(transaction -> !transaction.at().isBefore(from)
                                && transaction.at().isBefore(to))
                        .map(PagedBooks::asTold)
                        .toList(),
                after);
    }

    @Override
    public Page paidOutWith(String payout, @Nullable String after) {
        call();
        return page(world.bookkeeping().paidOutWith(payout), after);
    }

    private static Page page(List<ProviderTransaction> all, @Nullable String after) {
        List<ProviderTransaction> left = after == null
                ? all
                : all.stream()
                        .dropWhile(transaction -> !transaction.id().equals(after))
                        .skip(1)
                        .toList();
        return left.size() <= PART
                ? new Page(left, null)
                : new Page(left.subList(0, PART), left.get(PART - 1).id());
    }

    private static ProviderTransaction asTold(ProviderTransaction transaction) {
        boolean namesPayment =
                transaction.kind() == Kind.CHARGE || transaction.id().hashCode() % 2 == 0;
        return namesPayment ? transaction : transaction.of(null);
    }

    @Override
    public String paymentOf(String reference) {
        call();
        return world.bookkeeping().paymentOf(reference);
    }

    @Override
    public Instant keptSince(Instant now) {
        return now;
    }

    private void call() {
        if (world.faults().request() != Fate.ANSWERED) {
            throw new BooksUnreadable("the call was lost", null);
        }
    }
}
