package io.holdfast.orders.privacy;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.holdfast.mail.Mails;
import io.holdfast.orders.inventory.BuyersFirst;
import io.holdfast.orders.mail.MailedOrders;
import io.holdfast.orders.order.OrderCursor;
import io.holdfast.orders.order.PersonalData;
import io.holdfast.orders.person.InTurn;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/** Replaces names and addresses in the orders of events that ended long ago, and in the mails about them. An event that was done is noted in its sale. */
@Component
class Retention {

    private static final String SALES = "sales";
    private static final String DONE = "namesErasedAt";

    private final MongoCollection<Document> sales;
    private final PersonalData people;
    private final Mails mails;
    private final BuyersFirst buyers;
    private final PrivacyProperties properties;
    private final Clock clock;

    Retention(
            MongoTemplate mongo,
            PersonalData people,
            Mails mails,
            BuyersFirst buyers,
            PrivacyProperties properties,
            Clock clock) {
        this.sales = mongo.getCollection(SALES);
        this.people = people;
        this.mails = mails;
        this.buyers = buyers;
        this.properties = properties;
        this.clock = clock;
    }

    void eraseOld() throws InterruptedException {
        if (properties.keepNames().isZero()) {
            return;
        }
        Instant now = clock.instant();
        Instant before = now.minus(properties.keepNames());
        InTurn.forEach(sales, endedBefore(before), "Erasing the names of event", event -> {
            eraseOf(event);
            sales.updateOne(Filters.eq("_id", event), Updates.set(DONE, Date.from(now)));
        });
    }

    private void eraseOf(String event) throws InterruptedException {
        @Nullable OrderCursor after = null;
        do {
            long began = System.nanoTime();
            PersonalData.Erased erased = people.eraseOfEvent(event, after);
            mails.eraseWith(MailedOrders.ORDER, erased.orders());
            after = erased.next();
            buyers.restSince(began);
        } while (after != null);
    }

    /** The sales of events that ended before a time and were not done. */
    static Bson endedBefore(Instant time) {
        return Filters.and(Filters.lt("endsAt", Date.from(time)), Filters.exists(DONE, false));
    }
}
