package io.holdfast.auth.key;

import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/** The signing keys in the database. */
@Component
class SigningKeyStore {

    private final MongoOperations mongo;

    SigningKeyStore(MongoOperations mongo) {
        this.mongo = mongo;
    }

    /** All keys, the oldest generation first. */
    List<SigningKey> findAll() {
        return List.copyOf(mongo.find(new Query().with(Sort.by("_id").ascending()), SigningKey.class));
    }

    /** @throws DuplicateKeyException when there is a key of this generation */
    void insert(SigningKey key) {
        mongo.insert(key);
    }

    void delete(String kid) {
        mongo.remove(Query.query(Criteria.where("kid").is(kid)), SigningKey.class);
    }

    void delete(SigningKey key) {
        mongo.remove(withGeneration(key), SigningKey.class);
    }

    void deletePrivateHalf(SigningKey key) {
        mongo.updateFirst(withGeneration(key), new Update().unset("privateKey").unset("sealed"), SigningKey.class);
    }

    /** Replaces the private key by the encrypted one, unless it has been replaced or deleted meanwhile. */
    void seal(SigningKey key, SealedKey sealed) {
        Criteria asRead = Criteria.where("_id").is(key.generation());
        if (key.privateKey() != null) {
            asRead.and("privateKey").is(key.privateKey());
        } else if (key.sealed() != null) {
            asRead.and("sealed.by").is(key.sealed().by());
        }
        Update update = new Update().set("sealed", sealed).unset("privateKey");
        mongo.updateFirst(Query.query(asRead), update, SigningKey.class);
    }

    private static Query withGeneration(SigningKey key) {
        return Query.query(Criteria.where("_id").is(key.generation()));
    }
}
