package io.holdfast.payments.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.payments.order.PayableOrder;
import io.holdfast.payments.payment.OperatedPaymentController.Ending;
import io.holdfast.payments.provider.Answer;
import io.holdfast.record.Entry;
import io.holdfast.record.Recorder;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import io.holdfast.web.Caller;
import io.holdfast.web.Operator;
import io.holdfast.web.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** What an operator did with a refund is in the record once, though the process died before it was added. */
class OperatedRefundsTests {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Operator FIRST = operator("operator1");
    private static final Operator OTHER = operator("operator2");
    private static final Ending TRANSFER = new Ending("Bank transfer of 30 November", 2500L);

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final PaymentStore payments = new PaymentStore(
            new MongoTemplate(new SimulatedDatabase(() -> NOW).factory("payments", Effects.NONE, "payments")), clock);
    private final Recorder recorder = mock();
    private final List<Entry> recorded = new ArrayList<>();
    private boolean dying;
    private final FailedRefundsEndpoint endpoint = new FailedRefundsEndpoint(
            payments, new PaymentWriter(payments, mock(), mock(), mock(), mock()), mock(), clock);
    private final OperatedPaymentController controller = new OperatedPaymentController(endpoint, recorder);

    @BeforeEach
    void ofTwoEntriesAboutAFactOneIsKept() {
        doAnswer(call -> {
                    Entry entry = call.getArgument(0);
                    if (dying) {
                        throw new IllegalStateException("The process died");
                    }
                    if (recorded.stream().noneMatch(each -> each.fact().equals(entry.fact()))) {
                        recorded.add(entry);
                    }
                    return null;
                })
                .when(recorder)
                .add(any());
    }

    private static Operator operator(String id) {
        return new Operator(new Caller(id, id + "@example.com", null, "session", "token"));
    }

    private String withAFailedRefund() {
        PayableOrder order = new PayableOrder(
                "order1", "buyer1", OrderStatus.AWAITING_PAYMENT, 2500, "EUR", NOW.plusSeconds(600), null, 0L, 1);
        Payment payment =
                payments.insert(Payment.begin(order, "tok_visa", NOW, LEASE)).orElseThrow();
        payment.applyAnswer(new Answer.Authorized("charge1"), NOW);
        payment = payments.save(payment, null).orElseThrow();
        payment.applyLookup(new Answer.Captured("charge1"), NOW);
        payment = payments.save(payment, null).orElseThrow();
        payment.applyOrder(
                new PayableOrder(
                        "order1",
                        "buyer1",
                        OrderStatus.SOLD_BACK,
                        2500,
                        "EUR",
                        NOW.plusSeconds(600),
                        payment.id(),
                        2500L,
                        2),
                NOW,
                LEASE);
        payment = payments.save(payment, null).orElseThrow();
        payment.applyAnswer(Answer.charged("charge1", 0, 0, 2500, List.of()), NOW);
        return payments.save(payment, null).orElseThrow().id();
    }

    @Test
    void whatWasEndedIsRecordedByARepetition() {
        String payment = withAFailedRefund();
        dying = true;
        assertThatIllegalStateException().isThrownBy(() -> controller.endRefund(FIRST, payment, TRANSFER));
        dying = false;

        assertThatExceptionOfType(ProblemException.class)
                .as("it is ended, and not by another operator")
                .isThrownBy(() -> controller.endRefund(OTHER, payment, TRANSFER));
        assertThat(recorded).isEmpty();
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> controller.endRefund(FIRST, payment, TRANSFER));
        assertThatExceptionOfType(ProblemException.class)
                .as("once more")
                .isThrownBy(() -> controller.endRefund(FIRST, payment, TRANSFER));

        assertThat(recorded).singleElement().satisfies(entry -> {
            assertThat(entry.kind()).isEqualTo("refund-ended");
            assertThat(entry.actor()).isEqualTo("operator1");
            assertThat(entry.details()).containsEntry("payment", payment).containsEntry("reason", TRANSFER.reason());
        });
    }

    @Test
    void whatWasTriedAgainIsRecordedByARepetitionUnlessItWasTriedByNoOperator() {
        String payment = withAFailedRefund();
        dying = true;
        assertThatIllegalStateException().isThrownBy(() -> controller.retryRefund(FIRST, payment));
        dying = false;

        assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> controller.retryRefund(OTHER, payment));
        assertThat(recorded).isEmpty();
        assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> controller.retryRefund(FIRST, payment));

        assertThat(recorded)
                .singleElement()
                .extracting(Entry::kind, Entry::actor)
                .containsExactly("refund-retried", "operator1");
    }

    @Test
    void whatWasTriedAgainByTheManagementPortIsNoOperatorsDoing() {
        String payment = withAFailedRefund();
        assertThat(endpoint.retry(payment).done()).isTrue();

        assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> controller.retryRefund(FIRST, payment));

        assertThat(recorded).isEmpty();
    }

    @Test
    void eachThingThatAnOperatorDoesIsRecorded() {
        String payment = withAFailedRefund();
        controller.retryRefund(FIRST, payment);
        Payment retried = payments.find(payment).orElseThrow();
        retried.applyAnswer(Answer.charged("charge1", 0, 0, 5000, List.of()), NOW);
        assertThat(payments.save(retried, null)).isPresent();

        controller.endRefund(FIRST, payment, TRANSFER);

        assertThat(recorded).extracting(Entry::kind).containsExactly("refund-retried", "refund-ended");
    }
}
