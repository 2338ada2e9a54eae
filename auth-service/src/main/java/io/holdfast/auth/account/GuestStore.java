package io.holdfast.auth.account;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReturnDocument;
import io.holdfast.contracts.AccountErased;
import io.holdfast.contracts.GuestAdopted;
import io.holdfast.contracts.Message;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.GroupedInserts;
import io.holdfast.messaging.GroupedReads;
import io.holdfast.messaging.LongReads;
import io.holdfast.messaging.Outbox;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.BasicQuery;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/** The guests in the database. */
@Component
class GuestStore {

    /** In the place of the address. */
    private static final String ERASED = "erased-";

    private final MongoOperations mongo;
    private final GroupedInserts inserts;
    private final GroupedReads<Long> versions;

    GuestStore(MongoOperations mongo) {
        this.mongo = mongo;
        this.inserts = new GroupedInserts(mongo.getCollection(Guest.COLLECTION));
        this.versions = new GroupedReads<>(
                mongo.getCollection(Guest.COLLECTION),
                Projections.include("version"),
                guest -> guest.get("version", Number.class).longValue());
    }

    /** Returns when the guest is stored. In a rush many come at the same time, and are stored together. */
    void insert(Guest guest) {
        inserts.insert(guest, mongo.getConverter());
    }

    Optional<Guest> find(String id) {
        return Optional.ofNullable(mongo.findById(id, Guest.class));
    }

    /** The guests with this address whose owner is not found yet. */
    List<Guest> findUnadopted(String email) {
        return mongo.find(
                Query.query(Criteria.where("email").is(email).and("version").is(0L)), Guest.class);
    }

    /** Whether a guest's orders are in an account, or the guest is forgotten. */
    boolean isOver(String id) {
        return versions.find(id).filter(version -> version > 0).isPresent();
    }

    /** The guests whose orders are in this account. */
    List<Guest> findAdopted(String account) {
        return mongo.find(new BasicQuery(CollectionIndexes.indexed("account", "$eq", account)), Guest.class);
    }

    /** Calls {@code each} with the id of every guest from before {@code before} whose owner is not found. */
    void forEachBegunBefore(Instant before, Consumer<String> each) {
        mongo.execute(Guest.class, guests -> {
            try (Stream<Document> found = LongReads.stream(
                    guests.find(Filters.and(Filters.lt("createdAt", Date.from(before)), Filters.eq("version", 0L)))
                            .projection(Projections.include("_id")))) {
                found.map(document -> document.getString("_id")).forEach(each);
            }
            return null;
        });
    }

    /** Deletes a guest, unless the owner was found meanwhile. */
    void delete(String id) {
        mongo.remove(Query.query(Criteria.where("_id").is(id).and("version").is(0L)), Guest.class);
    }

    /** Removes name and address of a guest. */
    void erase(String id) {
        mongo.updateFirst(
                Query.query(Criteria.where("_id").is(id)),
                new Update().set("email", ERASED + id).set("name", ""),
                Guest.class);
    }

    /**
     * Gives a guest's orders to an account and announces it, with one write. Name and address, which are the account's from then on, are
     * removed.
     *
     * @return the guest as it is after that; empty if the orders are in an account already
     */
    Optional<Guest> adopt(GuestAdopted adopted, Instant now) {
        return end(adopted, now, new Document("account", adopted.accountId()));
    }

    /**
     * Removes name and address of a guest who asks for it and announces it, with one write.
     *
     * @param also what is set by the same write
     * @return the guest as it is after that; empty if the orders are in an account, or the guest was forgotten before
     */
    Optional<Guest> forget(AccountErased erased, Instant now, Document also) {
        return end(erased, now, new Document(also));
    }

    private Optional<Guest> end(Message message, Instant now, Document set) {
        String id = message.aggregateId();
        return Optional.ofNullable(mongo.execute(Guest.class, guests -> {
            set.putAll(Outbox.announcing(message, now));
            set.append("version", message.version())
                    .append("email", ERASED + id)
                    .append("name", "");
            Document after = guests.findOneAndUpdate(
                    Filters.and(Filters.eq("_id", id), Filters.eq("version", 0L)),
                    new Document("$set", set),
                    new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));
            return after == null ? null : mongo.getConverter().read(Guest.class, after);
        }));
    }
}
