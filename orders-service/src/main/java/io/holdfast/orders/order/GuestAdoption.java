package io.holdfast.orders.order;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.holdfast.contracts.GuestAdopted;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * Brings the orders of a guest into the account of the address' owner, each by one guarded write. The account is noted first and looked up
 * after each order of a guest is written, so that an order which is written meanwhile is brought there by one of the two. An account whose owner is forgotten is looked at again after that.
 */
@Component
public class GuestAdoption {

    private static final String COLLECTION = "adopted_guests";
    private static final String ACCOUNT = "account";
    private static final int BATCH_SIZE = 100;

    private final MongoCollection<Document> adopted;
    private final OrderLists lists;
    private final OrderService service;
    private final ErasedAccounts erased;
    private final Clock clock;

    GuestAdoption(MongoTemplate mongo, OrderLists lists, OrderService service, ErasedAccounts erased, Clock clock) {
        this.adopted = mongo.getCollection(COLLECTION);
        this.lists = lists;
        this.service = service;
        this.erased = erased;
        this.clock = clock;
    }

    /** Handling the message again changes nothing. */
    public void adopted(GuestAdopted message) {
        adopted.updateOne(
                Filters.eq("_id", message.guestId()),
                Updates.combine(
                        Updates.setOnInsert(ACCOUNT, message.accountId()),
                        Updates.setOnInsert("at", Date.from(message.adoptedAt()))),
                new UpdateOptions().upsert(true));
        List<Order> some;
        do {
            // Those that are in the account are the guest's no longer.
            some = lists.ofBuyer(message.guestId(), BATCH_SIZE, null);
            some.forEach(order -> adopt(order, message.accountId()));
        } while (some.size() == BATCH_SIZE);
        // Also when there are none: they may have come there before a crash.
        erased.reopen(message.accountId());
    }

    /** An order of a guest was written. */
    void orderWritten(Order order) {
        Document found =
                adopted.find(Filters.eq("_id", order.terms().guestId())).first();
        if (found != null) {
            // First: nothing repeats this after a crash, and it stays open for longer than the rest takes.
            erased.reopen(found.getString(ACCOUNT));
            adopt(order, found.getString(ACCOUNT));
        }
    }

    private void adopt(Order order, String account) {
        service.change(order, found -> found.adopt(account, clock.instant()));
    }
}
