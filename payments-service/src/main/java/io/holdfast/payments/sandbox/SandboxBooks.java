package io.holdfast.payments.sandbox;

import com.mongodb.client.model.Sorts;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.Ids;
import io.holdfast.money.Currency;
import io.holdfast.payments.PaymentsProperties;
import io.holdfast.payments.provider.ProviderBooks;
import io.holdfast.payments.provider.ProviderTransaction;
import io.holdfast.payments.provider.ProviderTransaction.Kind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoOperations;

/**
 * The sandbox's books, which are kept with its charges. Its fees are a fiftieth of each charge, which a refund does not bring back, and 15
 * units of the currency for a dispute, given back to those who win it. It pays nothing out.
 */
final class SandboxBooks implements ProviderBooks {

    private static final int PART = 100;
    private static final int FEE_DIVISOR = 50;
    private static final long DISPUTE_FEE_UNITS = 15;

    private final MongoOperations mongo;
    private final PaymentsProperties.Sandbox settings;

    SandboxBooks(MongoOperations mongo, PaymentsProperties.Sandbox settings) {
        this.mongo = mongo;
        this.settings = settings;
    }

    /**
     * An entry in the books of a charge.
     *
     * @param what tells the entries of a charge apart
     * @param amount minor units of the charge's currency; what reaches the seller is positive
     */
    static Document entry(SandboxCharge charge, String what, Kind kind, Instant at, long amount) {
        return new Document("id", "sbt_" + Ids.derived("sandbox-transaction", charge.id() + ":" + what))
                .append("kind", kind.name())
                .append("at", Date.from(at))
                .append("amount", amount)
                .append("fee", fee(kind, amount, charge.currency()));
    }

    private static long fee(Kind kind, long amount, String currency) {
        return switch (kind) {
            case CHARGE -> (amount + FEE_DIVISOR / 2) / FEE_DIVISOR;
            case DISPUTE -> disputeFee(currency);
            case DISPUTE_REVERSAL -> -disputeFee(currency);
            case REFUND, REFUND_FAILURE, PAYOUT, PAYOUT_REVERSAL, OTHER -> 0;
        };
    }

    private static long disputeFee(String currency) {
        return BigDecimal.valueOf(DISPUTE_FEE_UNITS)
                .movePointRight(Currency.digitsOf(currency))
                .longValueExact();
    }

    /** All entries of the charges whose last one is within the time: an earlier entry of theirs may not have been read before it moved. */
    @Override
    public Page booked(Instant from, Instant to, @Nullable String after) {
        if (settings.unreachable()) {
            throw new BooksUnreadable("the sandbox is switched off", null);
        }
        Document within =
                new Document("$exists", true).append("$gte", Date.from(from)).append("$lt", Date.from(to));
        List<Document> charges = mongo.getCollection(SandboxChargeStore.COLLECTION)
                .find(after == null ? new Document("bookedAt", within) : after(within, after))
                .sort(Sorts.ascending("bookedAt", "_id"))
                .limit(PART)
                .into(new ArrayList<>());
        List<ProviderTransaction> transactions = charges.stream()
                .flatMap(charge -> transactions(charge).stream())
                .toList();
        return new Page(transactions, charges.size() < PART ? null : place(charges.getLast()));
    }

    private static String place(Document charge) {
        return charge.getDate("bookedAt").toInstant().toEpochMilli() + "/" + charge.getString("_id");
    }

    private static Document after(Document within, String place) {
        int slash = place.indexOf('/');
        Date at = Date.from(Instant.ofEpochMilli(Long.parseLong(place.substring(0, slash))));
        Document later = new Document(within);
        later.remove("$gte");
        later.append("$gt", at);
        Document sameTime = CollectionIndexes.indexed("bookedAt", "$eq", at)
                .append("_id", new Document("$gt", place.substring(slash + 1)));
        return new Document("$or", List.of(new Document("bookedAt", later), sameTime));
    }

    private static List<ProviderTransaction> transactions(Document charge) {
        String currency = charge.getString("currency");
        return charge.getList("books", Document.class).stream()
                .map(entry -> new ProviderTransaction(
                        entry.getString("id"),
                        Kind.valueOf(entry.getString("kind")),
                        entry.getDate("at").toInstant(),
                        charge.getString("_id"),
                        charge.getString("paymentId"),
                        entry.getLong("amount"),
                        currency,
                        entry.getLong("amount"),
                        entry.getLong("fee"),
                        currency))
                .toList();
    }

    /** Charges of earlier versions are not in them. */
    @Override
    public Instant keptSince(Instant now) {
        Document first = mongo.getCollection(SandboxChargeStore.COLLECTION)
                .find(new Document("bookedAt", new Document("$exists", true)))
                .sort(Sorts.ascending("bookedAt"))
                .first();
        return first == null ? now : first.getDate("bookedAt").toInstant();
    }

    /** Each entry names it. */
    @Override
    public @Nullable String paymentOf(String reference) {
        return null;
    }

    @Override
    public Page paidOutWith(String payout, @Nullable String after) {
        return new Page(List.of(), null);
    }
}
