package io.holdfast.payments.payment;

import io.holdfast.contracts.DisputeState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.payments.order.PayableOrder;
import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.Dispute;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bson.Document;
import org.springframework.data.mongodb.core.convert.MappingMongoConverter;
import org.springframework.data.mongodb.core.convert.MongoCustomConversions;
import org.springframework.data.mongodb.core.convert.NoOpDbRefResolver;
import org.springframework.data.mongodb.core.mapping.MongoMappingContext;

/** Payments in every state, reached by the same transitions as in the service. */
final class PaymentFixtures {

    static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");
    static final Duration LEASE = Duration.ofSeconds(15);
    static final Instant LATER = NOW.plusSeconds(60);
    static final String ORDER = "order1";
    static final String REFERENCE = "ref1";
    static final String TOKEN = "tok_visa";

    private static final MappingMongoConverter CONVERTER = converter();

    private PaymentFixtures() {}

    /** The buyer has not confirmed the payment in the page. */
    static final Answer AWAITED = new Answer.AwaitsBuyer(REFERENCE, "secret", false);

    /** The buyer's bank asks. */
    static final Answer CHALLENGE = new Answer.AwaitsBuyer(REFERENCE, "secret", true);

    static PayableOrder order(OrderStatus status) {
        boolean over = status == OrderStatus.SOLD_BACK || status == OrderStatus.REFUNDED;
        return order(status, over ? 2500 : 0);
    }

    static PayableOrder order(OrderStatus status, long refunded) {
        String paymentId = status == OrderStatus.AWAITING_PAYMENT ? null : Payment.idFor(ORDER);
        return new PayableOrder(ORDER, "buyer1", status, 2500, "USD", NOW.plusSeconds(600), paymentId, refunded, 1);
    }

    static Payment payment(State state) {
        return switch (state) {
            case AUTHORIZING -> saved(Payment.begin(order(OrderStatus.AWAITING_PAYMENT), TOKEN, NOW, LEASE));
            case AUTHORIZING_AGAIN -> claimed(payment(State.AUTHORIZING));
            case RELEASING -> afterAnswer(State.AUTHORIZING, new Answer.Unknown("lost"));
            case CANCELLING -> afterAnswer(State.RELEASING, new Answer.Authorized(REFERENCE));
            case OPENING -> saved(Payment.begin(order(OrderStatus.AWAITING_PAYMENT), Attempt.IN_PAGE, NOW, LEASE));
            case AWAITING_BUYER -> afterAnswer(State.OPENING, AWAITED);
            case CHALLENGED -> afterAnswer(State.AWAITING_BUYER, CHALLENGE);
            case GIVEN_UP -> afterOrder(State.AWAITING_BUYER, order(OrderStatus.EXPIRED));
            case DECLINED -> afterAnswer(State.AUTHORIZING, new Answer.Refused("card-declined"));
            case AUTHORIZED -> afterAnswer(State.AUTHORIZING, new Answer.Authorized(REFERENCE));
            case CAPTURING -> afterOrder(State.AUTHORIZED, order(OrderStatus.COMPLETED));
            case VOIDING -> afterOrder(State.AUTHORIZED, order(OrderStatus.EXPIRED));
            case CAPTURED -> afterAnswer(State.CAPTURING, new Answer.Captured(REFERENCE));
            case REFUNDING -> afterOrder(State.CAPTURED, order(OrderStatus.SOLD_BACK));
            case CAPTURE_FAILED -> afterAnswer(State.CAPTURING, new Answer.Refused("capture-failed"));
            case REVERSED -> afterAnswer(State.CAPTURE_FAILED, new Answer.Voided(REFERENCE));
            case VOIDED -> afterAnswer(State.VOIDING, new Answer.Voided(REFERENCE));
            case REFUNDED -> afterAnswer(State.REFUNDING, new Answer.Refunded(REFERENCE, 2500));
            case REFUNDING_PART -> afterOrder(State.CAPTURED, order(OrderStatus.COMPLETED, 1000));
            case PARTLY_REFUNDED -> afterAnswer(State.REFUNDING_PART, new Answer.Refunded(REFERENCE, 1000));
            case REFUNDING_REST -> afterOrder(State.PARTLY_REFUNDED, order(OrderStatus.SOLD_BACK));
            case REFUND_PENDING -> afterAnswer(State.REFUNDING, refunds(0, 2500, 0));
            case REFUND_FAILED -> afterLookup(State.REFUNDED, refunds(0, 0, 2500));
        };
    }

    /** Every {@link Stage}, some of them reached in several ways. */
    enum State {
        AUTHORIZING,
        AUTHORIZING_AGAIN,
        RELEASING,
        CANCELLING,
        OPENING,
        AWAITING_BUYER,
        CHALLENGED,
        GIVEN_UP,
        DECLINED,
        AUTHORIZED,
        CAPTURING,
        VOIDING,
        CAPTURED,
        REFUNDING,
        CAPTURE_FAILED,
        REVERSED,
        VOIDED,
        REFUNDED,
        REFUNDING_PART,
        PARTLY_REFUNDED,
        REFUNDING_REST,
        REFUND_PENDING,
        REFUND_FAILED
    }

    /** What the provider reports about the refunds of a charge. */
    static Answer refunds(long paid, long pending, long failed) {
        return Answer.charged(REFERENCE, paid, pending, failed, List.of());
    }

    /** What the provider reports about a charge that is disputed in full. */
    static Answer disputed(long paid, DisputeState.Status status) {
        return Answer.charged(REFERENCE, paid, 0, 0, List.of(new Dispute("dp1", 2500, "fraudulent", status)));
    }

    /** As it is read from the database. */
    static Payment saved(Payment payment) {
        return read(Payment.class, document(payment));
    }

    static <T> T read(Class<T> type, Document document) {
        return CONVERTER.read(type, document);
    }

    static Document document(Object object) {
        Document document = new Document();
        CONVERTER.write(object, document);
        return document;
    }

    private static Payment claimed(Payment payment) {
        payment.claimWork(LATER, LEASE);
        return saved(payment);
    }

    private static Payment afterAnswer(State from, Answer answer) {
        Payment payment = payment(from);
        payment.applyAnswer(answer, NOW);
        return saved(payment);
    }

    private static Payment afterLookup(State from, Answer answer) {
        Payment payment = payment(from);
        payment.applyLookup(answer, NOW);
        return saved(payment);
    }

    private static Payment afterOrder(State from, PayableOrder order) {
        Payment payment = payment(from);
        payment.applyOrder(order, NOW, LEASE);
        return saved(payment);
    }

    private static MappingMongoConverter converter() {
        MongoMappingContext context = new MongoMappingContext();
        MongoCustomConversions conversions = MongoCustomConversions.create(_ -> {});
        context.setSimpleTypeHolder(conversions.getSimpleTypeHolder());
        context.afterPropertiesSet();
        MappingMongoConverter converter = new MappingMongoConverter(NoOpDbRefResolver.INSTANCE, context);
        converter.setCustomConversions(conversions);
        converter.afterPropertiesSet();
        return converter;
    }
}
