package io.holdfast.orders.person;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.holdfast.contracts.GuestLinkMade;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.Ids;
import io.holdfast.messaging.Outbox;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.messaging.Outboxed;
import io.holdfast.messaging.SortedBulkWrites;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderTerms;
import io.holdfast.orders.sale.Sales;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bson.Document;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * Makes the links by which guests open their orders from mails. auth-service, which begins sessions, is told the hash of each; the secret
 * is in the mail and nowhere else.
 */
@Component
public class GuestLinks {

    static final String COLLECTION = "guest_links";

    private static final String GUEST = "guest";
    private static final String EXPIRES_AT = "expiresAt";
    private static final int SECRET_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private record MadeLink(String id, long version, Outbox outbox) implements Outboxed {}

    private final MongoCollection<Document> links;
    private final OutboxRelay relay;
    private final GuestProperties properties;
    private final Sales sales;
    private final Clock clock;

    GuestLinks(
            MongoTemplate mongo,
            @Qualifier("guestLinksOutbox") OutboxRelay relay,
            GuestProperties properties,
            Sales sales,
            Clock clock) {
        this.links = mongo.getCollection(COLLECTION);
        this.relay = relay;
        this.properties = properties;
        this.sales = sales;
        this.clock = clock;
    }

    /**
     * The path of the page of an order, for a mail to its buyer and nowhere else: a guest's has a secret in it, which opens the guest's
     * orders until a while after the event.
     */
    public String page(Order order) {
        OrderTerms terms = order.terms();
        String email = terms.email();
        String path = "/orders/" + order.id();
        return terms.isGuests() && email != null ? path + "/open?token=" + secret(terms, email) : path;
    }

    private String secret(OrderTerms terms, String email) {
        byte[] bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant();
        Instant eventEnds = sales.endOf(terms.eventId(), terms.event());
        Instant expiresAt = (eventEnds.isAfter(now) ? eventEnds : now).plus(properties.linksLast());
        // The hash is auth-service's, which finds a link by it.
        String id = Ids.derived("link", secret);
        Outbox outbox = Outbox.of(new GuestLinkMade(id, terms.buyerId(), email, expiresAt, 1), now);
        links.insertOne(new Document("_id", id)
                .append(GUEST, terms.buyerId())
                .append("version", 1L)
                .append(EXPIRES_AT, Date.from(expiresAt))
                .append("outbox", outbox.toDocument()));
        relay.publish(new MadeLink(id, 1, outbox));
        return secret;
    }

    static CollectionIndexes indexes() {
        return CollectionIndexes.of(
                COLLECTION,
                CollectionIndexes.partial(GUEST, "by-guest"),
                new IndexModel(Indexes.ascending(EXPIRES_AT), new IndexOptions().name("by-expiry")));
    }

    /** Forgets the links of a guest whose orders are in an account, or who is forgotten, with the address that they were mailed to. */
    public void forget(String guest) {
        SortedBulkWrites.deleteFound(links, CollectionIndexes.indexed(GUEST, "$eq", guest));
    }

    /** Forgets links that open nothing any more, with one command. True if there may be more. */
    boolean deleteExpired() {
        return SortedBulkWrites.deleteSome(links, Filters.lt(EXPIRES_AT, Date.from(clock.instant())));
    }
}
