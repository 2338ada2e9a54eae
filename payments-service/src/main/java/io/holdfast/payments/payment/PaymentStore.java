package io.holdfast.payments.payment;

import static org.springframework.data.mongodb.core.query.Criteria.where;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.GroupedInserts;
import io.holdfast.messaging.GroupedReads;
import io.holdfast.messaging.GuardedUpdates;
import io.holdfast.messaging.LongReads;
import io.holdfast.messaging.Outbox;
import io.holdfast.messaging.OutboxMark;
import io.holdfast.messaging.SortedBulkWrites;
import io.holdfast.payments.payment.Work.Kind;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.BasicQuery;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/**
 * The payments. Every write is guarded by the revision that was read, and carries the message that publishes it and the history from
 * which the ledger is derived.
 */
@Component
class PaymentStore {

    static final String COLLECTION = "payments";

    /** The fields that a payment may lose. */
    static final List<String> OPTIONAL_FIELDS = List.of("work", "authorizedAt", "failure", "unbooked", "refundPending");

    private static final List<String> ALL_BUT_REFUNDS = Stream.of(Kind.values())
            .filter(kind -> kind != Kind.REFUND)
            .map(Kind::name)
            .toList();

    /** When the payment is to be looked at again at the provider. It belongs to no state, so no revision guards it. */
    static final String LOOK_AGAIN = "lookAgainAt";

    /** Why a person has to look at the payment; derived from its other fields, to be counted and listed. */
    static final String NEEDS_PERSON = "needsPerson";

    private final MongoOperations mongo;
    private final GroupedReads<Document> reads;
    private final GroupedReads<Long> revisions;
    private final GroupedInserts inserts;
    private final GuardedUpdates updates;
    private final Clock clock;

    PaymentStore(MongoOperations mongo, Clock clock) {
        this.mongo = mongo;
        this.reads = GroupedReads.of(mongo.getCollection(COLLECTION));
        this.revisions = new GroupedReads<>(
                mongo.getCollection(COLLECTION),
                Projections.include("revision"),
                document -> document.get("revision", Number.class).longValue());
        this.inserts = new GroupedInserts(mongo.getCollection(COLLECTION));
        this.updates = new GuardedUpdates(mongo.getCollection(COLLECTION));
        this.clock = clock;
    }

    Optional<Payment> find(String id) {
        return reads.find(id).map(document -> mongo.getConverter().read(Payment.class, document));
    }

    /** The payment, if it is newer than this revision. Of one that is not, only the revision is read. */
    Optional<Payment> findNewer(String id, long revision) {
        return revisions.find(id).filter(stored -> stored > revision).flatMap(_ -> find(id));
    }

    /**
     * The ids of payments with work that is due and is no refund, the longest due first: a buyer waits for it, or an order that ends. After
     * a large event is cancelled, refunds are due for hours, and it must not stand behind them.
     */
    List<String> findDue(Instant now, int limit) {
        return findDue(ALL_BUT_REFUNDS, now, limit);
    }

    /** The ids of payments with a refund that is due, the longest due first. */
    List<String> findDueRefunds(Instant now, int limit) {
        return findDue(List.of(Kind.REFUND.name()), now, limit);
    }

    private List<String> findDue(List<String> kinds, Instant now, int limit) {
        Query query = Query.query(where("work.kind")
                        .in(kinds)
                        .and("work.dueAt")
                        .exists(true)
                        .lte(now))
                .with(Sort.by("work.dueAt"))
                .limit(limit);
        query.fields().include("_id");
        return mongo.find(query, Document.class, COLLECTION).stream()
                .map(found -> found.getString("_id"))
                .toList();
    }

    /** How many payments have work left. */
    long countOpen() {
        return mongo.count(Query.query(where("work.dueAt").exists(true)), COLLECTION);
    }

    /** How many payments a person has to look at for this reason, one of {@link Payment#WHY_A_PERSON}. */
    long countNeedingPerson(String why) {
        return mongo.getCollection(COLLECTION).countDocuments(CollectionIndexes.indexed(NEEDS_PERSON, "$eq", why));
    }

    /**
     * Payments that a person has to look at: those with disputes, which have a deadline, and then the others, each ordered by id.
     *
     * @param why {@link Payment#needsPerson} of the payment after which to begin; empty for the first
     * @param id of that payment; empty for the first
     */
    List<Payment> findNeedingPerson(String why, String id, int limit) {
        Criteria after = where(NEEDS_PERSON)
                .exists(true)
                .orOperator(
                        where(NEEDS_PERSON).gt(why),
                        where(NEEDS_PERSON).is(why).and("_id").gt(id));
        return mongo.find(
                Query.query(after).with(Sort.by(NEEDS_PERSON, "_id")).limit(limit), Payment.class, COLLECTION);
    }

    /**
     * How many payments have work that was claimed at least {@code tries} times or has been due since before {@code dueSince}, refunds since
     * before {@code refundDueSince}, without those that are charged though they failed, and that a person has to look at: who decides about
     * these, and their work only looks whether that is done.
     */
    long countStuck(int tries, Instant dueSince, Instant refundDueSince) {
        return mongo.count(
                Query.query(where("work.dueAt")
                        .exists(true)
                        .andOperator(
                                new Criteria()
                                        .orOperator(
                                                // A buyer may take long, and is no trouble.
                                                where("work.tries")
                                                        .gte(tries)
                                                        .and("work.kind")
                                                        .ne(Kind.AWAIT_BUYER.name()),
                                                where("work.dueAt")
                                                        .lt(dueSince)
                                                        .and("work.kind")
                                                        .ne(Kind.REFUND.name()),
                                                where("work.dueAt").lt(refundDueSince)),
                                new Criteria()
                                        .orOperator(
                                                where(NEEDS_PERSON).exists(false),
                                                where("work.kind").ne(Kind.REFUND.name()),
                                                where("status").is(PaymentStatus.CAPTURED.name())))),
                COLLECTION);
    }

    /** All payments, ordered by id. The caller closes the stream. */
    Stream<Payment> all() {
        return LongReads.stream(mongo.getCollection(COLLECTION).find().sort(Sorts.ascending("_id")))
                .map(document -> mongo.getConverter().read(Payment.class, document));
    }

    /** The payments after {@code cursor} that were last written at or before {@code until}, the longest unchanged first. */
    List<Payment> findChanged(PaymentCursor cursor, Instant until, int limit) {
        Date at = Date.from(cursor.changedAt());
        Document after = new Document(
                "$or",
                List.of(
                        new Document("changedAt", new Document("$gt", at).append("$lte", Date.from(until))),
                        new Document("changedAt", at).append("_id", new Document("$gt", cursor.payment()))));
        Query query = new BasicQuery(after).with(Sort.by("changedAt", "_id")).limit(limit);
        return mongo.find(query, Payment.class, COLLECTION);
    }

    /** Those of the payments with these ids that exist. */
    List<Payment> findAll(Collection<String> ids) {
        return mongo.find(Query.query(where("_id").in(ids)), Payment.class, COLLECTION);
    }

    /**
     * The ids of payments for which it is time for another look at the provider: half of them those that wait the longest, and then those
     * that wait the shortest. After a large event is cancelled hundreds of thousands are due at once, for days, and mostly in vain; what
     * a person waits for, such as an open dispute, must not stand behind them.
     */
    List<String> findToLookAt(Instant now, int limit) {
        int latest = limit / 2;
        Set<String> ids = new LinkedHashSet<>(findToLookAt(now, Sort.Direction.ASC, limit - latest));
        if (latest > 0 && ids.size() == limit - latest) {
            ids.addAll(findToLookAt(now, Sort.Direction.DESC, latest));
        }
        return List.copyOf(ids);
    }

    private List<String> findToLookAt(Instant now, Sort.Direction order, int limit) {
        Query query = Query.query(where(LOOK_AGAIN).exists(true).lte(now))
                .with(Sort.by(order, LOOK_AGAIN))
                .limit(limit);
        query.fields().include("_id");
        return mongo.find(query, Document.class, COLLECTION).stream()
                .map(found -> found.getString("_id"))
                .toList();
    }

    /** Makes a look at those of the payments with these ids that exist due. */
    void lookAgain(Collection<String> ids, Instant now) {
        SortedBulkWrites.updateAll(
                mongo.getCollection(COLLECTION), ids, new Document(), Updates.set(LOOK_AGAIN, Date.from(now)));
    }

    /** Reserves the look that is due until {@code until}; false when another replica did, or it is no longer due. */
    boolean claimLook(String id, Instant now, Instant until) {
        return mongo.updateFirst(
                                Query.query(where("_id").is(id).and(LOOK_AGAIN).lte(now)),
                                Update.update(LOOK_AGAIN, until),
                                COLLECTION)
                        .getMatchedCount()
                == 1;
    }

    /**
     * Ends a look at a payment that was reserved until {@code until}, unless the payment was written since. Whether it needs a person is
     * written, too: an earlier release may have thought differently of it.
     */
    void endLook(Payment payment, Instant until, Instant now) {
        Update update = new Update();
        payment.nextLook(now).ifPresentOrElse(at -> update.set(LOOK_AGAIN, at), () -> update.unset(LOOK_AGAIN));
        payment.needsPerson().ifPresentOrElse(why -> update.set(NEEDS_PERSON, why), () -> update.unset(NEEDS_PERSON));
        mongo.updateFirst(
                Query.query(where("_id").is(payment.id()).and(LOOK_AGAIN).is(until)), update, COLLECTION);
    }

    /** Payments last written before {@code time} whose history may not be in the ledger. */
    List<Payment> findNotInLedger(Instant time, int limit) {
        return mongo.find(
                Query.query(where("unbooked")
                                .exists(true)
                                .gte(0)
                                .and("changedAt")
                                .lt(time))
                        .limit(limit),
                Payment.class,
                COLLECTION);
    }

    /**
     * Notes that these payments are in the ledger as far as they are written here; a payment that has changed since stays as it is.
     *
     * @param published what was published of some of them; marked with the same write if nothing is pending then
     * @return those of which that is marked
     */
    Set<String> markInLedger(Collection<Payment> payments, Map<String, OutboxMark> published) {
        Map<String, OutboxMark> whole = new HashMap<>();
        payments.forEach(payment -> Optional.ofNullable(published.get(payment.id()))
                .filter(mark -> mark.isUpTo(payment.version()))
                .ifPresent(mark -> whole.put(payment.id(), mark)));
        if (markAllInLedger(payments, whole)) {
            return whole.keySet();
        }
        // Some have changed, or are marked already. Which, no answer tells.
        Set<String> left = findIds(payments, Filters.exists("unbooked"));
        markAllInLedger(
                payments.stream().filter(payment -> left.contains(payment.id())).toList(), Map.of());
        Set<String> settled = findIds(payments, Outbox.nothingPending());
        settled.retainAll(whole.keySet());
        return settled;
    }

    private boolean markAllInLedger(Collection<Payment> payments, Map<String, OutboxMark> published) {
        List<UpdateOneModel<Document>> marks = payments.stream()
                .map(payment -> markInLedger(payment, published.get(payment.id())))
                .toList();
        return marks.isEmpty() || SortedBulkWrites.update(mongo.getCollection(COLLECTION), marks) == marks.size();
    }

    /** One flat filter: the embedded database does not see an {@code _id} inside an {@code $and}, and scans. */
    private Set<String> findIds(Collection<Payment> payments, Bson which) {
        BsonArray ids = new BsonArray(
                payments.stream().map(Payment::id).map(BsonString::new).toList());
        BsonDocument filter = which.toBsonDocument().append("_id", new BsonDocument("$in", ids));
        return mongo.getCollection(COLLECTION)
                .find(filter)
                .projection(Projections.include("_id"))
                .map(document -> document.getString("_id"))
                .into(new HashSet<>());
    }

    private static UpdateOneModel<Document> markInLedger(Payment payment, @Nullable OutboxMark published) {
        Document unchanged = new Document("_id", payment.id()).append("revision", payment.revision());
        Document unset = new Document("unbooked", "");
        Document update = new Document("$unset", unset);
        if (published != null) {
            unchanged.putAll(published.guard());
            unchanged.putAll(published.nothingElse());
            unset.putAll(OutboxMark.settled());
            update.append("$set", published.fields());
        }
        return new UpdateOneModel<>(unchanged, update);
    }

    /** The payment as it is stored then; empty when there is one already. */
    Optional<Payment> insert(Payment payment) {
        return inserts.insert(payment, mongo.getConverter()) ? Optional.of(payment) : Optional.empty();
    }

    /**
     * The payment as it is stored then; empty when it has changed since it was read.
     *
     * @param mark of messages that were published before, written with it; empty also if these have been marked, or deleted, meanwhile
     */
    Optional<Payment> save(Payment payment, @Nullable OutboxMark mark) {
        Document guard = new Document("_id", payment.id()).append("revision", payment.revision());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Document update = update(payment, now);
        if (mark != null) {
            guard.putAll(mark.guard());
            update.get("$set", Document.class).putAll(mark.fields());
        }
        return updates.update(guard, update) ? Optional.of(payment.saved(now, mark)) : Optional.empty();
    }

    private Document update(Payment payment, Instant now) {
        Document set = new Document();
        mongo.getConverter().write(payment, set);
        set.remove("_id");
        set.remove("_class");
        set.remove("outbox");
        set.put("revision", payment.revision() + 1);
        set.put("changedAt", Date.from(now));
        Document unset = new Document();
        OPTIONAL_FIELDS.stream().filter(field -> !set.containsKey(field)).forEach(field -> unset.put(field, ""));
        payment.needsPerson().ifPresentOrElse(why -> set.put(NEEDS_PERSON, why), () -> unset.put(NEEDS_PERSON, ""));
        payment.nextLook(now)
                .ifPresentOrElse(at -> set.put(LOOK_AGAIN, Date.from(at)), () -> unset.put(LOOK_AGAIN, ""));
        payment.unpublished().ifPresent(message -> set.putAll(Outbox.announcing(message, now)));
        Document update = new Document("$set", set);
        if (!unset.isEmpty()) {
            update.put("$unset", unset);
        }
        return update;
    }
}
