package io.holdfast.payments.provider;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the company that moves the money has booked. Reading it changes nothing. */
public interface ProviderBooks {

    /**
     * Transactions, and where the next page of them begins; null when this is the last.
     *
     * @param next to be given to the same request
     */
    record Page(
            List<ProviderTransaction> transactions,
            @Nullable String next) {

        public Page {
            transactions = List.copyOf(transactions);
        }
    }

    /**
     * A page of the transactions that were booked within a time. There may be others among them.
     *
     * @param from from this second on
     * @param to before this second
     * @param after where the page begins; null for the first page
     * @throws BooksUnreadable when there is no answer
     */
    Page booked(Instant from, Instant to, @Nullable String after);

    /**
     * A page of the transactions that were paid out with one payout; an empty one if the provider does not tell.
     *
     * @param after where the page begins; null for the first page
     * @throws BooksUnreadable when there is no answer
     */
    Page paidOutWith(String payout, @Nullable String after);

    /**
     * The payment that a charge belongs to; null if it belongs to none of ours.
     *
     * @param reference of the charge
     * @throws BooksUnreadable when there is no answer
     */
    @Nullable
    String paymentOf(String reference);

    /**
     * Since when the provider has kept books. Makes no call to it.
     *
     * @param now the answer when there are none yet
     */
    Instant keptSince(Instant now);

    /** The provider did not answer, or refused to. To be asked again later. */
    final class BooksUnreadable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public BooksUnreadable(String why, @Nullable Throwable cause) {
            super(why, cause);
        }
    }
}
