package io.holdfast.auth.account;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import io.holdfast.contracts.GuestAdopted;
import io.holdfast.messaging.Outbox;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Component;

/** The guests in the database. */
@Component
class GuestStore {

    private final MongoOperations mongo;

    GuestStore(MongoOperations mongo) {
        this.mongo = mongo;
    }

    void insert(Guest guest) {
        mongo.insert(guest);
    }

    Optional<Guest> find(String id) {
        return Optional.ofNullable(mongo.findById(id, Guest.class));
    }

    /** The guests with this address whose owner is not found yet. */
    List<Guest> findUnadopted(String email) {
        return mongo.find(
                Query.query(Criteria.where("email").is(email).and("version").is(0L)), Guest.class);
    }

    boolean isAdopted(String id) {
        return find(id).filter(guest -> guest.account() != null).isPresent();
    }

    /**
     * Gives a guest's orders to an account and announces it, with one write.
     *
     * @return the guest as it is after that; empty if the orders are in an account already
     */
    Optional<Guest> adopt(GuestAdopted adopted, Instant now) {
        return Optional.ofNullable(mongo.execute(Guest.class, guests -> {
            Document after = guests.findOneAndUpdate(
                    Filters.and(Filters.eq("_id", adopted.guestId()), Filters.eq("version", 0L)),
                    new Document(
                            "$set",
                            Outbox.announcing(adopted, now)
                                    .append("version", adopted.version())
                                    .append("account", adopted.accountId())),
                    new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));
            return after == null ? null : mongo.getConverter().read(Guest.class, after);
        }));
    }
}
