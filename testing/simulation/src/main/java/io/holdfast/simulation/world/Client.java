package io.holdfast.simulation.world;

import io.holdfast.simulation.machine.Machine;
import io.holdfast.simulation.wiring.Endpoints.Answer;
import io.holdfast.simulation.wiring.Endpoints.Request;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One who sends requests, and repeats those that were not answered. */
abstract class Client {

    private static final int ATTEMPTS = 4;
    private static final int FAILED = 500;
    private static final int UNAVAILABLE = 503;

    private final World world;
    private final String id;

    Client(World world, String id) {
        this.world = world;
        this.id = id;
    }

    String id() {
        return id;
    }

    World world() {
        return world;
    }

    Machine machine() {
        return world.machine();
    }

    abstract void act() throws InterruptedException;

    /** Starts it on a thread outside of the services. */
    void start(Runnable ended) {
        machine().outside().start(id, () -> {
            try {
                act();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                ended.run();
            }
        });
    }

    void pause(int mostMillis) throws InterruptedException {
        machine().sleep(Duration.ofMillis(machine().between(0, mostMillis)));
    }

    /** The answer, null if none came, to a request that is sent once. */
    @Nullable
    Answer ask(Service service, String method, String path, @Nullable String key, @Nullable ObjectNode body)
            throws InterruptedException {
        machine().trace().say(machine(), () -> "%s: %s %s %s".formatted(id, method, path, body == null ? "" : body));
        Answer answer = world.call(service, new Request(method, path, id, key, body));
        machine()
                .trace()
                .say(
                        machine(),
                        () -> "%s: %s %s -> %s"
                                .formatted(
                                        id,
                                        method,
                                        path,
                                        answer == null ? "no answer" : answer.status() + " " + answer.body()));
        if (answer != null && answer.status() == FAILED) {
            world.history().wrong("500 to %s %s: %s".formatted(method, path, Failure.of(answer.failure())));
        }
        return answer;
    }

    /** The answer to a request that may be repeated, and is while it has none. */
    @Nullable
    Answer insist(Service service, String method, String path, @Nullable String key, @Nullable ObjectNode body)
            throws InterruptedException {
        Answer answer = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            answer = ask(service, method, path, key, body);
            if (answer != null && answer.status() != UNAVAILABLE) {
                return answer;
            }
            pause(1_500);
        }
        return answer;
    }
}
