package io.holdfast.payments.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No buyer waits behind refunds, and a provider that hangs is not called without limit. */
class ProviderCallsTests {

    private static final Answer REFUNDED = new Answer.Refunded("charge1", 2500);
    private static final Answer AUTHORIZED = new Answer.Authorized("charge2");
    private static final Duration NONE = Duration.ZERO;

    private final ProviderCalls calls = new ProviderCalls(1, 1, NONE, Duration.ofMinutes(5));
    private final CountDownLatch over = new CountDownLatch(1);

    @AfterEach
    void stop() {
        over.countDown();
        calls.close();
    }

    @Test
    void aBuyersCallIsMadeThoughAllRefundsThatMayBeAreUnderWay() throws Exception {
        hangAtARefund();

        assertThat(calls.mayRefund()).isFalse();
        assertThat(calls.refund(() -> REFUNDED)).isEmpty();
        assertThat(calls.make(() -> AUTHORIZED)).isEqualTo(AUTHORIZED);
    }

    @Test
    void aRefundIsMadeThoughAllCallsThatMayBeAreUnderWay() {
        assertThat(calls.make(() -> calls.refund(() -> REFUNDED).orElseThrow())).isEqualTo(REFUNDED);
        assertThat(calls.refund(() -> REFUNDED)).as("once more").contains(REFUNDED);
    }

    @Test
    void aRefundThatOutlivesItsTimeLimitCountsUntilItEnds() {
        try (ProviderCalls impatient = new ProviderCalls(1, 1, NONE, NONE)) {
            assertThat(impatient.refund(this::hang)).containsInstanceOf(Answer.Unknown.class);

            assertThat(impatient.mayRefund()).isFalse();
            assertThat(impatient.refund(() -> REFUNDED)).isEmpty();
        }
    }

    /** Returns when a refund is under way. */
    private void hangAtARefund() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Thread.startVirtualThread(() -> calls.refund(() -> {
            begun.countDown();
            return hang();
        }));
        begun.await();
    }

    private Answer hang() throws InterruptedException {
        over.await();
        return REFUNDED;
    }
}
