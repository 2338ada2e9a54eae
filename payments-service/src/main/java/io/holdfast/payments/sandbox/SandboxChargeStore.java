package io.holdfast.payments.sandbox;

import static org.springframework.data.mongodb.core.query.Criteria.where;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.holdfast.contracts.DisputeState;
import io.holdfast.messaging.GroupedInserts;
import io.holdfast.messaging.GroupedReads;
import io.holdfast.messaging.GuardedUpdates;
import io.holdfast.messaging.Ids;
import io.holdfast.payments.provider.AuthorizationRequest;
import io.holdfast.payments.provider.Dispute;
import io.holdfast.payments.provider.ProviderTransaction.Kind;
import io.holdfast.payments.sandbox.SandboxCharge.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/**
 * The sandbox's charges. For payments-service they belong to another system, with which its payments are compared; they are in the same
 * database only for convenience.
 *
 * <p>A document of the collection {@value #COLLECTION} is one charge. {@code ./holdfast check} reads it in this form:
 *
 * <pre>{ _id, key, paymentId, orderId, amount, currency,
 *   status: DECLINED|AUTHORIZED|CAPTURED|VOIDED|REFUNDED,
 *   captured: 0 or the amount,
 *   refunded: how much of that was refunded,
 *   pending: refunds that are not decided yet, failed: refunds that failed (neither if there were none),
 *   refunds: { "&lt;idempotency key&gt;": amount },
 *   books: [{ id, kind, at, amount, fee }], bookedAt }</pre>
 *
 * <p>All amounts are minor units of {@code currency}. A payment has a charge per attempt; what the buyer paid is the sum of
 * {@code captured - refunded} over them. {@code books} has an entry for each movement of money, made by the write that moved it, and
 * {@code bookedAt} the time of the last one; charges that were captured by earlier versions have neither.
 */
public final class SandboxChargeStore {

    public static final String COLLECTION = "sandbox_charges";

    /** As card schemes give a seller a week or two. */
    private static final Duration ANSWERED_WITHIN = Duration.ofDays(7);

    private final MongoOperations mongo;
    private final GroupedReads<Document> reads;
    private final GroupedInserts inserts;
    private final GuardedUpdates updates;
    private final Clock clock;

    /** Each change is guarded by the state it begins with, so it need not be as it is stored. */
    private final Cache<String, SandboxCharge> created = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(10))
            .build();

    SandboxChargeStore(MongoOperations mongo, Clock clock) {
        this.mongo = mongo;
        this.reads = GroupedReads.of(mongo.getCollection(COLLECTION));
        this.inserts = new GroupedInserts(mongo.getCollection(COLLECTION));
        this.updates = new GuardedUpdates(mongo.getCollection(COLLECTION));
        this.clock = clock;
    }

    /** The id of the charge that is created with a key. */
    public static String idFor(String key) {
        return "sbx_" + Ids.derived("sandbox", key);
    }

    /** All charges of an order, in any state. */
    public List<SandboxCharge> ofOrder(String orderId) {
        return mongo.find(Query.query(where("orderId").is(orderId)), SandboxCharge.class, COLLECTION);
    }

    /** Creates a charge, or finds the one that was created with the same key before. */
    SandboxCharge create(AuthorizationRequest request, Status status) {
        SandboxCharge charge = new SandboxCharge(
                idFor(request.key()),
                request.key(),
                request.paymentId(),
                request.orderId(),
                request.token(),
                request.amount(),
                request.currency(),
                status,
                0,
                0,
                Map.of(),
                null,
                null,
                null,
                clock.instant(),
                null);
        if (!inserts.insert(charge, mongo.getConverter())) {
            return find(charge.id()).orElse(charge);
        }
        created.put(charge.id(), charge);
        return charge;
    }

    /** A charge as it was created here lately, or else as it is stored. */
    Optional<SandboxCharge> recall(String reference) {
        return Optional.ofNullable(created.getIfPresent(reference)).or(() -> find(reference));
    }

    Optional<SandboxCharge> find(String reference) {
        return reads.find(reference).map(document -> mongo.getConverter().read(SandboxCharge.class, document));
    }

    /** Captures a charge that is authorized. Returns the charge as it is then, captured or not; empty if there is none. */
    Optional<SandboxCharge> capture(SandboxCharge charge) {
        return end(charge, Status.CAPTURED, charge.amount());
    }

    /** Voids a charge that is authorized. Returns the charge as it is then, voided or not; empty if there is none. */
    Optional<SandboxCharge> cancel(String reference) {
        return find(reference).flatMap(charge -> end(charge, Status.VOIDED, 0));
    }

    /**
     * Refunds an amount of a captured charge, once for each key, and only if so much is left and the charge is not disputed. Returns the
     * charge as it is then, refunded or not; empty if there is none.
     *
     * @param pending whether it is only accepted, and {@link #settleRefunds} decides it
     */
    Optional<SandboxCharge> refund(String reference, long amount, String key, boolean pending) {
        while (true) {
            SandboxCharge charge = find(reference).orElse(null);
            if (charge == null
                    || charge.status() != Status.CAPTURED
                    || charge.refunds().containsKey(key)
                    || (charge.dispute() != null && charge.dispute().withdrawn() > 0)
                    || charge.refunded() + charge.pendingNow() + amount > charge.captured()) {
                return Optional.ofNullable(charge);
            }
            long refunded = charge.refunded() + (pending ? 0 : amount);
            Update update = new Update().set("refunded", refunded).set("refunds." + key, amount);
            book(update, charge, "refund:" + key, Kind.REFUND, -amount);
            if (pending) {
                update.set("pending", charge.pendingNow() + amount);
            }
            if (refunded == charge.captured()) {
                update.set("status", Status.REFUNDED).set("settledAt", clock.instant());
            }
            Optional<SandboxCharge> changed = change(charge, update);
            if (changed.isPresent()) {
                return changed;
            }
        }
    }

    /** All that is pending is paid, or fails. */
    public Optional<SandboxCharge> settleRefunds(String reference, boolean paid) {
        return find(reference).flatMap(charge -> {
            long pending = charge.pendingNow();
            long refunded = charge.refunded() + (paid ? pending : 0);
            Update update = new Update()
                    .set("pending", 0L)
                    .set("refunded", refunded)
                    .set("failed", charge.failedNow() + (paid ? 0 : pending))
                    .set("status", refunded == charge.captured() ? Status.REFUNDED : Status.CAPTURED);
            if (!paid) {
                book(update, charge, "failed:" + (charge.failedNow() + pending), Kind.REFUND_FAILURE, pending);
            }
            return pending == 0 ? Optional.of(charge) : change(charge, update).or(() -> find(reference));
        });
    }

    /** Everything that was refunded turns out not to have reached the buyer. */
    public Optional<SandboxCharge> failRefunds(String reference) {
        return find(reference).flatMap(charge -> {
            Update update = new Update()
                    .set("refunded", 0L)
                    .set("failed", charge.failedNow() + charge.refunded())
                    .set("status", Status.CAPTURED);
            book(
                    update,
                    charge,
                    "failed:" + (charge.failedNow() + charge.refunded()),
                    Kind.REFUND_FAILURE,
                    charge.refunded());
            return charge.refunded() == 0
                    ? Optional.of(charge)
                    : change(charge, update).or(() -> find(reference));
        });
    }

    /** A captured charge is disputed in full, or its dispute gets another status. */
    public Optional<SandboxCharge> dispute(String reference, DisputeState.Status status) {
        return find(reference)
                .filter(charge -> charge.captured() > 0)
                .flatMap(charge -> {
                    Dispute next = new Dispute(
                            "dp_" + reference, charge.amount(), "fraudulent", status, answerBy(charge, status));
                    Update update = Update.update("dispute", next);
                    long before =
                            charge.dispute() == null ? 0 : charge.dispute().withdrawn();
                    long withdrawn = next.withdrawn() - before;
                    if (withdrawn != 0) {
                        Kind kind = withdrawn > 0 ? Kind.DISPUTE : Kind.DISPUTE_REVERSAL;
                        book(update, charge, "dispute:" + status, kind, -withdrawn);
                    }
                    return change(charge, update);
                })
                .or(() -> find(reference));
    }

    private @Nullable Instant answerBy(SandboxCharge charge, DisputeState.Status status) {
        if (status != DisputeState.Status.OPEN && status != DisputeState.Status.INQUIRY) {
            return null;
        }
        Instant known = charge.dispute() == null ? null : charge.dispute().answerBy();
        return known == null ? clock.instant().truncatedTo(ChronoUnit.SECONDS).plus(ANSWERED_WITHIN) : known;
    }

    private void book(Update update, SandboxCharge charge, String what, Kind kind, long amount) {
        Instant now = clock.instant();
        update.push("books", SandboxBooks.entry(charge, what, kind, now, amount))
                .set("bookedAt", now);
    }

    private Optional<SandboxCharge> end(SandboxCharge charge, Status to, long captured) {
        if (charge.status() != Status.AUTHORIZED) {
            return Optional.of(charge);
        }
        Document unchanged = new Document("_id", charge.id())
                .append("status", charge.status().name())
                .append("refunded", charge.refunded());
        Instant now = clock.instant();
        Document ended =
                new Document("status", to.name()).append("captured", captured).append("settledAt", Date.from(now));
        if (captured > 0) {
            ended.append("books", List.of(SandboxBooks.entry(charge, "capture", Kind.CHARGE, now, captured)))
                    .append("bookedAt", Date.from(now));
        }
        return updates.update(unchanged, new Document("$set", ended))
                ? Optional.of(charge.ended(to, captured, now))
                : find(charge.id());
    }

    /** Empty if the charge has changed since it was read. */
    private Optional<SandboxCharge> change(SandboxCharge charge, Update update) {
        return Optional.ofNullable(mongo.findAndModify(
                Query.query(where("_id")
                        .is(charge.id())
                        .and("status")
                        .is(charge.status())
                        .and("refunded")
                        .is(charge.refunded())
                        .and("pending")
                        .is(charge.pending())
                        .and("dispute.status")
                        .is(charge.dispute() == null ? null : charge.dispute().status())),
                update,
                FindAndModifyOptions.options().returnNew(true),
                SandboxCharge.class,
                COLLECTION));
    }
}
