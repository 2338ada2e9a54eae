package io.holdfast.auth.account;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
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

    /** Accounts that were created before {@code before}, and whose first mail is not kept yet. */
    List<Account> findDueProofs(Instant before) {
        return mongo.find(Query.query(Criteria.where("proofDue").exists(true).lt(before)), Account.class);
    }

    void finishProof(String id, Instant due) {
        mongo.updateFirst(
                Query.query(Criteria.where("_id").is(id).and("proofDue").is(due)),
                new Update().unset("proofDue"),
                Account.class);
    }

    /** Notes that the account's owner reads this address. False if the account has another address now. */
    boolean prove(String id, String email, Instant now) {
        mongo.updateFirst(
                Query.query(withEmail(id, email).and("provenAt").is(null)),
                new Update().set("provenAt", now),
                Account.class);
        return mongo.exists(Query.query(withEmail(id, email)), Account.class);
    }

    /**
     * Gives the account to the owner of its address: with another password, or none, and, in the same write, a record that all sessions
     * are to be ended. An address that was to come is forgotten.
     *
     * @return false, with nothing written, when the account has another address now
     */
    boolean takeOver(String id, String email, String hash, Account.Change change) {
        Update update = new Update()
                .set("passwordHash", hash)
                .set("change", change)
                .set("provenAt", change.at())
                .unset("move");
        return mongo.updateFirst(Query.query(withEmail(id, email)), update, Account.class)
                        .getMatchedCount()
                > 0;
    }

    /**
     * Frees the address of an account that was not proven, whose owner says the account is not theirs. It cannot be signed in to any more.
     *
     * @return false, with nothing written, when the account is proven or has another address now
     */
    boolean release(String id, String email, Account.Change change) {
        Update update = new Update()
                .set("email", "released-" + id)
                .set("passwordHash", Passwords.NO_PASSWORD)
                .set("change", change)
                .unset("move");
        return mongo.updateFirst(
                                Query.query(withEmail(id, email).and("provenAt").is(null)), update, Account.class)
                        .getMatchedCount()
                > 0;
    }

    /** Notes another address that the account is to have, instead of one noted before. */
    void plan(Account account, Account.Move move) {
        mongo.updateFirst(
                Query.query(withEmail(account.id(), account.email())), new Update().set("move", move), Account.class);
    }

    /** Notes the agreement of one end, and returns the account as it is then; empty if the move was given up or replaced. */
    Optional<Account> agree(String id, String to, String end) {
        return Optional.ofNullable(mongo.findAndModify(
                Query.query(Criteria.where("_id").is(id).and("move.to").is(to)),
                new Update().set("move." + end, true),
                FindAndModifyOptions.options().returnNew(true),
                Account.class));
    }

    /**
     * Gives the account the address to which both ends agreed, and records that all sessions are to be ended.
     *
     * @return false, with nothing written, when another request did
     * @throws DuplicateKeyException when another account has that address
     */
    boolean move(Account account, Account.Move move, Account.Change change) {
        Update update = new Update()
                .set("email", move.to())
                .set("provenAt", change.at())
                .set("change", change)
                .unset("move");
        return mongo.updateFirst(Query.query(withEmail(account.id(), account.email())), update, Account.class)
                        .getMatchedCount()
                > 0;
    }

    private static Criteria withEmail(String id, String email) {
        return Criteria.where("_id").is(id).and("email").is(email);
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
