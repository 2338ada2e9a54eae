package io.holdfast.payments.payment;

import static org.springframework.data.mongodb.core.query.Criteria.where;

import com.mongodb.client.model.Filters;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.messaging.Ids;
import io.holdfast.messaging.SortedBulkWrites;
import io.holdfast.web.IdempotencyKey;
import io.holdfast.web.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Requests to pay with an {@code Idempotency-Key}, each with its first answer. */
@Component
class PayRequestStore {

    private static final String COLLECTION = "commands";
    private static final Duration KEPT = Duration.ofDays(2);

    private final MongoOperations mongo;
    private final Clock clock;

    PayRequestStore(MongoOperations mongo, Clock clock) {
        this.mongo = mongo;
        this.clock = clock;
    }

    /**
     * Stores a request before it is carried out.
     *
     * @return its first answer, if it came before and was answered
     * @throws ProblemException when the key came before with another body
     */
    Optional<FirstAnswer> begin(String buyerId, IdempotencyKey key, String orderId, String token) {
        String fingerprint = Ids.derived(orderId, token);
        try {
            mongo.insert(new PayRequest(id(buyerId, key), fingerprint, clock.instant(), null), COLLECTION);
            return Optional.empty();
        } catch (DuplicateKeyException e) {
            PayRequest before = mongo.findById(id(buyerId, key), PayRequest.class, COLLECTION);
            if (before != null && !before.fingerprint().equals(fingerprint)) {
                throw IdempotencyKey.reused();
            }
            return Optional.ofNullable(before).map(PayRequest::answer);
        }
    }

    /** Stores the answer, unless there is one already. */
    void saveAnswer(String buyerId, IdempotencyKey key, FirstAnswer answer) {
        mongo.updateFirst(
                Query.query(where("_id").is(id(buyerId, key)).and("answer").exists(false)),
                Update.update("answer", answer),
                COLLECTION);
    }

    /** Removes requests that are older than two days, with one command. True if there may be more. */
    boolean removeOld() {
        return SortedBulkWrites.deleteSome(
                mongo.getCollection(COLLECTION),
                Filters.lt("at", Date.from(clock.instant().minus(KEPT))));
    }

    private static String id(String buyerId, IdempotencyKey key) {
        return Ids.derived("pay", buyerId, key.value());
    }

    /** @param fingerprint of the body */
    record PayRequest(
            @Id String id,
            String fingerprint,
            Instant at,
            @Nullable FirstAnswer answer) {}

    /**
     * What the client was answered: a payment, or a problem.
     *
     * @param status of the response
     * @param payment null for a problem
     * @param code null for a payment
     */
    record FirstAnswer(
            int status,
            @Nullable PaymentStatus payment,
            @Nullable String code,
            @Nullable String detail) {

        static FirstAnswer of(Payment payment) {
            return new FirstAnswer(HttpStatus.CREATED.value(), payment.status(), null, null);
        }

        static FirstAnswer of(ProblemException problem) {
            return new FirstAnswer(problem.status().value(), null, problem.code(), problem.detail());
        }

        Optional<ProblemException> problem() {
            return code == null
                    ? Optional.empty()
                    : Optional.of(
                            ProblemException.of(HttpStatus.valueOf(status), code, detail == null ? code : detail));
        }
    }
}
