package io.holdfast.auth.account;

import com.mongodb.client.model.Filters;
import io.holdfast.messaging.Ids;
import io.holdfast.messaging.SortedBulkWrites;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Component;

/** Who is linked at the identity provider, and who is on the way there, in the database. */
@Component
class IdentityStore {

    private final MongoOperations mongo;
    private final Clock clock;

    IdentityStore(MongoOperations mongo, Clock clock) {
        this.mongo = mongo;
        this.clock = clock;
    }

    static String id(String issuer, String subject) {
        return Ids.derived("identity", issuer, subject);
    }

    Optional<Identity> find(String issuer, String subject) {
        return Optional.ofNullable(mongo.findById(id(issuer, subject), Identity.class));
    }

    /** Empty if the account has none of this id. */
    Optional<Identity> findOf(String account, String id) {
        return Optional.ofNullable(mongo.findOne(of(account, id), Identity.class));
    }

    List<Identity> findAll(String account) {
        return mongo.find(Query.query(Criteria.where("account").is(account)).with(Sort.by("linkedAt")), Identity.class);
    }

    /** False if the person is linked already, perhaps to another account. */
    boolean insert(Identity identity) {
        try {
            mongo.insert(identity);
            return true;
        } catch (DuplicateKeyException e) {
            return false;
        }
    }

    /** False if the account has none of this id. */
    boolean remove(String account, String id) {
        return mongo.remove(of(account, id), Identity.class).getDeletedCount() > 0;
    }

    private static Query of(String account, String id) {
        return Query.query(Criteria.where("_id").is(id).and("account").is(account));
    }

    void removeAll(String account) {
        mongo.remove(Query.query(Criteria.where("account").is(account)), Identity.class);
        mongo.remove(Query.query(Criteria.where("account").is(account)), IdentityRequest.class);
    }

    void insert(IdentityRequest request) {
        mongo.insert(request);
    }

    /** Uses a request up: of several at once, one gets it. Empty if there is none, or it took too long. */
    Optional<IdentityRequest> use(String state) {
        return Optional.ofNullable(mongo.findAndRemove(
                Query.query(Criteria.where("_id")
                        .is(requestId(state))
                        .and("expiresAt")
                        .gt(clock.instant())),
                IdentityRequest.class));
    }

    static String requestId(String state) {
        return Ids.derived("identity-request", state);
    }

    /** Deletes requests that ran out, with one command. True if there may be more. */
    boolean deleteExpired() {
        return SortedBulkWrites.deleteSome(
                mongo.getCollection(IdentityRequest.COLLECTION), Filters.lt("expiresAt", Date.from(clock.instant())));
    }
}
