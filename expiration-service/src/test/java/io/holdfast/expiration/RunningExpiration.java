package io.holdfast.expiration;

import io.holdfast.contracts.DeadlineMessage;
import io.holdfast.contracts.Message;
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
import org.bson.Document;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/** Replicas of expiration-service with a broker of their own; the test plays the other services and hears what it is told. */
final class RunningExpiration implements AutoCloseable {

    private final TestBroker broker = TestBroker.start();
    private final String database = TestDatabase.shared().uri("expiration-" + Ids.random());
    private final List<ConfigurableApplicationContext> services = new ArrayList<>();
    private final List<DeadlineMessage> told = new CopyOnWriteArrayList<>();
    private final Map<String, Instant> toldAt = new ConcurrentHashMap<>();
    private final Connection connection;

    RunningExpiration() {
        try {
            connection = Nats.connect(broker.url());
            connection
                    .createDispatcher(message -> {
                        DeadlineMessage heard = (DeadlineMessage) MessageJson.read(
                                Subjects.type(message.getSubject()).orElseThrow(), message.getData());
                        toldAt.putIfAbsent(heard.id(), Instant.now());
                        told.add(heard);
                    })
                    .subscribe("expirations.>");
            connection.flush(Duration.ofSeconds(2));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    TestBroker broker() {
        return broker;
    }

    /** In the order in which it was told. */
    List<DeadlineMessage> told() {
        return told;
    }

    /** When each was told first. */
    Map<String, Instant> toldAt() {
        return toldAt;
    }

    /** A replica; it also makes the streams that other services own elsewhere. */
    ConfigurableApplicationContext start() {
        ConfigurableApplicationContext service = ExpirationApplication.application()
                .run(
                        "--server.port=0",
                        "--spring.mongodb.uri=" + database,
                        "--holdfast.messaging.servers=" + broker.url(),
                        "--holdfast.messaging.streams=expirations,orders,events");
        services.add(service);
        return service;
    }

    /** How many messages the broker has of it. */
    long onStream() throws Exception {
        return connection
                .jetStreamManagement()
                .getStreamInfo("expirations")
                .getStreamState()
                .getMsgCount();
    }

    /** Deadlines to come. */
    static long waiting(ConfigurableApplicationContext service) {
        return service.getBean(MongoDatabaseFactory.class)
                .getMongoDatabase()
                .getCollection("timers")
                .countDocuments(new Document("state", "waiting"));
    }

    static Instant in(Duration time) {
        return Instant.now().plus(time).truncatedTo(ChronoUnit.MILLIS);
    }

    void say(Message message) {
        try {
            connection.jetStream().publish(Subjects.of(message), MessageJson.write(message));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
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
