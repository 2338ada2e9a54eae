package io.holdfast.auth;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.holdfast.auth.key.KeyRing;
import io.holdfast.mail.Mails;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.record.Recorder;
import io.holdfast.simulation.documents.Operation;
import io.holdfast.simulation.documents.SimulatedDatabase;
import io.holdfast.simulation.wiring.Blueprint;
import io.holdfast.simulation.wiring.Container;
import io.holdfast.web.RevokedSessions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * What auth-service is made of, on a database in memory and a clock that a test sets. A test can have something else happen between two
 * operations on the database, as another request does that comes at the same time. Nothing is published, recorded or mailed.
 */
public final class StoredAuth {

    /** When it begins. */
    public static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

    private static final String KEYS = "signing_keys";
    private static final Blueprint BLUEPRINT =
            new Blueprint("auth-service", "io.holdfast.auth", List.of(), Set.of(), Set.of("PasswordRules"), Map.of());

    /** Made once: it takes a while. */
    private static volatile @Nullable Document firstKey;

    /** @param before whether it happens before the operation, or after it */
    private record Meeting(boolean before, String command, String collection, Runnable other) {

        boolean isAt(Operation operation, boolean before) {
            return before == this.before
                    && operation.name().equals(command)
                    && operation.collection().equals(collection);
        }
    }

    private final List<Meeting> meetings = new CopyOnWriteArrayList<>();
    private final MovedClock clock = new MovedClock();
    private final MongoTemplate mongo;
    private final Container container;

    /** @param more what takes the place of beans, by their types */
    public StoredAuth(Map<Class<?>, Object> more) {
        MongoDatabaseFactory database = new SimulatedDatabase(clock).factory("auth", this::perform, "auth");
        mongo = new MongoTemplate(database);
        Mails mails = mock();
        when(mails.isOn()).thenReturn(true);
        Map<Class<?>, Object> given = new HashMap<>();
        given.put(MongoDatabaseFactory.class, database);
        given.put(MongoOperations.class, mongo);
        given.put(Clock.class, clock);
        given.put(OutboxRelay.class, mock(OutboxRelay.class));
        given.put(Recorder.class, mock(Recorder.class));
        given.put(Mails.class, mails);
        given.put(RevokedSessions.class, new RevokedSessions(clock));
        given.putAll(more);
        container = new Container(BLUEPRINT, given);
        container.all(CollectionIndexes.class).forEach(this::create);
    }

    public StoredAuth() {
        this(Map.of());
    }

    /** With a key to sign with, as a service that has run before. */
    public StoredAuth withKey() {
        Document known = firstKey;
        if (known == null) {
            get(KeyRing.class).signer();
            firstKey = mongo.getCollection(KEYS).find().first();
        } else {
            mongo.getCollection(KEYS).insertOne(known);
        }
        return this;
    }

    private void create(CollectionIndexes indexes) {
        indexes.indexes()
                .forEach(index ->
                        mongo.getCollection(indexes.collection()).createIndex(index.getKeys(), index.getOptions()));
    }

    /** The bean of this type. */
    public <T> T get(Class<T> type) {
        return container.get(type);
    }

    public MongoTemplate mongo() {
        return mongo;
    }

    public Instant now() {
        return clock.instant();
    }

    /** Lets time pass. */
    public void pass(Duration time) {
        clock.now = clock.now.plus(time);
    }

    /** Something else happens once, just before the next such command for a collection. What it throws is the command's failure. */
    public void before(String command, String collection, Runnable other) {
        meetings.add(new Meeting(true, command, collection, other));
    }

    /** Something else happens once, just after the next such command for a collection. */
    public void after(String command, String collection, Runnable other) {
        meetings.add(new Meeting(false, command, collection, other));
    }

    private void perform(Operation operation) {
        meet(operation, true);
        operation.perform();
        meet(operation, false);
    }

    private void meet(Operation operation, boolean before) {
        Optional<Meeting> next = meetings.stream()
                .filter(meeting -> meeting.isAt(operation, before))
                .findFirst();
        next.filter(meetings::remove).ifPresent(meeting -> meeting.other().run());
    }

    private static final class MovedClock extends Clock {

        private volatile Instant now = NOON;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
