package io.holdfast.payments.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.OrderState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.payments.FakeOrdersService;
import io.holdfast.payments.PaymentsServer;
import io.holdfast.payments.PaymentsServer.Answer;
import io.holdfast.payments.order.PayableOrderStore;
import io.holdfast.payments.provider.PaymentProvider;
import io.holdfast.testkit.TestBroker;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many cards that are declined, one after the other or at once: over several orders, of one buyer and of several in one network. */
class DeclinedCardsIT {

    private static final int LIMIT = 3;

    private static final AtomicReference<Asked> ASKED = new AtomicReference<>(new Asked(0));

    private static TestBroker broker;
    private static FakeOrdersService orders;
    private static PaymentsServer server;

    @BeforeAll
    static void start() {
        broker = TestBroker.start();
        orders = new FakeOrdersService(broker.url());
        server = new PaymentsServer(
                broker,
                DeclinedCardsIT::counting,
                "holdfast.payments.declines.per-buyer=" + LIMIT,
                "holdfast.payments.declines.per-network=20");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
            orders.close();
            broker.stop();
        }
    }

    @Test
    void aBuyerWhoseCardsAreDeclinedHasToWait() {
        OrderState first = orders.place("ada");
        OrderState second = orders.place("ada");
        OrderState paid = orders.place("ada");
        assertThat(pay("ada", paid, "tok_visa", "192.0.2.1").status()).isEqualTo(201);
        assertThat(pay("ada", first, "tok_chargeDeclined", "192.0.2.1").status())
                .isEqualTo(402);
        assertThat(pay("ada", first, "tok_chargeDeclined", "192.0.2.1").status())
                .isEqualTo(402);
        assertThat(pay("ada", second, "tok_chargeDeclined", "192.0.2.1").status())
                .isEqualTo(402);

        for (OrderState order : new OrderState[] {first, second, orders.place("ada")}) {
            Answer refused = pay("ada", order, "tok_visa", "192.0.2.2");
            assertThat(refused.statusOrCode()).isEqualTo("rate-limited");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.response().headers().firstValue("Retry-After")).isPresent();
        }

        assertThat(pay("ada", paid, "tok_visa", "192.0.2.1").status())
                .as("the same payment, asked for again")
                .isEqualTo(201);
        assertThat(pay("bob", orders.place("bob"), "tok_visa", "192.0.2.1").status())
                .isEqualTo(201);
    }

    @Test
    void aNetworkWithManyDeclinesStillLetsEveryBuyerTryACard() {
        String network = "198.51.100.9";
        for (int i = 0; i < 20; i++) {
            String robot = "robot" + i;
            assertThat(pay(robot, orders.place(robot), "tok_chargeDeclined", network)
                            .status())
                    .isEqualTo(402);
        }

        assertThat(pay("robot7", orders.place("robot7"), "tok_chargeDeclined", network)
                        .status())
                .isEqualTo(429);
        assertThat(pay("eve", orders.place("eve"), "tok_visa", network).status())
                .isEqualTo(201);
    }

    @Test
    void ofFortyCardsAtOnceNoMoreAreDeclinedThanOneAfterTheOther() {
        Asked asked = new Asked(LIMIT);
        ASKED.set(asked);

        List<Answer> answers = payAtOnce("hal", 40, "tok_chargeDeclined");

        assertThat(answers).filteredOn(answer -> answer.status() == 402).hasSize(LIMIT);
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 429)
                .hasSize(40 - LIMIT)
                .allMatch(answer -> !answer.header("Retry-After").isEmpty());
        assertThat(asked.calls()).isEqualTo(LIMIT);
        assertThat(pay("hal", orders.place("hal"), "tok_visa", "192.0.2.3").status())
                .isEqualTo(429);
    }

    @Test
    void thirtyGoodCardsAtOnceAllPayThoughSomeHaveToWait() {
        Asked asked = new Asked(LIMIT);
        ASKED.set(asked);

        assertThat(payAtOnce("ida", 30, "tok_visa")).extracting(Answer::status).containsOnly(201);

        assertThat(asked.calls()).isEqualTo(30);
        assertThat(asked.most()).isEqualTo(LIMIT);
    }

    @Test
    void whoSendsOneRequestOftenGetsTheAnswerOfItsPaymentWhileItIsTheOnlyCardThatMayBeTried() {
        String address = "192.0.2.4";
        for (int i = 1; i < LIMIT; i++) {
            pay("joe", orders.place("joe"), "tok_chargeDeclined", address);
        }
        Asked asked = new Asked(1);
        ASKED.set(asked);
        OrderState order = orders.place("joe");

        assertThat(atOnce(20, _ -> pay("joe", order, "tok_visa", address)))
                .extracting(Answer::status)
                .containsOnly(201);

        assertThat(asked.calls()).isEqualTo(1);
    }

    @Test
    void anOrderThatEndsWhileItsCardWaitsIsNotPaid() throws Exception {
        String address = "192.0.2.5";
        for (int i = 1; i < LIMIT; i++) {
            pay("kim", orders.place("kim"), "tok_chargeDeclined", address);
        }
        Asked asked = new Asked(2);
        ASKED.set(asked);
        OrderState first = orders.place("kim");
        OrderState ended = orders.place("kim");
        PayableOrderStore known = server.bean(PayableOrderStore.class);
        DeclinedCards limit = server.bean(DeclinedCards.class);

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answer> tried = threads.submit(() -> pay("kim", first, "tok_visa", address));
            await().until(() -> asked.calls() == 1);
            Future<Answer> waiting = threads.submit(() -> pay("kim", ended, "tok_visa", address));
            await().until(() -> limit.waiting() == 1);
            orders.moveTo(ended.id(), OrderStatus.EXPIRED);
            await().until(() -> known.find(ended.id())
                    .filter(order -> !order.isAwaitingPayment())
                    .isPresent());
            asked.missing.countDown();

            assertThat(tried.get().status()).isEqualTo(201);
            assertThat(waiting.get().statusOrCode()).isEqualTo("hold-expired");
        }
        assertThat(asked.calls()).isEqualTo(1);
    }

    private static List<Answer> payAtOnce(String buyer, int number, String card) {
        List<OrderState> placed =
                Stream.generate(() -> orders.place(buyer)).limit(number).toList();
        return atOnce(number, i -> pay(buyer, placed.get(i), card, "192.0.2.3"));
    }

    private static List<Answer> atOnce(int number, IntFunction<Answer> request) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return IntStream.range(0, number)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> request.apply(i), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
        }
    }

    private static Answer pay(String buyer, OrderState order, String card, String address) {
        return server.pay(buyer, order.id(), card, "X-Forwarded-For", address);
    }

    private static PaymentProvider counting(PaymentProvider provider) {
        return (PaymentProvider) Proxy.newProxyInstance(
                PaymentProvider.class.getClassLoader(), new Class<?>[] {PaymentProvider.class}, (_, method, given) -> {
                    Callable<Object> call = () -> {
                        try {
                            return method.invoke(provider, given);
                        } catch (InvocationTargetException e) {
                            throw new IllegalStateException(e.getCause());
                        }
                    };
                    return method.getName().equals("authorize") ? ASKED.get().count(call) : call.call();
                });
    }

    /** The calls that try a card. None is answered before so many are at the provider. */
    private static final class Asked {

        private final CountDownLatch missing;
        private final AtomicInteger calls = new AtomicInteger();
        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        private Asked(int together) {
            this.missing = new CountDownLatch(together);
        }

        private Object count(Callable<Object> call) throws Exception {
            calls.incrementAndGet();
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            missing.countDown();
            missing.await();
            try {
                return call.call();
            } finally {
                now.decrementAndGet();
            }
        }

        private int calls() {
            return calls.get();
        }

        private int most() {
            return most.get();
        }
    }
}
