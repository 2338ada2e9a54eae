package io.holdfast.simulation.world;

import io.holdfast.messaging.Broker;
import io.holdfast.simulation.documents.Operation;
import io.holdfast.simulation.machine.Calls;
import io.holdfast.simulation.machine.Machine;
import io.holdfast.simulation.machine.SimulatedProcess;
import io.holdfast.simulation.wiring.Container;
import io.holdfast.simulation.wiring.Endpoints.Answer;
import io.holdfast.simulation.wiring.Endpoints.Request;
import io.holdfast.web.AnswerLanguage;
import io.holdfast.web.TableAnswers;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.convert.MongoConverter;
import tools.jackson.databind.json.JsonMapper;

/** A replica of a service: a process that crashes and is started again, with nothing left but its database. */
final class Replica {

    private static final MeterRegistry NO_METERS = new CompositeMeterRegistry();
    private static final int REQUEST_TIMEOUT_SECONDS = 40;

    private final World world;
    private final Service service;
    private final String name;
    private Duration clockAhead;
    private final Map<Long, CompletableFuture<Answer>> open = new LinkedHashMap<>();
    private long requests;
    private @Nullable SimulatedProcess process;
    private @Nullable Container container;

    Replica(World world, Service service, int number, Duration clockAhead) {
        this.world = world;
        this.service = service;
        this.name = service.shortName() + "-" + number;
        this.clockAhead = clockAhead;
    }

    String name() {
        return name;
    }

    boolean isReady() {
        return container != null;
    }

    /** From now on its clock shows the true time. */
    void setClockRight() {
        clockAhead = Duration.ZERO;
        if (process != null) {
            process.setClockRight();
        }
    }

    void start() {
        Machine machine = world.machine();
        SimulatedProcess starting = machine.process(name, clockAhead);
        process = starting;
        machine.trace().say(machine, () -> name + " starts");
        starting.start("main", () -> {
            try {
                MongoDatabaseFactory database = world.database(service)
                        .factory(name, world.faults().effects(world::changed, this::performed), service.shortName());
                Container starts = new Container(
                        service.blueprint(), given(database, world.broker().link(starting)));
                starts.all(Object.class);
                starts.start();
                container = starts;
                machine.trace().say(machine, () -> name + " is ready");
            } catch (RuntimeException e) {
                // As in production, it is started again until it starts.
                if (!world.faults().hasBegun()) {
                    world.history().wrong(name + " cannot start: " + Failure.of(e));
                }
                machine.trace().say(machine, () -> name + " cannot start: " + Failure.of(e));
                crash();
            }
        });
    }

    private Map<Class<?>, Object> given(MongoDatabaseFactory database, Broker link) {
        MongoConverter converter = world.converter();
        MongoTemplate template = new MongoTemplate(database, converter);
        Map<Class<?>, Object> given = new HashMap<>();
        given.put(MongoDatabaseFactory.class, database);
        given.put(MongoTemplate.class, template);
        given.put(MongoOperations.class, template);
        given.put(Broker.class, link);
        given.put(MeterRegistry.class, NO_METERS);
        given.put(ObservationRegistry.class, ObservationRegistry.NOOP);
        given.put(JsonMapper.class, JsonMapper.shared());
        AnswerLanguage languages = new AnswerLanguage(false);
        given.put(AnswerLanguage.class, languages);
        given.put(TableAnswers.class, new TableAnswers(languages));
        given.put(World.class, world);
        given.put(io.holdfast.events.search.EventIndex.class, world.searchIndex());
        return given;
    }

    /** After each operation something may happen to the process that asked for it. */
    private void performed(Operation operation) {
        world.performed(operation);
        if (world.faults().strikesAfter(operation)) {
            if (!world.faults().isGentle() && world.machine().chance(0.5)) {
                crash();
            } else {
                freeze();
            }
        }
    }

    /** Stops the process for a while, in which others may take what it does for abandoned. */
    void freeze() {
        Machine machine = world.machine();
        SimulatedProcess freezing = process;
        if (freezing != null && freezing.isRunning()) {
            machine.trace().say(machine, () -> name + " is frozen");
            freezing.freeze(Duration.ofMillis(
                    world.faults().isGentle() || machine.chance(0.5)
                            ? machine.between(100, 2_500)
                            : machine.between(7_000, 20_000)));
        }
    }

    /** Lets the process go on, if it is frozen. */
    void thaw() {
        if (process != null) {
            process.thaw();
        }
    }

    /** Ends the process now, and starts it again later. */
    void crash() {
        if (stop()) {
            Machine machine = world.machine();
            machine.after(Duration.ofMillis(machine.between(10, 2_000)), machine.outside(), this::start);
        }
    }

    /** Ends the process now; false if it has ended already. */
    boolean stop() {
        Machine machine = world.machine();
        SimulatedProcess crashing = process;
        if (crashing == null || !crashing.isRunning()) {
            return false;
        }
        crashing.crash();
        container = null;
        machine.trace().say(machine, () -> name + " crashes");
        machine.trace().count(name.hashCode());
        List.copyOf(open.values())
                .forEach(answer -> answer.completeExceptionally(new IllegalStateException("crashed")));
        open.clear();
        return true;
    }

    /** Has a request handled; null if there is no answer. Called by clients. */
    @Nullable
    Answer handle(Request request) throws InterruptedException {
        SimulatedProcess handling = process;
        Container handler = container;
        if (handling == null || handler == null) {
            return null;
        }
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        long number = requests++;
        open.put(number, answer);
        handling.start("request", () -> {
            Answer given = service.endpoints().handle(handler, request);
            open.remove(number);
            answer.complete(given);
        });
        try {
            return (Answer) Calls.get(answer, REQUEST_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return null;
        }
    }
}
