package io.holdfast.auth.account;

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
            indexed = true;
        }
    }
}
