package io.holdfast.payments.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.OrderState;
import io.holdfast.payments.FakeOrdersService;
import io.holdfast.payments.PaymentsServer;
import io.holdfast.payments.PaymentsServer.Answer;
import io.holdfast.payments.provider.PaymentProvider;
import io.holdfast.testkit.TestBroker;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What payments share are commands to the database. No call to the provider waits for that of another buyer's payment. */
class ParallelCallsIT {

    private static final int PAYMENTS = 40;

    /** The provider answers no authorization before it was asked for all of them, and no capture either. */
    @Test
    void allAreAtTheProviderAtTheSameTime() {
        TestBroker broker = TestBroker.start();
        try (FakeOrdersService orders = new FakeOrdersService(broker.url());
                PaymentsServer server = new PaymentsServer(
                        broker,
                        ParallelCallsIT::answeringAllAtOnce,
                        "holdfast.payments.provider-timeout=60s",
                        "holdfast.payments.decision-wait=60s",
                        "holdfast.payments.lease=120s");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<OrderState> placed = IntStream.range(0, PAYMENTS)
                    .mapToObj(number -> orders.place("buyer" + number))
                    .toList();

            List<CompletableFuture<Answer>> answers = placed.stream()
                    .map(order -> CompletableFuture.supplyAsync(
                            () -> server.pay(order.buyerId(), order.id(), "tok_visa"), threads))
                    .toList();

            assertThat(answers)
                    .extracting(CompletableFuture::join)
                    .extracting(Answer::statusOrCode)
                    .containsOnly("CAPTURED");
        } finally {
            broker.stop();
        }
    }

    private static PaymentProvider answeringAllAtOnce(PaymentProvider provider) {
        Map<String, Together> all = Map.of("authorize", new Together(), "capture", new Together());
        return (PaymentProvider) Proxy.newProxyInstance(
                PaymentProvider.class.getClassLoader(), new Class<?>[] {PaymentProvider.class}, (_, method, given) -> {
                    Together others = all.get(method.getName());
                    if (others != null) {
                        others.await(given[0]);
                    }
                    try {
                        return method.invoke(provider, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** The calls of all payments. One payment may be captured by two threads, under one key. */
    private static final class Together {

        private final Set<Object> payments = ConcurrentHashMap.newKeySet();
        private final CountDownLatch missing = new CountDownLatch(PAYMENTS);

        void await(Object payment) throws InterruptedException {
            if (payments.add(payment)) {
                missing.countDown();
            }
            missing.await();
        }
    }
}
