package io.holdfast.orders.person;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.holdfast.contracts.GuestAdopted;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderLists;
import io.holdfast.orders.order.OrderService;
import io.holdfast.orders.order.OrderStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * Brings the orders of a guest into the account of the address' owner, each by one guarded write. The account is noted first and looked up
 * after each order of a guest is written, so that an order which is written meanwhile is brought there by one of the two. What a crash keeps
 * from that, {@link #finishOpen} does. An account whose owner is forgotten is looked at again after that.
 *
 * <pre>{ _id: guest, account, at, openUntil }</pre>
 *
 * {@code openUntil} is there for as long as orders of the guest may be written.
 */
@Component
public class GuestAdoption {

    static final String COLLECTION = "adopted_guests";

    /** Longer than a token is valid and a request lasts: an order may be written by one that began before the guest was adopted. */
    private static final Duration OPEN = Duration.ofHours(1);

    private static final String ACCOUNT = "account";
    private static final String OPEN_UNTIL = "openUntil";
    private static final int BATCH_SIZE = 100;

    private final MongoCollection<Document> adopted;
    private final OrderStore orders;
    private final OrderLists lists;
    private final OrderService service;
    private final GuestLinks links;
    private final ErasedAccounts erased;
    private final Clock clock;

    GuestAdoption(
            MongoTemplate mongo,
            OrderStore orders,
            OrderLists lists,
            OrderService service,
            GuestLinks links,
            ErasedAccounts erased,
            Clock clock) {
        this.adopted = mongo.getCollection(COLLECTION);
        this.orders = orders;
        this.lists = lists;
        this.service = service;
        this.links = links;
        this.erased = erased;
        this.clock = clock;
    }

    static IndexModel index() {
        return CollectionIndexes.partial(OPEN_UNTIL, "open");
    }

    /** Handling the message again changes nothing. */
    public void adopted(GuestAdopted message) {
        adopted.updateOne(
                Filters.eq("_id", message.guestId()),
                Updates.combine(
                        Updates.setOnInsert(ACCOUNT, message.accountId()),
                        Updates.setOnInsert("at", Date.from(message.adoptedAt())),
                        Updates.set(OPEN_UNTIL, Date.from(clock.instant().plus(OPEN)))),
                new UpdateOptions().upsert(true));
        adoptAll(message.guestId(), message.accountId());
        // Also when there are none: they may have come there before a crash.
        erased.reopen(message.accountId());
    }

    /** Goes on with guests whose orders may have been written since they were adopted, by requests that got no further than that. */
    void finishOpen() {
        InTurn.forEach(adopted, Filters.exists(OPEN_UNTIL), "Adopting guest", this::finish);
    }

    private void finish(String guest) {
        Document found = adopted.find(Filters.eq("_id", guest)).first();
        if (found == null) {
            return;
        }
        Date until = found.getDate(OPEN_UNTIL);
        boolean isOver = until != null && clock.instant().isAfter(until.toInstant());
        adoptAll(guest, found.getString(ACCOUNT));
        if (isOver) {
            adopted.updateOne(new Document("_id", guest).append(OPEN_UNTIL, until), Updates.unset(OPEN_UNTIL));
        }
    }

    private void adoptAll(String guest, String account) {
        List<Order> some;
        do {
            // Those that are in the account are the guest's no longer.
            some = lists.ofBuyer(guest, BATCH_SIZE, null);
            if (!some.isEmpty()) {
                // First: who repeats this after a crash finds nothing once they are in the account.
                erased.reopen(account);
            }
            some.forEach(order -> adopt(order, account));
        } while (some.size() == BATCH_SIZE);
        // After the orders, which get no more of them.
        links.forget(guest);
    }

    /** An order of a guest was written; {@code order} stays as it is. */
    public void orderWritten(Order order) {
        Document found =
                adopted.find(Filters.eq("_id", order.terms().guestId())).first();
        if (found != null) {
            // First: who repeats this after a crash finds nothing once the order is in the account.
            erased.reopen(found.getString(ACCOUNT));
            // Not this one, which requests with the same key may share: what one of them changes is not stored yet when
            // another sees it.
            orders.find(order.id()).ifPresent(stored -> adopt(stored, found.getString(ACCOUNT)));
        }
    }

    private void adopt(Order order, String account) {
        service.change(order, found -> found.adopt(account, clock.instant()));
    }
}
