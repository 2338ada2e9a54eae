package io.holdfast.auth.account;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/** The accounts in the database. A unique index allows one account per e-mail address. */
@Component
class AccountStore {

    private final MongoOperations mongo;

    AccountStore(MongoOperations mongo) {
        this.mongo = mongo;
    }

    Optional<Account> findById(String id) {
        return Optional.ofNullable(mongo.findById(id, Account.class));
    }

    /** The account with this address. An older one that has it in the spelling that was typed comes first: it was there first. */
    Optional<Account> findByEmail(EmailAddress email) {
        if (!email.formerValue().equals(email.value())) {
            Optional<Account> former = findByStoredEmail(email.formerValue());
            if (former.isPresent()) {
                return former;
            }
        }
        return findByStoredEmail(email.value());
    }

    private Optional<Account> findByStoredEmail(String email) {
        return Optional.ofNullable(
                mongo.findOne(Query.query(Criteria.where("email").is(email)), Account.class));
    }

    /** @throws DuplicateKeyException when the id or the e-mail address is taken */
    void insert(Account account) {
        mongo.insert(account);
    }

    boolean hasPassword(String id, String hash) {
        return mongo.exists(withPassword(id, hash), Account.class);
    }

    /**
     * Replaces the password and, in the same write, records the change, for which other sessions have yet to be ended.
     *
     * @param account as it was when its password was compared
     * @return false, with nothing written, when the password has changed since
     */
    boolean changePassword(Account account, String hash, Account.Change change) {
        Update update = new Update().set("passwordHash", hash).set("change", change);
        return mongo.updateFirst(withPassword(account.id(), account.passwordHash()), update, Account.class)
                        .getMatchedCount()
                > 0;
    }

    /** The accounts with a change of password that was made before {@code before} and is not finished. */
    List<Account> findOpenChanges(Instant before) {
        return mongo.find(Query.query(Criteria.where("change.at").lt(before)), Account.class);
    }

    /** Records that this change is finished: all other sessions are ended. */
    void finish(String id, Account.Change change) {
        mongo.updateFirst(
                Query.query(Criteria.where("_id")
                        .is(id)
                        .and("change.at")
                        .is(change.at())
                        .and("change.session")
                        .is(change.session())),
                new Update().unset("change"),
                Account.class);
    }

    private static Query withPassword(String id, String hash) {
        return Query.query(Criteria.where("_id").is(id).and("passwordHash").is(hash));
    }
}
