package io.holdfast.auth.account;

import io.holdfast.messaging.Ids;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/** The passkeys in the database. */
@Component
class PasskeyStore {

    private final MongoOperations mongo;

    PasskeyStore(MongoOperations mongo) {
        this.mongo = mongo;
    }

    /** @param credential its id, in Base64 for addresses */
    static String id(String credential) {
        return Ids.derived("passkey", credential);
    }

    Optional<Passkey> find(String credential) {
        return Optional.ofNullable(mongo.findById(id(credential), Passkey.class));
    }

    /** Empty if the account has none of this id. */
    Optional<Passkey> findOf(String account, String id) {
        return Optional.ofNullable(mongo.findOne(of(account, id), Passkey.class));
    }

    List<Passkey> findAll(String account) {
        return mongo.find(Query.query(Criteria.where("account").is(account)).with(Sort.by("createdAt")), Passkey.class);
    }

    /** False if there is such a credential already, perhaps of another account. */
    boolean insert(Passkey passkey) {
        try {
            mongo.insert(passkey);
            return true;
        } catch (DuplicateKeyException e) {
            return false;
        }
    }

    /**
     * Notes a use. Of several at once with one count of signatures, one succeeds; authenticators that do not count always report 0.
     *
     * @return false, with nothing written, if the count does not grow, which it does not for a copy, or if the passkey was removed
     */
    boolean use(Passkey passkey, long signatures, boolean backedUp, Instant now) {
        Criteria guard = Criteria.where("_id").is(passkey.id()).and("account").is(passkey.account());
        Criteria growing = signatures == 0
                ? guard.and("signatures").is(0L)
                : guard.and("signatures").lt(signatures);
        Update update = new Update()
                .set("signatures", signatures)
                .set("backedUp", backedUp)
                .set("usedAt", now);
        return mongo.updateFirst(Query.query(growing), update, Passkey.class).getMatchedCount() > 0;
    }

    /** False if the account has none of this id. */
    boolean remove(String account, String id) {
        return mongo.remove(of(account, id), Passkey.class).getDeletedCount() > 0;
    }

    private static Query of(String account, String id) {
        return Query.query(Criteria.where("_id").is(id).and("account").is(account));
    }

    void removeAll(String account) {
        mongo.remove(Query.query(Criteria.where("account").is(account)), Passkey.class);
    }
}
