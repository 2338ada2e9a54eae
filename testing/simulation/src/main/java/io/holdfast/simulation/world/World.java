package io.holdfast.simulation.world;

import com.mongodb.client.MongoDatabase;
import io.holdfast.events.search.EventIndex;
import io.holdfast.simulation.broker.Fate;
import io.holdfast.simulation.broker.SimulatedBroker;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.Operation;
import io.holdfast.simulation.documents.SimulatedDatabase;
import io.holdfast.simulation.machine.Machine;
import io.holdfast.simulation.machine.Trace;
import io.holdfast.simulation.wiring.Endpoints.Answer;
import io.holdfast.simulation.wiring.Endpoints.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.convert.MappingMongoConverter;
import org.springframework.data.mongodb.core.convert.MongoConverter;
import org.springframework.data.mongodb.core.convert.MongoCustomConversions;
import org.springframework.data.mongodb.core.convert.NoOpDbRefResolver;
import org.springframework.data.mongodb.core.mapping.MongoMappingContext;

/** Everything there is in the run of one seed. */
final class World {

    /**
     * Holds, sweeps and statements take a fifth of their usual time, so that a run is over soon: what matters is only that a claim counts
     * as abandoned later than its statements end at the server.
     */
    static final Map<String, String> ORDERS_SETTINGS = Map.of(
            "holdfast.orders.hold", "8s",
            "holdfast.orders.prolonged", "6s",
            "holdfast.orders.healing", "3s",
            "holdfast.orders.abandoned-after", "6s",
            "holdfast.orders.notice-after", "2s",
            "holdfast.orders.notice-at-latest", "6s",
            "holdfast.orders.waiting-room.pass", "12s");

    /** Statements end at the server after so long. */
    static final Duration LONGEST_STATEMENT = Duration.ofSeconds(4);

    /** Two are enough for most races, and a replica more costs a sixth of a run. */
    private static final List<Integer> REPLICAS_OF_ORDERS = List.of(1, 2, 2, 2, 3);

    private static final List<Integer> REPLICAS = List.of(1, 1, 1, 2);

    private static final MongoConverter CONVERTER = converterOnce();
    private static final int SEARCH_INDEX_LASTS = 500;

    private static EventIndex sharedSearchIndex = new EventIndex();
    private static int worlds;

    private final EventIndex searchIndex;
    private final Machine machine;
    private final Omissions omissions;
    private final Faults faults;
    private final SimulatedBroker broker;
    private final Map<Service, SimulatedDatabase> databases = new LinkedHashMap<>();
    private final Map<Service, List<Replica>> replicas = new LinkedHashMap<>();
    private final Map<Service, MongoDatabase> looks = new LinkedHashMap<>();
    private final FreeUnitsLog freeUnits;
    private final UnitRules unitRules;
    private final RoomRules roomRules;
    private final IndexRules indexRules = new IndexRules();
    private final Intents intents = new Intents();
    private final Bookkeeping bookkeeping;
    private final History history;
    private final boolean skewed;

    World(long seed, Trace trace, Omissions omissions) {
        this.machine = new Machine(seed, trace);
        this.omissions = omissions;
        this.faults = new Faults(machine, omissions);
        this.broker = new SimulatedBroker(machine, faults);
        this.history = new History(machine);
        this.searchIndex = nextSearchIndex();
        this.skewed = !faults.isGentle() && machine.chance(0.2) && omissions.keep("skew");
        for (Service service : Service.ALL) {
            databases.put(service, new SimulatedDatabase(machine::time));
            List<Replica> all = new ArrayList<>();
            int count = machine.oneOf(service == Service.ORDERS ? REPLICAS_OF_ORDERS : REPLICAS);
            for (int number = 1; number <= (omissions.keep("replicas") ? count : 1); number++) {
                all.add(new Replica(this, service, number, skewed ? skew() : Duration.ZERO));
            }
            replicas.put(service, all);
        }
        this.freeUnits = new FreeUnitsLog(machine, database(Service.ORDERS));
        this.unitRules = new UnitRules(history, database(Service.ORDERS), database(Service.EVENTS));
        this.roomRules = new RoomRules(this);
        this.bookkeeping = new Bookkeeping(this);
    }

    private Duration skew() {
        return Duration.ofMillis(
                machine.oneOf(List.of(0, machine.between(-900, 900), machine.between(-10_000, 10_000))));
    }

    private static MongoConverter converterOnce() {
        MongoCustomConversions conversions = MongoCustomConversions.create(adapter -> {});
        MongoMappingContext context = new MongoMappingContext();
        context.setSimpleTypeHolder(conversions.getSimpleTypeHolder());
        context.afterPropertiesSet();
        MappingMongoConverter converter = new MappingMongoConverter(NoOpDbRefResolver.INSTANCE, context);
        converter.setCustomConversions(conversions);
        converter.afterPropertiesSet();
        return converter;
    }

    private static EventIndex nextSearchIndex() {
        worlds++;
        if (worlds % SEARCH_INDEX_LASTS == 0) {
            sharedSearchIndex = new EventIndex();
        }
        return sharedSearchIndex;
    }

    Machine machine() {
        return machine;
    }

    Omissions omissions() {
        return omissions;
    }

    Faults faults() {
        return faults;
    }

    SimulatedBroker broker() {
        return broker;
    }

    SimulatedDatabase database(Service service) {
        return Objects.requireNonNull(databases.get(service));
    }

    /** The database of a service for a look from outside. */
    MongoDatabase documents(Service service) {
        return looks.computeIfAbsent(
                service, of -> database(of).client("check", Effects.NONE).getDatabase(of.shortName()));
    }

    List<Replica> replicas(Service service) {
        return replicas.getOrDefault(service, List.of());
    }

    List<Replica> replicas() {
        return replicas.values().stream().flatMap(List::stream).toList();
    }

    MongoConverter converter() {
        return CONVERTER;
    }

    /** Nothing of it is looked at, and so all replicas share one. */
    EventIndex searchIndex() {
        return searchIndex;
    }

    History history() {
        return history;
    }

    FreeUnitsLog freeUnits() {
        return freeUnits;
    }

    UnitRules unitRules() {
        return unitRules;
    }

    IndexRules indexRules() {
        return indexRules;
    }

    RoomRules roomRules() {
        return roomRules;
    }

    /** What buyers confirm in the page. */
    Intents intents() {
        return intents;
    }

    /** What the provider has booked. */
    Bookkeeping bookkeeping() {
        return bookkeeping;
    }

    /** Whether clocks of processes may be wrong. */
    boolean isSkewed() {
        return skewed;
    }

    /** Called when another primary of a database has taken over. */
    void failedOver() {
        unitRules.forget();
        freeUnits.look();
    }

    /** Called after each operation of a database. */
    void performed(Operation operation) {
        machine.trace().count(operation.request().hashCode());
        machine.trace().say(machine, () -> "  " + operation);
        indexRules.performed(operation);
        changed(operation);
    }

    /** Called when an operation may have changed something. */
    void changed(Operation operation) {
        if (operation.isWrite() && operation.collection().equals("blocks")) {
            freeUnits.look();
        }
        if (operation.isWrite() && operation.database().equals(Service.ORDERS.shortName())) {
            unitRules.look();
            roomRules.look();
        }
    }

    void start() {
        replicas().forEach(Replica::start);
    }

    boolean isReady() {
        return replicas().stream().allMatch(Replica::isReady);
    }

    /** Sends a request to one of the replicas; null if no answer comes. */
    @Nullable
    Answer call(Service service, Request request) throws InterruptedException {
        Fate fate = faults.request();
        List<Replica> ready =
                replicas(service).stream().filter(Replica::isReady).toList();
        if (ready.isEmpty() || fate == Fate.LOST) {
            machine.sleep(Duration.ofMillis(machine.between(1, 1_000)));
            return null;
        }
        Replica replica = machine.oneOf(ready);
        if (fate == Fate.ANSWERED) {
            return replica.handle(request);
        }
        machine.outside().start("abandoned", () -> {
            try {
                machine.sleep(Duration.ofMillis(fate == Fate.LATE ? machine.between(1, 5_000) : 0));
                replica.handle(request);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        machine.sleep(Duration.ofMillis(machine.between(1, 2_000)));
        return null;
    }
}
