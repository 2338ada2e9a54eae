package io.holdfast.auth.account;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/** The accounts, one per e-mail address: a unique index says so, whoever comes at the same time. */
@Component
class Accounts {

    private static final Logger log = LoggerFactory.getLogger(Accounts.class);

    private final MongoOperations mongo;
    private volatile boolean indexed;

    Accounts(MongoOperations mongo) {
        this.mongo = mongo;
    }

    Optional<Account> byId(String id) {
        return Optional.ofNullable(mongo.findById(id, Account.class));
    }

    Optional<Account> byEmail(EmailAddress email) {
        ensureIndex();
        return Optional.ofNullable(
                mongo.findOne(Query.query(Criteria.where("email").is(email.value())), Account.class));
    }

    /** @throws DuplicateKeyException when the id or the e-mail address is taken */
    void add(Account account) {
        ensureIndex();
        mongo.insert(account);
    }

    boolean hasPassword(String id, String hash) {
        return mongo.exists(whoHas(id, hash), Account.class);
    }

    /**
     * Another password, and in the same write what is to follow from that.
     *
     * @param account as it was when the password was looked at
     * @return false if the password is another one meanwhile; nothing has changed then
     */
    boolean changePassword(Account account, String hash, Account.Change change) {
        Update another = new Update().set("passwordHash", hash).set("change", change);
        return mongo.updateFirst(whoHas(account.id(), account.passwordHash()), another, Account.class)
                        .getMatchedCount()
                > 0;
    }

    /** Changes from before {@code before} that are still open. */
    List<Account> openChanges(Instant before) {
        return mongo.find(Query.query(Criteria.where("change.at").lt(before)), Account.class);
    }

    /** Nothing more is to follow from this change. */
    void close(String id, Account.Change change) {
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

    private static Query whoHas(String id, String hash) {
        return Query.query(Criteria.where("_id").is(id).and("passwordHash").is(hash));
    }

    @EventListener(ApplicationReadyEvent.class)
    void prepare() {
        try {
            ensureIndex();
        } catch (DataAccessException e) {
            log.warn("The database is not there yet: {}", e.toString());
        }
    }

    /** Also at first use: the database may have been away at the start, and without the index nothing may be written. */
    private void ensureIndex() {
        if (!indexed) {
            mongo.indexOps(Account.class)
                    .createIndex(new Index("email", Sort.Direction.ASC).unique().named("email"));
            mongo.indexOps(Account.class).createIndex(new Index("change.at", Sort.Direction.ASC).named("open-changes"));
            indexed = true;
        }
    }
}
