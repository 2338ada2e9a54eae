package io.holdfast.expiration;

import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.mongodb.client.model.Filters;
import io.holdfast.contracts.DeadlineMessage;
import io.holdfast.contracts.Message;
import io.holdfast.contracts.Subjects;
import io.holdfast.messaging.ClockSkew;
import io.holdfast.messaging.Ids;
import io.holdfast.messaging.MessageJson;
import io.holdfast.messaging.Outbox;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestDatabase;
import io.nats.client.Connection;
import io.nats.client.api.PublishAck;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * Replicas of expiration-service with a broker and a clock of their own; the test takes the place of the other services. Nothing becomes
 * due before the test lets time pass.
 */
final class RunningExpiration implements AutoCloseable {

    static final Duration SOON = Duration.ofMinutes(1);

    private final TestBroker broker = TestBroker.start();
    private final TestClock clock = new TestClock();
    private final String database = TestDatabase.shared().uri("expiration-" + Ids.random());
    private final List<ConfigurableApplicationContext> services = new ArrayList<>();
    private final List<DeadlineMessage> received = new CopyOnWriteArrayList<>();
    private final Map<String, Instant> receivedAt = new ConcurrentHashMap<>();
    private final Connection connection;

    RunningExpiration() {
        try {
            connection = TestBroker.connect(broker.url());
            connection
                    .createDispatcher(message -> {
                        DeadlineMessage deadline = (DeadlineMessage) MessageJson.read(
                                Subjects.type(message.getSubject()).orElseThrow(), message.getData());
                        receivedAt.putIfAbsent(deadline.id(), clock.instant());
                        received.add(deadline);
                    })
                    .subscribe("expirations.>");
            connection.flush(Duration.ofSeconds(30));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    TestBroker broker() {
        return broker;
    }

    /** What the replicas published, in this order. */
    List<DeadlineMessage> received() {
        return received;
    }

    /** By the timer's id: the service's time when it was received first. */
    Map<String, Instant> receivedAt() {
        return receivedAt;
    }

    /** A replica; it also creates the streams that other services own elsewhere. */
    ConfigurableApplicationContext start(String... settings) {
        Stream<String> arguments = Stream.of(
                "--server.port=0",
                "--spring.mongodb.uri=" + database,
                "--holdfast.messaging.servers=" + broker.url(),
                "--holdfast.messaging.streams=expirations,orders,events");
        ConfigurableApplicationContext service = ExpirationApplication.application()
                .initializers(
                        context -> ((GenericApplicationContext) context)
                                .registerBean("testClock", Clock.class, () -> clock),
                        context -> context.getBeanFactory().addBeanPostProcessor(new DatabaseClockOfTest(clock)))
                .run(Stream.concat(arguments, Arrays.stream(settings)).toArray(String[]::new));
        services.add(service);
        return service;
    }

    /** The database's time goes along with the test's: its own clock cannot be moved. */
    private record DatabaseClockOfTest(Clock clock) implements BeanPostProcessor {

        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            if (!(bean instanceof ClockSkew)) {
                return bean;
            }
            ClockSkew none = mock(ClockSkew.class);
            when(none.databaseClock()).thenReturn(clock);
            when(none.databaseTime()).thenAnswer(_ -> clock.instant());
            when(none.ahead()).thenReturn(Duration.ZERO);
            when(none.isWithin(any())).thenReturn(true);
            return none;
        }
    }

    /** A time of the service's clock. */
    Instant in(Duration time) {
        return clock.instant().plus(time);
    }

    void letPass(Duration time) {
        clock.advance(time);
    }

    /** Publishes messages; returns when the service has handled them. */
    void publish(Message... messages) {
        for (Message message : messages) {
            PublishAck ack = send(message);
            if (message == messages[messages.length - 1]) {
                await().atMost(SOON).until(() -> handled(ack.getStream()) >= ack.getSeqno());
            }
        }
    }

    /** How many messages the broker has of the service. */
    long onStream() throws Exception {
        return connection
                .jetStreamManagement()
                .getStreamInfo("expirations")
                .getStreamState()
                .getMsgCount();
    }

    /** How many timers wait for their deadline. */
    static long waiting(ConfigurableApplicationContext service) {
        return count(service, new Document("state", "waiting"));
    }

    /** How many timers have messages that are published and recorded so. */
    static long published(ConfigurableApplicationContext service) {
        return count(service, new Document("state", "fired"), Outbox.nothingPending());
    }

    private static long count(ConfigurableApplicationContext service, Bson... filters) {
        return service.getBean(MongoDatabaseFactory.class)
                .getMongoDatabase()
                .getCollection("timers")
                .countDocuments(Filters.and(filters));
    }

    private PublishAck send(Message message) {
        try {
            return connection.jetStream().publish(Subjects.of(message), MessageJson.write(message));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private long handled(String stream) throws Exception {
        return connection
                .jetStreamManagement()
                .getConsumerInfo(stream, "expiration")
                .getAckFloor()
                .getStreamSequence();
    }

    @Override
    public void close() {
        services.forEach(ConfigurableApplicationContext::close);
        try {
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        broker.stop();
    }
}
