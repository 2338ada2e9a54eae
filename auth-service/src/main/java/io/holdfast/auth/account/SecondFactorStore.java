package io.holdfast.auth.account;

import io.holdfast.auth.key.SealedKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/** The second factors in the database, each changed by guarded writes, so that a code counts once whatever runs at the same time. */
@Component
class SecondFactorStore {

    private final MongoOperations mongo;

    SecondFactorStore(MongoOperations mongo) {
        this.mongo = mongo;
    }

    Optional<SecondFactor> find(String account) {
        return Optional.ofNullable(mongo.findById(account, SecondFactor.class));
    }

    /** Keeps a secret that is not on yet, instead of one before. False if codes are asked for already, or another request came first. */
    boolean prepare(SecondFactor factor) {
        mongo.remove(Query.query(withId(factor.id()).and("onSince").is(null)), SecondFactor.class);
        try {
            mongo.insert(factor);
            return true;
        } catch (DuplicateKeyException e) {
            return false;
        }
    }

    /** Asks for codes from now on; false if another request turned them on, or the secret was replaced. */
    boolean turnOn(SecondFactor factor, long step, List<String> recovery, Instant now) {
        return update(
                withSecretOf(factor).and("onSince").is(null).and("lastStep").lt(step),
                new Update().set("onSince", now).set("lastStep", step).set("recovery", recovery));
    }

    /** Uses a code of the app up; false if it, or a later one, was used before. */
    boolean use(String account, long step) {
        return update(withId(account).and("lastStep").lt(step), new Update().set("lastStep", step));
    }

    /** Uses a recovery code up; false if there is none of this hash any more. */
    boolean useRecovery(String account, String hash) {
        return update(withId(account).and("recovery").is(hash), new Update().pull("recovery", hash));
    }

    /** Those whose secret is not encrypted with this key. */
    List<SecondFactor> findSealedOtherwise(String key) {
        return mongo.find(Query.query(Criteria.where("sealed.by").ne(key)), SecondFactor.class);
    }

    /** Replaces how the secret is stored; does nothing if the secret was replaced or removed since. */
    void seal(SecondFactor factor, SealedKey sealed) {
        update(withSecretOf(factor), new Update().set("sealed", sealed).unset("secret"));
    }

    void remove(String account) {
        mongo.remove(Query.query(withId(account)), SecondFactor.class);
    }

    /**
     * Counts an attempt before it is made, so that many at once get no more than one after another.
     *
     * @return false if there were {@code most} in this window
     */
    boolean countAttempt(String account, int most, Instant now, Instant windowEnds) {
        boolean first = update(
                withId(account)
                        .orOperator(
                                Criteria.where("attemptsUntil").is(null),
                                Criteria.where("attemptsUntil").lte(now)),
                new Update().set("attempts", 1).set("attemptsUntil", windowEnds));
        return first
                || update(
                        withId(account)
                                .and("attempts")
                                .lt(most)
                                .and("attemptsUntil")
                                .gt(now),
                        new Update().inc("attempts", 1));
    }

    void forgetAttempts(String account) {
        update(withId(account), new Update().set("attempts", 0).unset("attemptsUntil"));
    }

    private boolean update(Criteria guard, Update update) {
        return mongo.updateFirst(Query.query(guard), update, SecondFactor.class).getMatchedCount() > 0;
    }

    /** Matches as long as the secret is stored as it was read. */
    private static Criteria withSecretOf(SecondFactor factor) {
        SealedKey sealed = factor.sealed();
        return withId(factor.id())
                .and("secret")
                .is(factor.secret())
                .and("sealed.privateKey")
                .is(sealed == null ? null : sealed.privateKey());
    }

    private static Criteria withId(String account) {
        return Criteria.where("_id").is(account);
    }
}
