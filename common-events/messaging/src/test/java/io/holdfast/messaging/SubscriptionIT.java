package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.HoldExpired;
import io.holdfast.contracts.SalesClosed;
import io.holdfast.messaging.DeadLetters.DeadLetter;
import io.holdfast.messaging.TestService.ReceivedMessages;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestDatabase;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ConsumerInfo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** Every message is handled, in its aggregate's order, and one that cannot be handled delays no other. */
class SubscriptionIT {
    private final TestBroker broker = TestBroker.start();
    private final String database = TestDatabase.shared().uri("subscription-" + Ids.random());
    private final ReceivedMessages received = new ReceivedMessages();

    @AfterEach
    void stop() {
        broker.stop();
    }

    @Test
    void handlesAnAggregatesMessagesInOrderAndThoseOfOthersConcurrently() {
        Map<String, AtomicInteger> atOnce = new ConcurrentHashMap<>();
        AtomicBoolean overlapped = new AtomicBoolean();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger mostRunning = new AtomicInteger();
        Subscription subscription = Subscription.durable("test")
                .on(HoldExpired.class, message -> {
                    AtomicInteger mine = atOnce.computeIfAbsent(message.id(), id -> new AtomicInteger());
                    overlapped.compareAndSet(false, mine.incrementAndGet() > 1);
                    mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
                    await().pollDelay(Duration.ofMillis(5)).until(() -> true);
                    received.add(message);
                    running.decrementAndGet();
                    mine.decrementAndGet();
                })
                .build();
        try (TestService service = start(subscription)) {
            for (int version = 1; version <= 20; version++) {
                for (int i = 0; i < 10; i++) {
                    publish(service, "a" + i, version);
                }
            }
            await().untilAsserted(() -> assertThat(received.distinct()).hasSize(200));
            assertThat(overlapped).isFalse();
            assertThat(mostRunning.get()).isGreaterThan(1);
            assertThat(received.distinct().stream().filter(each -> each.startsWith("a3:")))
                    .isEqualTo(IntStream.rangeClosed(1, 20)
                            .mapToObj(version -> "a3:" + version)
                            .toList());
        }
    }

    @Test
    void triesAgainAfterAFailure() {
        AtomicInteger calls = new AtomicInteger();
        Subscription flaky = Subscription.durable("test")
                .on(HoldExpired.class, message -> {
                    if (calls.incrementAndGet() < 2) {
                        throw new IllegalStateException("not today");
                    }
                    received.add(message);
                })
                .build();
        try (TestService service = start(flaky)) {
            publish(service, "a", 1);
            await().untilAsserted(() -> assertThat(received.distinct()).containsExactly("a:1"));
            assertThat(calls).hasValueGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void aMessageThatCannotBeHandledBecomesADeadLetter() throws Exception {
        AtomicBoolean cured = new AtomicBoolean();
        Subscription sensitive = Subscription.durable("test")
                .on(HoldExpired.class, message -> {
                    if (message.id().equals("poison") && !cured.get()) {
                        throw new IllegalStateException("cannot\nstomach this: ü");
                    }
                    received.add(message);
                })
                .build();
        try (TestService service = start(sensitive)) {
            publish(service, "poison", 1);
            service.bean(Broker.class)
                    .jetStream()
                    .publish("expirations.hold-expired.broken", "{no json".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 50; i++) {
                publish(service, "fine" + i, 1);
            }
            await().untilAsserted(() -> assertThat(received.distinct()).hasSize(50));

            DeadLettersEndpoint endpoint = service.bean(DeadLettersEndpoint.class);
            await().untilAsserted(() -> assertThat(endpoint.list()).hasSize(2));
            List<DeadLetter> letters = endpoint.list();
            DeadLetter poison = letters.stream()
                    .filter(letter -> letter.subject().endsWith("poison"))
                    .findFirst()
                    .orElseThrow();
            assertThat(poison.error()).contains("IllegalStateException", "stomach this");
            assertThat(poison.messageId()).isEqualTo("poison:1");
            assertThat(poison.attempts()).isEqualTo("2");
            DeadLetter broken = letters.stream()
                    .filter(letter -> letter.subject().endsWith("broken"))
                    .findFirst()
                    .orElseThrow();
            assertThat(broken.attempts()).isEqualTo("1");

            assertThat(endpoint.resend(poison.sequence())).containsEntry("handled", false);
            cured.set(true);
            assertThat(endpoint.resend(poison.sequence())).containsEntry("handled", true);
            assertThat(received.all()).contains("poison:1");
            assertThat(endpoint.drop(broken.sequence())).containsEntry("dropped", true);
            assertThat(endpoint.list()).isEmpty();
            assertThat(endpoint.resend(poison.sequence())).isNull();
        }
    }

    /** A replica of the next version shares the consumer, and can handle it. */
    @Test
    void aMessageOfATypeThatIsNotKnownYetIsNotAcknowledged() throws Exception {
        try (TestService service = start(received.durable("test"))) {
            service.bean(Broker.class)
                    .jetStream()
                    .publish("expirations.not-known-yet.a", "{}".getBytes(StandardCharsets.UTF_8));
            publish(service, "b", 1);
            await().untilAsserted(() -> assertThat(received.distinct()).containsExactly("b:1"));
            JetStreamManagement management = service.bean(Broker.class).management();
            await().untilAsserted(() -> {
                ConsumerInfo consumer = management.getConsumerInfo("expirations", "test");
                assertThat(consumer.getNumPending()).isZero();
                assertThat(consumer.getNumAckPending()).isEqualTo(1);
                assertThat(consumer.getAckFloor().getStreamSequence()).isZero();
            });
        }
    }

    /** Not acknowledged and not handed back, it would come again every six seconds for ever. */
    @Test
    void anErrorCountsAsAFailure() throws Exception {
        Subscription incomplete = Subscription.durable("test")
                .on(HoldExpired.class, _ -> {
                    throw new NoClassDefFoundError("lost");
                })
                .build();
        try (TestService service = start(incomplete)) {
            publish(service, "a", 1);

            DeadLettersEndpoint endpoint = service.bean(DeadLettersEndpoint.class);
            await().untilAsserted(() -> assertThat(endpoint.list())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.error()).contains("NoClassDefFoundError")));
        }
    }

    @Test
    void goesOnAfterTheBrokerRestartedOrForgotConsumerAndStream() throws Exception {
        try (TestService service = start(received.durable("test"))) {
            publish(service, "a", 1);
            await().until(() -> received.distinct().contains("a:1"));
            JetStreamManagement management = service.bean(Broker.class).management();

            management.deleteConsumer("expirations", "test");
            publish(service, "b", 1);
            await().until(() -> received.distinct().contains("b:1"));

            broker.kill();
            broker.restart();
            await().until(service.bean(MessagePublisher.class)::isConnected);
            publish(service, "c", 1);
            await().until(() -> received.distinct().contains("c:1"));

            management.deleteStream("expirations");
            await().ignoreExceptions().until(() -> {
                publish(service, "d", 1);
                return true;
            });
            await().until(() -> received.distinct().contains("d:1"));
        }
    }

    @Test
    void twoReplicasShareADurableConsumerAndBothReceiveBroadcasts() {
        ReceivedMessages first = new ReceivedMessages();
        ReceivedMessages second = new ReceivedMessages();
        ReceivedMessages firstAll = new ReceivedMessages();
        ReceivedMessages secondAll = new ReceivedMessages();
        try (TestService one = start(first.durable("shared"), broadcast(firstAll));
                TestService two = start(second.durable("shared"), broadcast(secondAll))) {
            for (int i = 0; i < 100; i++) {
                publish(one, "a" + i, 1);
            }
            await().untilAsserted(() -> assertThat(Stream.concat(first.all().stream(), second.all().stream())
                            .distinct())
                    .hasSize(100));
            assertThat(first.distinct().size() + second.distinct().size())
                    .as("not all of them twice")
                    .isLessThan(200);
            await().untilAsserted(() -> assertThat(firstAll.distinct()).hasSize(100));
            await().untilAsserted(() -> assertThat(secondAll.distinct()).hasSize(100));
            assertThat(two.bean(MessagePublisher.class).isConnected()).isTrue();
        }
        ReceivedMessages late = new ReceivedMessages();
        try (TestService three = start(broadcast(late))) {
            await().untilAsserted(() -> assertThat(late.distinct()).hasSize(100));
            assertThat(three.bean(MessagePublisher.class).isConnected()).isTrue();
        }
    }

    /** Broadcasts are not acknowledged: those that were underway when a connection broke are requested again over the next. */
    @Test
    void broadcastsAreReceivedAgainAfterEveryConnect() throws Exception {
        ReceivedMessages all = new ReceivedMessages();
        try (TestService service = start(broadcast(all))) {
            publish(service, "a", 1);
            await().until(() -> all.all().size() == 1);

            service.bean(NatsBroker.class).connection().forceReconnect();

            await().until(() -> all.all().size() == 2);
        }
    }

    @Test
    void aTraceGoesWithItsMessage() {
        Map<String, String> traces = new ConcurrentHashMap<>();
        Subscription tracing = Subscription.durable("test")
                .on(HoldExpired.class, message -> traces.put(message.id(), MDC.get("traceparent")))
                .on(SalesClosed.class, received::add)
                .build();
        try (TestService service = start(tracing)) {
            MDC.put("traceparent", "00-11111111111111111111111111111111-2222222222222222-01");
            List<TestService.Thing> things;
            try {
                things = service.write("t", 1);
            } finally {
                MDC.clear();
            }
            service.relay().publishAll(things);
            await().untilAsserted(() ->
                    assertThat(traces).containsEntry("t0", "00-11111111111111111111111111111111-2222222222222222-01"));
        }
    }

    private static Subscription broadcast(ReceivedMessages received) {
        return Subscription.broadcast("everyone", Duration.ofMinutes(1))
                .on(HoldExpired.class, received::add)
                .build();
    }

    private static void publish(TestService service, String id, long version) {
        CompletableFuture<Long> published =
                service.bean(MessagePublisher.class).publish(TestService.message(id, version));
        published.orTimeout(1, TimeUnit.MINUTES).join();
    }

    private TestService start(Subscription... subscriptions) {
        return TestService.start(broker.url(), database, Map.of("holdfast.messaging.attempts", "2"), subscriptions);
    }
}
