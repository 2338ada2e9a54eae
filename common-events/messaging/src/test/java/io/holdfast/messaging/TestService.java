package io.holdfast.messaging;

import com.mongodb.client.MongoCollection;
import io.holdfast.contracts.HoldExpired;
import io.holdfast.contracts.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.Document;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/** A service with one collection of things that publish their changes on the stream {@code expirations}. */
final class TestService implements AutoCloseable {
    private static final String LISTED = "thing_batches";

    private final ConfigurableApplicationContext context;

    private TestService(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static TestService start(String brokerUrl, String databaseUri, Subscription... subscriptions) {
        return start(brokerUrl, databaseUri, Map.of(), subscriptions);
    }

    static TestService start(
            String brokerUrl, String databaseUri, Map<String, Object> settings, Subscription... subscriptions) {
        Map<String, Object> properties = new LinkedHashMap<>(Map.of(
                "spring.mongodb.uri", databaseUri,
                "holdfast.messaging.service", "test-service",
                "holdfast.messaging.servers", brokerUrl,
                "holdfast.messaging.streams", "expirations",
                "holdfast.messaging.grace", "1s",
                "holdfast.messaging.sweep", "1s",
                "management.endpoints.web.exposure.include", "*",
                "management.endpoint.deadletters.access", "unrestricted",
                "spring.main.banner-mode", "off"));
        properties.putAll(settings);
        SpringApplication application = new SpringApplicationBuilder(Things.class)
                .web(WebApplicationType.NONE)
                .properties(properties)
                .initializers(context -> {
                    GenericApplicationContext registry = (GenericApplicationContext) context;
                    for (int i = 0; i < subscriptions.length; i++) {
                        Subscription subscription = subscriptions[i];
                        registry.registerBean("subscription" + i, Subscription.class, () -> subscription);
                    }
                })
                .build();
        return new TestService(application.run());
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    OutboxRelay relay() {
        return bean(OutboxRelay.class);
    }

    MongoCollection<Document> things() {
        return bean(MongoDatabaseFactory.class).getMongoDatabase().getCollection("things");
    }

    /** Writes things whose first message is unpublished, as a service does before it publishes them. */
    List<Thing> write(String prefix, int count) {
        List<Thing> fresh = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            fresh.add(Thing.fresh(prefix + i));
        }
        things().insertMany(fresh.stream().map(Thing::toDocument).toList());
        return fresh;
    }

    /** For things that are written together. Of those that are listed and not written, none is ever certain to stay absent. */
    OutboxBatches batches() {
        return bean(OutboxBatches.class);
    }

    OutboxBatches batches(AbsenceCheck absence) {
        bean(Absence.class).check = absence;
        return batches();
    }

    /** Whether the stream has been checked and its state stored. */
    boolean isStreamKnown() {
        return bean(MongoDatabaseFactory.class)
                        .getMongoDatabase()
                        .getCollection("outbox_streams")
                        .find()
                        .first()
                != null;
    }

    MongoCollection<Document> listed() {
        return bean(MongoDatabaseFactory.class).getMongoDatabase().getCollection(LISTED);
    }

    /** Writes things that leave publishing to a batch. */
    List<Thing> writeInBatch(String prefix, int count) {
        List<Thing> fresh = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            fresh.add(Thing.fresh(prefix + i));
        }
        fresh.forEach(thing -> thing.outbox().leaveToBatch());
        things().insertMany(fresh.stream().map(Thing::toDocument).toList());
        return fresh;
    }

    static List<String> ids(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }

    long pendingBatches() {
        return listed().countDocuments(new Document("pendingSince", new Document("$exists", true)));
    }

    /** How many messages the stream has. */
    long stored() {
        try {
            return bean(Broker.class)
                    .management()
                    .getStreamInfo("expirations")
                    .getStreamState()
                    .getMsgCount();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    long pending() {
        return things().countDocuments(new Document("outbox.pendingSince", new Document("$exists", true)));
    }

    @Override
    public void close() {
        context.close();
    }

    /** Every message a consumer received, in order. */
    static final class ReceivedMessages {
        private final List<Message> messages = Collections.synchronizedList(new ArrayList<>());

        Subscription durable(String name) {
            return Subscription.durable(name)
                    .on(HoldExpired.class, messages::add)
                    .build();
        }

        void add(Message message) {
            messages.add(message);
        }

        List<String> all() {
            synchronized (messages) {
                return messages.stream()
                        .map(message -> message.aggregateId() + ":" + message.version())
                        .toList();
            }
        }

        List<String> distinct() {
            return all().stream().distinct().toList();
        }
    }

    record Thing(String id, long version, Outbox outbox) implements Outboxed {
        static Thing fresh(String id) {
            return new Thing(id, 1, Outbox.of(message(id, 1), Instant.now()));
        }

        Document toDocument() {
            return new Document("_id", id).append("version", version).append("outbox", outbox.toDocument());
        }
    }

    static HoldExpired message(String id, long version) {
        return new HoldExpired(id, "subject-" + id, Instant.parse("2026-11-22T18:00:00Z"), version);
    }

    static final class Absence {
        private volatile AbsenceCheck check = (id, about, openedAt) -> false;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Things {

        @Bean
        OutboxRelay thingsOutbox(OutboxRelays relays) {
            return relays.forCollection("things");
        }

        @Bean
        Absence absence() {
            return new Absence();
        }

        @Bean
        OutboxBatches thingsBatches(OutboxRelay relay, MongoDatabaseFactory database, Absence absence) {
            return relay.batches(
                    database.getMongoDatabase().getCollection(LISTED),
                    "expirations",
                    (id, about, openedAt) -> absence.check.isFinal(id, about, openedAt));
        }
    }
}
