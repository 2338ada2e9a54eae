package io.holdfast.payments.sandbox;

import static org.springframework.data.mongodb.core.query.Criteria.where;

import io.holdfast.messaging.Ids;
import io.holdfast.payments.provider.AuthorizationRequest;
import io.holdfast.payments.sandbox.SandboxCharge.Status;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/**
 * The sandbox's own books: what it set aside, took and gave back. Another system as far as payments are concerned, so
 * that the two can be compared; that it lives in the same database is only convenient.
 */
public final class SandboxBooks {

    /** The collection the books are kept in. */
    public static final String COLLECTION = "sandbox_charges";

    private final MongoOperations mongo;
    private final Clock clock;

    SandboxBooks(MongoOperations mongo, Clock clock) {
        this.mongo = mongo;
        this.clock = clock;
    }

    /** Everything that was asked for an order, in any state. */
    public List<SandboxCharge> ofOrder(String orderId) {
        return mongo.find(Query.query(where("orderId").is(orderId)), SandboxCharge.class, COLLECTION);
    }

    /** Opens a charge, or finds the one that this key opened before. */
    SandboxCharge open(AuthorizationRequest request, Status status) {
        SandboxCharge charge = new SandboxCharge(
                "sbx_" + Ids.derived("sandbox", request.key()),
                request.key(),
                request.paymentId(),
                request.orderId(),
                request.token(),
                request.amount(),
                request.currency(),
                status,
                clock.instant(),
                null);
        try {
            return mongo.insert(charge, COLLECTION);
        } catch (DuplicateKeyException e) {
            return find(charge.id()).orElse(charge);
        }
    }

    Optional<SandboxCharge> find(String reference) {
        return Optional.ofNullable(mongo.findById(reference, SandboxCharge.class, COLLECTION));
    }

    /** Moves a charge on if it is in {@code from}; the charge as it is afterwards either way, empty if there is none. */
    Optional<SandboxCharge> move(String reference, Status from, Status to) {
        SandboxCharge moved = mongo.findAndModify(
                Query.query(where("_id").is(reference).and("status").is(from)),
                new Update().set("status", to).set("settledAt", clock.instant()),
                FindAndModifyOptions.options().returnNew(true),
                SandboxCharge.class,
                COLLECTION);
        return moved == null ? find(reference) : Optional.of(moved);
    }
}
