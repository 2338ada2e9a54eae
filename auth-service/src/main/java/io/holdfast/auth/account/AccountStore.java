package io.holdfast.auth.account;

import io.holdfast.contracts.AccountChanged;
import io.holdfast.contracts.AccountErased;
import io.holdfast.contracts.AccountMessage;
import io.holdfast.messaging.DatabaseErrors;
import io.holdfast.messaging.Outbox;
import io.holdfast.messaging.OutboxRelay;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.BasicQuery;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/** The accounts in the database. A unique index allows one account per e-mail address. */
@Component
class AccountStore {

    private static final int INSERT_ATTEMPTS = 10;
    private static final String ERASED = "erased-";
    private static final Document NOTHING = new Document();
    private static final Document MOVE = new Document("move", "");
    private static final String PROVEN_AT = "provenAt";
    private static final String GUESTS_DUE = "guestsDue";
    private static final String CHANGE = "change";

    private final MongoOperations mongo;
    private final OutboxRelay relay;

    /** An account has a change that is not finished, which another one would take the place of. Nothing was written. */
    static final class Unfinished extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final transient Account account;
        private final transient Account.Change change;

        private Unfinished(Account account, Account.Change change) {
            super("Account " + account.id() + " has a change that is not finished");
            this.account = account;
            this.change = change;
        }

        Account account() {
            return account;
        }

        Account.Change change() {
            return change;
        }
    }

    AccountStore(MongoOperations mongo, @Qualifier("accountsOutbox") OutboxRelay relay) {
        this.mongo = mongo;
        this.relay = relay;
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
        for (int attempt = 1; ; attempt++) {
            try {
                mongo.insert(account);
                return;
            } catch (DataIntegrityViolationException e) {
                // Accounts with one address that are made at once may wait for each other until the database ends one.
                if (attempt == INSERT_ATTEMPTS || !DatabaseErrors.isConflict(e)) {
                    throw e;
                }
            }
        }
    }

    /** Whether the person was removed from it. */
    static boolean isErased(Account account) {
        return account.email().equals(ERASED + account.id());
    }

    /** Whether an account has the address and the password that it had when it was read: neither was changed, nor the account given away. */
    boolean isStill(Account account) {
        return mongo.exists(
                Query.query(withEmail(account.id(), account.email())
                        .and("passwordHash")
                        .is(account.passwordHash())),
                Account.class);
    }

    /**
     * Replaces the password and, in the same write, records the change, for which other sessions have yet to be ended.
     *
     * @param account as it was when its password was compared
     * @return false, with nothing written, when the password has changed since
     * @throws Unfinished when an earlier change is not finished
     */
    boolean changePassword(Account account, String hash, Account.Change change) {
        Document same = new Document("_id", account.id()).append("passwordHash", account.passwordHash());
        return begin(same, new Update().set("passwordHash", hash).set(CHANGE, change));
    }

    /** Writes a change, which is to be finished, to an account that is as it has to be, and has none that is not. */
    private boolean begin(Document which, Update update) {
        Query free = new BasicQuery(new Document(which).append(CHANGE, null));
        while (mongo.updateFirst(free, update, Account.class).getMatchedCount() == 0) {
            Account account = mongo.findOne(new BasicQuery(which), Account.class);
            if (account == null) {
                return false;
            }
            requireFinished(account);
        }
        return true;
    }

    private static void requireFinished(Account account) {
        Account.Change unfinished = account.change();
        if (unfinished != null) {
            throw new Unfinished(account, unfinished);
        }
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

    /**
     * Notes that the account's owner reads this address, and that orders of guests with it belong there. Another address that it was to get
     * before is forgotten: who asked for that may be a stranger who made the account. False if the account has another address now.
     */
    boolean prove(String id, String email, Instant now) {
        return prove(id, email, proven(now), now);
    }

    private static Document proven(Instant now) {
        return new Document(PROVEN_AT, Date.from(now)).append(GUESTS_DUE, Date.from(now));
    }

    private boolean prove(String id, String email, Document proven, Instant now) {
        return change(
                        id,
                        account -> account.email().equals(email),
                        account -> account.isProven()
                                ? Optional.empty()
                                : Optional.of(new Changed(proven, MOVE, true, account.isSuspended(), now, false)))
                .isPresent();
    }

    /** The accounts whose address was proven before {@code before}, and that may lack orders of guests with it. */
    List<Account> findDueGuests(Instant before) {
        return mongo.find(Query.query(Criteria.where(GUESTS_DUE).exists(true).lt(before)), Account.class);
    }

    void finishGuests(String id, Instant due) {
        mongo.updateFirst(
                Query.query(Criteria.where("_id").is(id).and(GUESTS_DUE).is(due)),
                new Update().unset(GUESTS_DUE),
                Account.class);
    }

    /** Notes that an operator vouches for the address of an account, which brings it no orders of guests. Empty if there is no such account. */
    Optional<Account> vouch(EmailAddress email, Instant now) {
        Optional<Account> account = findByEmail(email);
        account.ifPresent(found -> prove(found.id(), found.email(), new Document(PROVEN_AT, Date.from(now)), now));
        return account.flatMap(found -> findById(found.id()));
    }

    /**
     * Writes what operators decide about an account.
     *
     * @param decide what it is from now on; the same as before changes nothing
     * @param change what follows from it: sessions to end; null for nothing
     * @return the account as it is then; empty if there is none, or its person was forgotten
     * @throws Unfinished when something follows from it, and an earlier change is not finished
     */
    Optional<Account> decide(
            String id, UnaryOperator<Account.Standing> decide, Account.@Nullable Change change, Instant now) {
        return change(id, found -> !isErased(found), account -> {
            Account.Standing decided = decide.apply(account.standingNow());
            if (decided.equals(account.standingNow())) {
                return Optional.empty();
            }
            Document set = new Document("standing", document(decided));
            if (change != null) {
                set.append(CHANGE, document(change));
            }
            return Optional.of(
                    new Changed(set, NOTHING, account.isProven(), decided.suspendedAt() != null, now, false));
        });
    }

    /**
     * Removes the person from an account: it has no name, no address and no password any more. In the same write, it is told to all
     * services, and recorded that all sessions are to be ended. What does not change is that there was such an account.
     *
     * @param also what is set by the same write
     * @return false, with nothing written, when the account has another address now, or is an operator's
     * @throws Unfinished when an earlier change is not finished
     */
    boolean erase(Account account, Account.Change change, Document also) {
        Document set = new Document("email", ERASED + account.id())
                .append("passwordHash", Passwords.NO_PASSWORD)
                .append(CHANGE, document(change));
        set.putAll(also);
        Document unset = new Document(MOVE)
                .append("name", "")
                .append("proofDue", "")
                .append(GUESTS_DUE, "")
                .append("language", "");
        return change(
                        account.id(),
                        found -> found.email().equals(account.email()) && !found.isOperator(),
                        found -> Optional.of(new Changed(set, unset, false, found.isSuspended(), change.at(), true)))
                .isPresent();
    }

    /** Notes in which language the owner gets mails. */
    void setLanguage(String id, String language) {
        mongo.updateFirst(
                Query.query(Criteria.where("_id").is(id)), new Update().set("language", language), Account.class);
    }

    /** Up to {@code limit} accounts of operators. */
    List<Account> findOperators(int limit) {
        return mongo.find(
                Query.query(Criteria.where("standing.operatorSince")
                                .exists(true)
                                .ne(null))
                        .limit(limit),
                Account.class);
    }

    /** Up to {@code limit} suspended accounts, the last suspended first. */
    List<Account> findSuspended(int limit) {
        return mongo.find(
                Query.query(Criteria.where("standing.suspendedAt").exists(true).ne(null))
                        .with(Sort.by(Sort.Direction.DESC, "standing.suspendedAt"))
                        .limit(limit),
                Account.class);
    }

    /**
     * Gives the account to the owner of its address: with another password, or none, and, in the same write, a record that all sessions
     * are to be ended. An address that was to come is forgotten.
     *
     * @return false, with nothing written, when the account has another address now
     * @throws Unfinished when an earlier change is not finished
     */
    boolean takeOver(String id, String email, String hash, Account.Change change) {
        Document set = proven(change.at()).append("passwordHash", hash).append(CHANGE, document(change));
        return change(
                        id,
                        account -> account.email().equals(email),
                        account -> Optional.of(new Changed(set, MOVE, true, account.isSuspended(), change.at(), false)))
                .isPresent();
    }

    /**
     * Frees the address of an account that was not proven, whose owner says the account is not theirs. It cannot be signed in to any more.
     *
     * @return false, with nothing written, when the account is proven or has another address now
     * @throws Unfinished when an earlier change is not finished
     */
    boolean release(String id, String email, Account.Change change) {
        Update update = new Update()
                .set("email", "released-" + id)
                .set("passwordHash", Passwords.NO_PASSWORD)
                .set(CHANGE, change)
                .unset("move");
        return begin(new Document("_id", id).append("email", email).append(PROVEN_AT, null), update);
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
     * @return the account as it is then; empty, with nothing written, when another request did, or the present address was proven meanwhile
     * @throws DuplicateKeyException when another account has that address
     * @throws Unfinished when an earlier change is not finished
     */
    Optional<Account> move(Account account, Account.Move move, Account.Change change) {
        Document set = proven(change.at()).append("email", move.to()).append(CHANGE, document(change));
        return change(
                account.id(),
                found -> found.email().equals(account.email())
                        && found.move() != null
                        && found.move().to().equals(move.to())
                        && found.move().isDone(found.isProven()),
                found -> Optional.of(new Changed(set, MOVE, true, found.isSuspended(), change.at(), false)));
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
                        .is(change.session())
                        .and("change.kind")
                        .is(change.kind())
                        .and("change.from")
                        .is(change.from())),
                new Update().unset(CHANGE),
                Account.class);
    }

    /** @param set the fields that change; {@code proven} and {@code suspended} are told to other services */
    private record Changed(
            Document set, Document unset, boolean proven, boolean suspended, Instant now, boolean erased) {}

    /**
     * Changes what other services know of an account, with the message that tells them, by one write. Repeats if another change comes
     * first.
     *
     * @param which whether it is still the account that is meant
     * @param next what changes; empty if nothing has to
     * @return the account as it is then; empty if there is none that is meant
     * @throws Unfinished when what changes is to be finished, and an earlier change is not
     */
    private Optional<Account> change(String id, Predicate<Account> which, Function<Account, Optional<Changed>> next) {
        while (true) {
            Optional<Account> found = findById(id).filter(which);
            Optional<Changed> changed = found.flatMap(next);
            if (found.isEmpty() || changed.isEmpty()) {
                return found;
            }
            if (changed.get().set().containsKey(CHANGE)) {
                requireFinished(found.get());
            }
            Optional<Account> after = write(found.get(), changed.get());
            if (after.isPresent()) {
                relay.publish(after.get());
                return after;
            }
        }
    }

    private Optional<Account> write(Account before, Changed changed) {
        AccountMessage message = changed.erased()
                ? new AccountErased(before.id(), changed.now(), before.version() + 1)
                : new AccountChanged(before.nextState(changed.proven(), changed.suspended()));
        Document set = new Document(changed.set()).append("version", message.version());
        set.putAll(Outbox.announcing(message, changed.now()));
        // With the address, which the change may be about. A flat document: the embedded database sees no _id inside an
        // $and.
        Document guard =
                new Document("_id", before.id()).append("email", before.email()).append("version", before.announced());
        if (set.containsKey(CHANGE)) {
            guard.append(CHANGE, null);
        }
        Document update = new Document("$set", set);
        if (!changed.unset().isEmpty()) {
            update.append("$unset", changed.unset());
        }
        return Optional.ofNullable(mongo.execute(Account.class, accounts -> {
            // Not in one command: of a findAndModify, not every server says that an address is taken.
            if (accounts.updateOne(guard, update).getMatchedCount() == 0) {
                return null;
            }
            Document after = accounts.find(new Document("_id", before.id())).first();
            return after == null ? null : mongo.getConverter().read(Account.class, after);
        }));
    }

    private static Document document(Account.Standing standing) {
        Document document = new Document();
        append(document, "operatorSince", standing.operatorSince());
        append(document, "suspendedAt", standing.suspendedAt());
        if (standing.reason() != null) {
            document.append("reason", standing.reason());
        }
        return document;
    }

    private static Document document(Account.Change change) {
        Document document = new Document("session", change.session())
                .append("at", Date.from(change.at()))
                .append("kind", change.kind());
        return change.from() == null ? document : document.append("from", change.from());
    }

    private static void append(Document document, String field, @Nullable Instant instant) {
        if (instant != null) {
            document.append(field, Date.from(instant));
        }
    }
}
