package io.holdfast.mail;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import io.holdfast.mail.MailContent.Told;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.GroupedInserts;
import io.holdfast.messaging.Ids;
import io.holdfast.messaging.SortedBulkWrites;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * The mails of a service in its database.
 *
 * <pre>{ _id, fact, kind, to, details, keptAt, state, attempts, dueAt, reason, endedAt, told?: { about, what } }</pre>
 *
 * {@code _id} is derived from the fact, so that there is one mail for each. {@code dueAt} is there only while a mail is waiting: it is
 * when it is sent next or, while it is being sent, when it is sent again if the replica that sends it dies.
 */
final class MailStore {

    static final String COLLECTION = "mails";
    private static final String SETTINGS = "mail_settings";
    private static final String ERASED = "erased";
    static final String DUE = "dueAt";
    static final String ENDED = "endedAt";
    private static final String TOLD = "told";

    private final MongoDatabaseFactory database;
    private final GroupedInserts inserts;

    MailStore(MongoDatabaseFactory database) {
        this.database = database;
        this.inserts = new GroupedInserts(mails());
    }

    /** @param details that mails are asked for by */
    static CollectionIndexes indexes(Stream<MailDetail> details) {
        Stream<IndexModel> usual = Stream.of(
                CollectionIndexes.partial(DUE, "due"),
                CollectionIndexes.partial(Indexes.ascending("to", ENDED), ENDED, "ended-by-recipient"),
                CollectionIndexes.partial(Indexes.ascending("state", ENDED), ENDED, "ended-by-state"));
        return CollectionIndexes.of(
                        COLLECTION,
                        Stream.concat(usual, details.map(MailStore::index)).toArray(IndexModel[]::new))
                .replacing("by-recipient", "by-state");
    }

    private static IndexModel index(MailDetail detail) {
        return new IndexModel(Indexes.ascending(field(detail.name())), new IndexOptions().name("by-" + detail.name()));
    }

    /** Where a detail is in the document of a mail. */
    static String field(String detail) {
        return "details." + detail;
    }

    static String id(String fact) {
        return Ids.derived("mail", fact);
    }

    /**
     * False if there is, or was, a mail about this fact.
     *
     * @param keptAt the date in its header, from which on it is tried for a while
     * @param dueAt when it is to be sent
     */
    boolean insert(Mail mail, Instant keptAt, Instant dueAt) {
        return inserts.insert(new Document("_id", id(mail.fact()))
                .append("fact", mail.fact())
                .append("kind", mail.kind())
                .append("to", mail.to())
                .append("details", new Document(new TreeMap<>(mail.details())))
                .append("keptAt", Date.from(keptAt))
                .append("state", MailState.WAITING.name())
                .append("attempts", 0)
                .append(DUE, Date.from(dueAt)));
    }

    /** Up to {@code limit} mails that are due, the longest due first. */
    List<KeptMail> findDue(Instant now, int limit) {
        return mails().find(dueBy(now))
                .sort(Sorts.ascending(DUE))
                .limit(limit)
                .map(MailStore::read)
                .into(new ArrayList<>());
    }

    static Document dueBy(Instant now) {
        return CollectionIndexes.indexed(DUE, "$lte", Date.from(now));
    }

    /** Reserves a mail for sending until {@code until}; empty if another replica has it. */
    Optional<KeptMail> reserve(KeptMail mail, Instant until) {
        Document update =
                new Document("$set", new Document(DUE, Date.from(until))).append("$inc", new Document("attempts", 1));
        return Optional.ofNullable(mails().findOneAndUpdate(
                                waiting(mail),
                                update,
                                new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER)))
                .map(MailStore::read);
    }

    /** Notes that it will be sent again at {@code dueAt}. */
    void postpone(KeptMail mail, Instant dueAt, String reason) {
        mails().updateOne(
                        waiting(mail),
                        new Document("$set", new Document(DUE, Date.from(dueAt)).append("reason", reason)));
    }

    /** Notes that it was sent, and what it told. */
    void endSent(KeptMail mail, @Nullable Told told, Instant now) {
        Document also = new Document();
        if (told != null) {
            also.append(TOLD, new Document("about", told.about()).append("what", told.what()));
        }
        end(mail, MailState.SENT, also, now);
    }

    /** Notes what became of one that was not sent. */
    void end(KeptMail mail, MailState state, @Nullable String reason, Instant now) {
        end(mail, state, reason == null ? new Document() : new Document("reason", reason), now);
    }

    private void end(KeptMail mail, MailState state, Document also, Instant now) {
        Document set = new Document("state", state.name()).append(ENDED, Date.from(now));
        Document unset = new Document(DUE, "");
        if (mail.mail().isForgotten()) {
            set.putAll(whatRemains());
            unset.append("reason", "");
        } else {
            set.putAll(also);
        }
        mails().updateOne(waiting(mail), new Document("$set", set).append("$unset", unset));
    }

    /** Only as it was read: another attempt may have begun since. */
    private static Document waiting(KeptMail mail) {
        return new Document("_id", mail.id())
                .append("state", MailState.WAITING.name())
                .append("attempts", mail.attempts());
    }

    /** Sends a mail that ended without being sent once more. False if there is no such mail. */
    boolean resend(String id, Instant now) {
        Document update = new Document(
                        "$set",
                        new Document("state", MailState.WAITING.name())
                                .append("keptAt", Date.from(now))
                                .append(DUE, Date.from(now)))
                .append("$unset", new Document(ENDED, ""));
        Bson notSent = Filters.in("state", MailState.BOUNCED.name(), MailState.FAILED.name(), MailState.DROPPED.name());
        return mails().updateOne(Filters.and(Filters.eq("_id", id), Filters.ne("to", ERASED), notSent), update)
                        .getMatchedCount()
                == 1;
    }

    /**
     * How many mails this address was sent since {@code from}. The state is no condition of the query: documentdb would take the index of
     * states, and read all that were sent since then.
     */
    long countSent(String to, Instant from) {
        return mails()
                .find(endedSince(to, from))
                .projection(Projections.include("state"))
                .map(document -> document.getString("state"))
                .into(new ArrayList<>())
                .stream()
                .filter(MailState.SENT.name()::equals)
                .count();
    }

    static Document endedSince(String to, Instant from) {
        return CollectionIndexes.indexed(ENDED, "$gte", Date.from(from)).append("to", to);
    }

    long count(MailState state) {
        return mails().countDocuments(in(state));
    }

    /** One that waits has a time when it is due, any other one when it ended; the indexes are of those that have it. */
    static Document in(MailState state) {
        return new Document("state", state.name()).append(timeOf(state), new Document("$exists", true));
    }

    static String timeOf(MailState state) {
        return state == MailState.WAITING ? DUE : ENDED;
    }

    /** Since when the mail that waits for the longest time is kept. */
    Optional<Instant> oldestWaiting() {
        return Optional.ofNullable(mails().find(new Document(DUE, new Document("$exists", true)))
                        .sort(Sorts.ascending("keptAt"))
                        .first())
                .map(MailStore::read)
                .map(KeptMail::keptAt);
    }

    /** Up to {@code limit} mails in this state, the newest first; of those that wait, the ones that are due last. */
    List<KeptMail> find(MailState state, int limit) {
        return mails().find(in(state))
                .sort(Sorts.descending(timeOf(state)))
                .limit(limit)
                .map(MailStore::read)
                .into(new ArrayList<>());
    }

    Optional<KeptMail> findById(String id) {
        return Optional.ofNullable(mails().find(Filters.eq("_id", id)).first()).map(MailStore::read);
    }

    /** Forgets mails that ended before {@code before}, with one command. True if there may be more. */
    boolean deleteEnded(Instant before) {
        return SortedBulkWrites.deleteSome(mails(), endedBefore(before));
    }

    /** By state, as the index has them. */
    static Document endedBefore(Instant before) {
        List<String> ended = Arrays.stream(MailState.values())
                .filter(state -> state != MailState.WAITING)
                .map(MailState::name)
                .toList();
        return CollectionIndexes.indexed(ENDED, "$lt", Date.from(before)).append("state", new Document("$in", ended));
    }

    /** Up to {@code limit} of these mails, the newest first. */
    List<KeptMail> find(Bson which, int limit) {
        return mails().find(which)
                .sort(Sorts.descending("keptAt"))
                .limit(limit)
                .map(MailStore::read)
                .into(new ArrayList<>());
    }

    /** What mails to these addresses told of something, in no order. */
    List<ToldTo> told(String about, Collection<String> addresses) {
        return mails().find(Filters.and(
                        Filters.in("to", addresses), Filters.exists(ENDED), Filters.eq(TOLD + ".about", about)))
                .projection(Projections.include("to", "kind", "details", TOLD, ENDED))
                .map(document -> new ToldTo(
                        document.getString("to"),
                        document.getString("kind"),
                        details(document),
                        document.get(TOLD, Document.class).getString("what"),
                        instant(document, ENDED)))
                .into(new ArrayList<>());
    }

    /** Removes who they went to and what they were about. What remains is the id of a fact that a mail was about, so that none is sent again. */
    void erase(Bson which, Instant now) {
        Bson waits = Filters.eq("state", MailState.WAITING.name());
        Document dropped =
                whatRemains().append("state", MailState.DROPPED.name()).append(ENDED, Date.from(now));
        do {
            SortedBulkWrites.updateFound(mails(), Filters.and(which, waits), replacing(dropped, new Document(DUE, "")));
            SortedBulkWrites.updateFound(
                    mails(), Filters.and(which, Filters.nor(waits)), replacing(whatRemains(), new Document()));
            // One that an operator sends again meanwhile waits by now: without its details it could never be written.
        } while (mails().find(which).limit(1).first() != null);
    }

    private static Document replacing(Document set, Document unset) {
        return new Document("$set", set)
                .append("$unset", unset.append("reason", "").append(TOLD, ""));
    }

    /** The id is derived from the fact and tells no one what it was. */
    private static Document whatRemains() {
        return new Document("to", ERASED).append("fact", ERASED).append("details", new Document());
    }

    boolean isPaused() {
        Document delivery = settings().find(Filters.eq("_id", "delivery")).first();
        return delivery != null && delivery.getBoolean("paused", false);
    }

    /** For all replicas, until it is changed. */
    void setPaused(boolean paused) {
        settings()
                .updateOne(
                        Filters.eq("_id", "delivery"),
                        new Document("$set", new Document("paused", paused)),
                        new UpdateOptions().upsert(true));
    }

    private MongoCollection<Document> mails() {
        return database.getMongoDatabase().getCollection(COLLECTION);
    }

    private MongoCollection<Document> settings() {
        return database.getMongoDatabase().getCollection(SETTINGS);
    }

    private static KeptMail read(Document document) {
        Date due = document.getDate(DUE);
        return new KeptMail(
                document.getString("_id"),
                new Mail(
                        document.getString("fact"),
                        document.getString("kind"),
                        document.getString("to"),
                        details(document)),
                MailState.valueOf(document.getString("state")),
                document.getInteger("attempts"),
                instant(document, "keptAt"),
                due == null ? null : due.toInstant(),
                document.getString("reason"));
    }

    private static Map<String, String> details(Document document) {
        Map<String, String> details = new TreeMap<>();
        document.get("details", Document.class).forEach((name, value) -> details.put(name, String.valueOf(value)));
        return details;
    }

    private static Instant instant(Document document, String field) {
        return Objects.requireNonNull((@Nullable Date) document.getDate(field), field)
                .toInstant();
    }

    /** How long a mail stays reserved: longer than sending it can take, as each of the eight steps at most may last {@code timeout}. */
    static Duration reservation(Duration timeout) {
        return timeout.multipliedBy(10);
    }
}
