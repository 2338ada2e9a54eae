package io.holdfast.orders.privacy;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import io.holdfast.contracts.AccountErased;
import io.holdfast.mail.Mails;
import io.holdfast.orders.mail.MailedOrders;
import io.holdfast.orders.order.PersonalData;
import io.holdfast.record.Recorder;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * Removes people from orders, mails and the record. What is still needed, because an event that they have tickets for is not over, is
 * removed once it is: the erasure stays open until then.
 *
 * <pre>{ _id: account, erasedAt, open }</pre>
 */
@Component
class Erasures {

    static final String COLLECTION = "erasures";

    private static final String OPEN = "open";

    private final MongoCollection<Document> erasures;
    private final PersonalData people;
    private final Mails mails;
    private final Recorder record;
    private final Clock clock;

    Erasures(MongoTemplate mongo, PersonalData people, Mails mails, Recorder record, Clock clock) {
        this.erasures = mongo.getCollection(COLLECTION);
        this.people = people;
        this.mails = mails;
        this.record = record;
        this.clock = clock;
    }

    /** Handles the message. It is noted first, so that the rest is done in any case. */
    void erase(AccountErased erased) {
        erasures.updateOne(
                Filters.eq("_id", erased.accountId()),
                new Document("$setOnInsert", new Document("erasedAt", Date.from(erased.erasedAt())).append(OPEN, true)),
                new UpdateOptions().upsert(true));
        finish(erased.accountId());
    }

    /** Goes on with those that are open. */
    void finishOpen() {
        InTurn.forEach(erasures, Filters.eq(OPEN, true), "Forgetting account", this::finish);
    }

    private void finish(String account) {
        Instant now = clock.instant();
        if (people.ordersAhead(account, now, 1).isEmpty()) {
            // While tickets are needed, mails about them are, too.
            mails.eraseWith(MailedOrders.ORDER, people.ordersOf(account));
        }
        record.erase(account);
        if (people.erase(account, now)) {
            erasures.updateOne(Filters.eq("_id", account), new Document("$set", new Document(OPEN, false)));
        }
    }
}
