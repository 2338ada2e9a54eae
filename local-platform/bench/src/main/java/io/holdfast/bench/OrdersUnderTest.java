package io.holdfast.bench;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOneModel;
import io.holdfast.bench.DirectOrders.Selection;
import io.holdfast.contracts.EventPublished;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.contracts.TierState;
import io.holdfast.contracts.VenueState;
import io.holdfast.local.DatabaseKind;
import io.holdfast.local.DatabaseServer;
import io.holdfast.local.DatabaseUris;
import io.holdfast.local.MongodServer;
import io.holdfast.local.NatsServer;
import io.holdfast.messaging.Ids;
import io.holdfast.messaging.MessagePublisher;
import io.holdfast.orders.OrdersApplication;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.bson.Document;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The complete orders service in this JVM, on a real broker and a real database. */
final class OrdersUnderTest implements AutoCloseable {

    static final String TIER = "hall";

    private static final int CHANGED_TOGETHER = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final String database;
    private final UnaryOperator<String> uris;
    private final String databaseUri;
    private final List<String> settings;
    private final NatsServer broker;
    private final List<Runnable> servers = new ArrayList<>();
    private final Commands commands = new Commands();
    private final Cpu cpu = new Cpu();
    private final ConfigurableApplicationContext context;

    /** By replica, of which {@link #context} is the first. */
    private final List<DirectOrders> orders = new ArrayList<>();

    /** Another client than that of the service, whose commands are counted. */
    private final MongoClient client;

    OrdersUnderTest(Path directory, Map<String, String> environment) {
        this(directory, environment, List.of());
    }

    /** @param settings of the service, as {@code name=value} */
    OrdersUnderTest(Path directory, Map<String, String> environment, List<String> settings) {
        String name = "bench-" + Ids.random();
        this.settings = settings;
        this.broker = NatsServer.start(directory.resolve("nats"), 0);
        servers.add(broker::close);
        cpu.watch("service", ProcessHandle.current().pid());
        if (DatabaseUris.base(environment).isPresent()) {
            this.database = "yours";
            String base = DatabaseUris.base(environment).orElseThrow();
            this.uris = service -> DatabaseUris.rename(base, ignored -> name + service);
        } else {
            DatabaseKind kind = DatabaseKind.best(environment);
            DatabaseServer server = kind.start(directory.resolve("database"), 0);
            servers.add(server::close);
            if (server instanceof MongodServer program) {
                cpu.watchTree("database", program.pid());
            }
            this.database = kind.name();
            this.uris = service -> server.uri(name + service);
        }
        this.databaseUri = uris.apply("");
        cpu.watch("broker", broker.pid());
        this.context = start();
        orders.add(new DirectOrders(context));
        this.client = MongoClients.create(databaseUri);
    }

    private ConfigurableApplicationContext start() {
        MongoClientSettingsBuilderCustomizer counting = settings -> settings.addCommandListener(commands);
        ConfigurableApplicationContext started = OrdersApplication.application()
                .initializers(fresh -> ((GenericApplicationContext) fresh)
                        .registerBean("benchCommands", MongoClientSettingsBuilderCustomizer.class, () -> counting))
                .run(arguments(
                        databaseUri,
                        // It publishes events in the place of the catalogue, so it needs that stream, too.
                        "--holdfast.messaging.streams=orders,inventory,events,payments,expirations,users",
                        // Nothing receives what it publishes, so nothing makes room.
                        "--holdfast.messaging.stream-bytes=4GB"));
        await("a connection to the broker", started.getBean(MessagePublisher.class)::isConnected);
        return started;
    }

    private String[] arguments(String uri, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.mongodb.uri=" + uri,
                "--spring.main.log-startup-info=false",
                "--logging.level.root=warn",
                "--holdfast.orders.hoarding.units=0",
                "--holdfast.messaging.servers=" + broker.url()));
        arguments.addAll(List.of(more));
        settings.forEach(setting -> arguments.add("--" + setting));
        return arguments.toArray(String[]::new);
    }

    /** Starts another replica of the service, with the same database and broker. */
    void startReplica() {
        ConfigurableApplicationContext started = start();
        servers.add(started::close);
        orders.add(new DirectOrders(started));
    }

    /** Starts another service beside it, with a database of its own on the same server. Returns the database's address. */
    String startBeside(String service, SpringApplicationBuilder application) {
        String uri = uris.apply("-" + service);
        ConfigurableApplicationContext started = application.run(arguments(uri));
        servers.add(started::close);
        await("a connection to the broker", started.getBean(MessagePublisher.class)::isConnected);
        return uri;
    }

    String description() {
        return "%s, nats-server %s".formatted(database, broker.version());
    }

    String databaseUri() {
        return databaseUri;
    }

    String brokerUrl() {
        return broker.url();
    }

    Commands commands() {
        return commands;
    }

    Cpu cpu() {
        return cpu;
    }

    String place(int client, Selection selection) {
        return place(client, selection, 0);
    }

    /** @param replica that decides: 0, or that of a {@link #startReplica} */
    String place(int client, Selection selection, int replica) {
        return orders.get(replica).place("buyer" + client, selection);
    }

    /** Puts an event of one tier on sale, and returns the selection of one of its tickets. */
    Selection publish(int capacity, long price) {
        EventState event = event(capacity, price);
        publish(event);
        awaitOnSale(event);
        return new Selection(event.id(), TIER, 1);
    }

    /** Puts events of one tier on sale, all at once; the selections of one ticket of each. */
    List<Selection> publish(int events, int capacity, long price) {
        List<EventState> published = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            EventState event = event(capacity, price);
            publish(event);
            published.add(event);
        }
        published.forEach(this::awaitOnSale);
        return published.stream()
                .map(event -> new Selection(event.id(), TIER, 1))
                .toList();
    }

    EventState event(int capacity, long price) {
        return event(new TierState(TIER, "Hall", price, capacity, 10));
    }

    EventState event(TierState... tiers) {
        Instant start = Instant.now().plus(Duration.ofDays(30)).truncatedTo(ChronoUnit.MILLIS);
        return new EventState(
                Ids.random(),
                "A concert",
                "Loud",
                "music",
                new VenueState("Arena", "Street 1", "Vienna", "AT"),
                start,
                start.plus(Duration.ofHours(2)),
                "Europe/Vienna",
                "EUR",
                null,
                List.of(tiers),
                null,
                null,
                SalesTerms.DEFAULT,
                "organizer",
                EventStatus.PUBLISHED,
                1);
    }

    /** Publishes the message of the catalogue about it. */
    void publish(EventState event) {
        context.getBean(MessagePublisher.class)
                .publish(new EventPublished(event))
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    void awaitOnSale(EventState event) {
        await("the blocks of an event", () -> isOnSale(event));
    }

    boolean isOnSale(EventState event) {
        return collection("sales")
                        .find(new Document("_id", event.id()).append("stocked", true))
                        .first()
                != null;
    }

    /** Waits until all messages are published, so that one measurement does not slow the next one down. */
    void awaitIdle() {
        await(
                "all messages to be published",
                () -> nonePending("orders", "outbox.pendingSince") && nonePending("order_batches", "pendingSince"));
    }

    private boolean nonePending(String collection, String field) {
        return collection(collection)
                        .find(Filters.exists(field))
                        .projection(new Document("_id", 1))
                        .first()
                == null;
    }

    /** An order as it is stored. */
    Document anyOrder() {
        Document order = collection("orders").find().first();
        if (order == null) {
            throw new IllegalStateException("There is no order");
        }
        return order;
    }

    /** How many units of an event are held and not sold. */
    int held(String eventId) {
        int held = 0;
        for (Document block : collection("blocks")
                .find(Filters.eq("event", eventId))
                .projection(new Document("held", 1))
                .batchSize(10_000)) {
            held += block.getInteger("held");
        }
        return held;
    }

    /** Has all units of a tier held, each by an order that does not exist. */
    void holdAll(String eventId, String tierId) {
        Date since = Date.from(Instant.now());
        change(eventId, tierId, capacity -> {
            Document holders = new Document();
            for (int unit = 0; unit < capacity; unit++) {
                holders.append(Ids.random(), new Document("units", 1).append("since", since));
            }
            return new Document(
                    "$set",
                    counts(0, capacity)
                            .append("holders", holders)
                            .append("taken", since)
                            .append("oldest", since));
        });
    }

    /** Undoes {@link #holdAll}. */
    void freeAll(String eventId, String tierId) {
        change(
                eventId,
                tierId,
                capacity -> new Document("$set", counts(capacity, 0).append("holders", new Document()))
                        .append("$unset", new Document("oldest", "")));
    }

    private static Document counts(int free, int held) {
        return new Document("free", free).append("held", held);
    }

    private void change(String eventId, String tierId, IntFunction<Document> change) {
        MongoCollection<Document> blocks = collection("blocks");
        List<UpdateOneModel<Document>> some = new ArrayList<>();
        for (Document block : blocks.find(Filters.and(Filters.eq("event", eventId), Filters.eq("tier", tierId)))
                .projection(new Document("capacity", 1))
                .into(new ArrayList<>())) {
            some.add(new UpdateOneModel<>(
                    Filters.eq("_id", block.getString("_id")), change.apply(block.getInteger("capacity"))));
            if (some.size() == CHANGED_TOGETHER) {
                blocks.bulkWrite(some);
                some.clear();
            }
        }
        if (!some.isEmpty()) {
            blocks.bulkWrite(some);
        }
    }

    private MongoCollection<Document> collection(String name) {
        return client.getDatabase(context.getBean(MongoTemplate.class).getDb().getName())
                .getCollection(name);
    }

    static void await(String what, BooleanSupplier there) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!there.getAsBoolean()) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("Waited in vain for " + what);
            }
            try {
                Thread.sleep(Duration.ofMillis(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while waiting for " + what, e);
            }
        }
    }

    @Override
    public void close() {
        context.close();
        client.close();
        servers.reversed().forEach(Runnable::run);
    }
}
