package io.holdfast.expiration;

import static io.holdfast.expiration.MessageFixtures.event;
import static io.holdfast.expiration.MessageFixtures.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.DeadlineMessage;
import io.holdfast.contracts.EventCancelled;
import io.holdfast.contracts.EventChanged;
import io.holdfast.contracts.EventPublished;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.EventTimeOver;
import io.holdfast.contracts.HoldExpired;
import io.holdfast.contracts.Message;
import io.holdfast.contracts.OrderCompleted;
import io.holdfast.contracts.OrderPlaced;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.SalesClosed;
import io.holdfast.contracts.Subjects;
import io.holdfast.messaging.Ids;
import io.holdfast.messaging.MessageJson;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestDatabase;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/** Deadlines that other services' messages set are told of in time, once, whatever happens meanwhile. */
class ExpirationIT {
    private final TestBroker broker = TestBroker.start();
    private final String database = TestDatabase.shared().uri("expiration-" + Ids.random());
    private final List<ConfigurableApplicationContext> services = new ArrayList<>();
    private final List<DeadlineMessage> told = new CopyOnWriteArrayList<>();
    private final Map<String, Instant> toldAt = new ConcurrentHashMap<>();
    private Connection connection;

    @BeforeEach
    void listen() throws Exception {
        connection = Nats.connect(broker.url());
        connection
                .createDispatcher(message -> {
                    DeadlineMessage heard = (DeadlineMessage)
                            MessageJson.read(Subjects.type(message.getSubject()).orElseThrow(), message.getData());
                    toldAt.putIfAbsent(heard.id(), Instant.now());
                    told.add(heard);
                })
                .subscribe("expirations.>");
        connection.flush(Duration.ofSeconds(2));
    }

    @AfterEach
    void stop() throws Exception {
        services.forEach(ConfigurableApplicationContext::close);
        connection.close();
        broker.stop();
    }

    @Test
    void tellsOfHoldsWellWithinASecond() {
        start();
        Instant due = in(Duration.ofSeconds(4));
        for (int i = 0; i < 100; i++) {
            say(new OrderPlaced(order("o" + i, OrderStatus.AWAITING_PAYMENT, due.plusMillis(i * 5L), 1)));
        }
        await().untilAsserted(() -> assertThat(toldAt).hasSize(100));
        for (DeadlineMessage message : told) {
            assertThat(message).isInstanceOf(HoldExpired.class);
            assertThat(toldAt.get(message.id()))
                    .isBetween(message.dueAt(), message.dueAt().plusMillis(800));
        }
        assertThat(told).extracting(DeadlineMessage::version).containsOnly(1L);
    }

    @Test
    void saysNothingOfHoldsThatWerePaidWhateverTheOrderOfTheirMessages() {
        start();
        Instant due = in(Duration.ofMillis(1500));
        say(new OrderPlaced(order("paid", OrderStatus.AWAITING_PAYMENT, due, 1)));
        say(new OrderCompleted(order("paid", OrderStatus.COMPLETED, due, 2)));
        say(new OrderCompleted(order("early", OrderStatus.COMPLETED, due, 2)));
        say(new OrderPlaced(order("early", OrderStatus.AWAITING_PAYMENT, due, 1)));
        say(new OrderPlaced(order("twice", OrderStatus.AWAITING_PAYMENT, due, 1)));
        say(new OrderPlaced(order("twice", OrderStatus.AWAITING_PAYMENT, due, 1)));
        say(new OrderPlaced(order("open", OrderStatus.AWAITING_PAYMENT, due.plusMillis(500), 1)));
        await().until(() -> toldAt.containsKey("hold-open"));
        say(new OrderPlaced(order("twice", OrderStatus.AWAITING_PAYMENT, due, 1)));
        say(new OrderPlaced(order("last", OrderStatus.AWAITING_PAYMENT, due, 1)));
        await().until(() -> toldAt.containsKey("hold-last"));
        assertThat(told).extracting(DeadlineMessage::subjectId).containsExactly("twice", "open", "last");
    }

    @Test
    void tellsWhenSalesCloseAndEventsEndAndFollowsChanges() {
        start();
        Instant start = in(Duration.ofMillis(1500));
        say(new EventPublished(event("e", EventStatus.PUBLISHED, start, start.plusMillis(500), 1)));
        say(new EventPublished(event("moved", EventStatus.PUBLISHED, start, start.plusSeconds(3600), 1)));
        say(new EventChanged(
                event("moved", EventStatus.PUBLISHED, start.plusSeconds(600), start.plusSeconds(3600), 2)));
        say(new EventPublished(event("off", EventStatus.PUBLISHED, start, start, 1)));
        say(new EventCancelled(event("off", EventStatus.CANCELLED, start, start, 2)));
        await().until(() -> toldAt.containsKey("end-e"));
        assertThat(told)
                .containsExactly(
                        new SalesClosed("sales-e", "e", start, 1),
                        new EventTimeOver("end-e", "e", start.plusMillis(500), 1));

        // The sale closed already: nothing to tell of it again. The end moves: it will be told of again.
        Instant end = in(Duration.ofMillis(500));
        say(new EventChanged(event("e", EventStatus.PUBLISHED, start, end, 2)));
        await().until(() -> told.size() == 3);
        assertThat(told.getLast()).isEqualTo(new EventTimeOver("end-e", "e", end, 2));
    }

    @Test
    void tellsOfOverdueHoldsAfterARestart() {
        ConfigurableApplicationContext service = start();
        Instant due = in(Duration.ofSeconds(3));
        say(new OrderPlaced(order("slept", OrderStatus.AWAITING_PAYMENT, due, 1)));
        say(new OrderPlaced(order("later", OrderStatus.AWAITING_PAYMENT, due.plusSeconds(3), 1)));
        await().until(() -> waiting(service) == 2);
        service.close();
        await().until(() -> Instant.now().isAfter(due.plusMillis(100)));
        assertThat(told).isEmpty();
        start();
        await().untilAsserted(() ->
                assertThat(told).extracting(DeadlineMessage::subjectId).containsExactly("slept", "later"));
        assertThat(toldAt.get("hold-later")).isBefore(due.plusSeconds(3).plusMillis(800));
    }

    @Test
    void tellsOnceWithSeveralReplicas() {
        ConfigurableApplicationContext service = start();
        start();
        Instant due = in(Duration.ofSeconds(5));
        for (int i = 0; i < 100; i++) {
            say(new OrderPlaced(order("r" + i, OrderStatus.AWAITING_PAYMENT, due, 1)));
        }
        await().until(() -> waiting(service) == 100);
        await().untilAsserted(() -> assertThat(toldAt).hasSize(100));
        await().during(Duration.ofSeconds(1)).until(() -> told.size() == 100);
        assertThat(toldAt.values()).allSatisfy(at -> assertThat(at).isBetween(due, due.plusMillis(900)));
    }

    @Test
    void tellsLaterWhatItCouldNotTellWhileTheBrokerWasAway() {
        ConfigurableApplicationContext service = start();
        Instant due = in(Duration.ofSeconds(3));
        IntStream.range(0, 20).forEach(i -> say(new OrderPlaced(order("b" + i, OrderStatus.AWAITING_PAYMENT, due, 1))));
        await().until(() -> waiting(service) == 20);
        broker.kill();
        await().until(() -> waiting(service) == 0);
        broker.restart();
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> onStream() == 20);
    }

    private long onStream() throws Exception {
        return connection
                .jetStreamManagement()
                .getStreamInfo("expirations")
                .getStreamState()
                .getMsgCount();
    }

    private static long waiting(ConfigurableApplicationContext service) {
        return service.getBean(MongoDatabaseFactory.class)
                .getMongoDatabase()
                .getCollection("timers")
                .countDocuments(new Document("state", "waiting"));
    }

    private static Instant in(Duration time) {
        return Instant.now().plus(time).truncatedTo(ChronoUnit.MILLIS);
    }

    private void say(Message message) {
        try {
            connection.jetStream().publish(Subjects.of(message), MessageJson.write(message));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A replica; it also makes the streams that other services own elsewhere. */
    private ConfigurableApplicationContext start() {
        ConfigurableApplicationContext service = ExpirationApplication.application()
                .run(
                        "--server.port=0",
                        "--spring.mongodb.uri=" + database,
                        "--holdfast.messaging.servers=" + broker.url(),
                        "--holdfast.messaging.streams=expirations,orders,events");
        services.add(service);
        return service;
    }
}
