package io.holdfast.payments.ledger;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bson.Document;

/**
 * One movement of money between two accounts.
 *
 * @param id {@code <payment>:<index in its history>}: the same step of a payment always has the same id, so it is inserted once
 * @param postings sum to zero
 * @param currency of all of them
 */
public record LedgerEntry(String id, String paymentId, Instant at, List<Posting> postings, String currency) {

    public LedgerEntry {
        postings = List.copyOf(postings);
    }

    /** Moves an amount from one account to another. */
    public static LedgerEntry of(
            String paymentId, int step, Instant at, Account from, Account to, long amount, String currency) {
        return new LedgerEntry(
                paymentId + ":" + step,
                paymentId,
                at,
                List.of(new Posting(from, -amount), new Posting(to, amount)),
                currency);
    }

    /** The sum of the postings: zero in a valid entry. */
    public long sum() {
        return postings.stream().mapToLong(Posting::amount).sum();
    }

    Document toDocument() {
        return new Document("_id", id)
                .append("paymentId", paymentId)
                .append("at", Date.from(at))
                .append(
                        "postings",
                        postings.stream()
                                .map(posting -> new Document(
                                                "account", posting.account().storedName())
                                        .append("amount", posting.amount()))
                                .toList())
                .append("currency", currency);
    }

    static LedgerEntry of(Document document) {
        return new LedgerEntry(
                document.getString("_id"),
                document.getString("paymentId"),
                document.getDate("at").toInstant(),
                document.getList("postings", Document.class).stream()
                        .map(posting -> new Posting(
                                Account.of(posting.getString("account")),
                                posting.get("amount", Number.class).longValue()))
                        .toList(),
                document.getString("currency"));
    }
}
