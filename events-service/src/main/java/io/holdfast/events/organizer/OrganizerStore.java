package io.holdfast.events.organizer;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.result.UpdateResult;
import io.holdfast.contracts.AccountState;
import java.util.List;
import java.util.Optional;
import org.bson.conversions.Bson;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/** The organizers in the database. */
@Component
class OrganizerStore {

    private final MongoOperations mongo;

    OrganizerStore(MongoOperations mongo) {
        this.mongo = mongo;
    }

    Optional<Organizer> find(String id) {
        return Optional.ofNullable(mongo.findById(id, Organizer.class));
    }

    /** Those whose events are not listed. */
    List<Organizer> findUnlisted() {
        return mongo.find(
                Query.query(new Criteria()
                        .orOperator(
                                Criteria.where("unproven").is(true),
                                Criteria.where("suspended").is(true))),
                Organizer.class);
    }

    /** Notes that an address is still to be proven, unless a message told that it is. Returns what is known then. */
    Organizer addUnproven(String id) {
        Query notProven = Query.query(Criteria.where("_id").is(id).and("proven").ne(true));
        Update unproven = new Update()
                .set("unproven", true)
                .setOnInsert("suspended", false)
                .setOnInsert("version", 0L);
        try {
            mongo.upsert(notProven, unproven, Organizer.class);
        } catch (DuplicateKeyException e) {
            // It is proven, or another request has just written the same.
        }
        return find(id).orElseGet(() -> new Organizer(id, true, false, 0, false));
    }

    /** Writes what a message tells, unless a later one was written. An address that was proven stays so. */
    void apply(AccountState account) {
        mongo.execute(Organizer.class, organizers -> {
            Bson known = Filters.and(Filters.eq("_id", account.id()), Filters.lt("version", account.version()));
            Bson change = Updates.combine(
                    Updates.set("suspended", account.suspended()), Updates.set("version", account.version()));
            if (account.proven()) {
                change = Updates.combine(change, Updates.set("unproven", false), Updates.set("proven", true));
            }
            if (organizers.updateOne(known, change).getMatchedCount() == 0) {
                // One that is not known yet, or a message that was overtaken, which then changes nothing.
                UpdateResult written = organizers.updateOne(
                        Filters.eq("_id", account.id()),
                        Updates.combine(
                                Updates.setOnInsert("unproven", false),
                                Updates.setOnInsert("proven", account.proven()),
                                Updates.setOnInsert("suspended", account.suspended()),
                                Updates.setOnInsert("version", account.version())),
                        new UpdateOptions().upsert(true));
                if (written.getUpsertedId() == null) {
                    // Written by another meanwhile: by an event of theirs, or by a message that may be an earlier one.
                    organizers.updateOne(known, change);
                }
            }
            return null;
        });
    }
}
