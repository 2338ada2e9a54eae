package io.holdfast.chaos;

import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A person who does something again and again, until told to stop; then what was begun is finished. */
abstract class Actor {

    private static final Logger log = LoggerFactory.getLogger(Actor.class);

    final Client client;
    final Random random;
    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread thread;

    Actor(Client client, long seed) {
        this.client = client;
        this.random = new Random(seed);
        this.thread = Thread.ofVirtual().name(client.name()).unstarted(this::live);
    }

    /** One thing from its beginning to its end. */
    abstract void act(int number) throws InterruptedException;

    void start() {
        thread.start();
    }

    private void live() {
        try {
            for (int number = 1; !over.get(); number++) {
                act(number);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("{} cannot go on", client.name(), e);
        }
    }

    boolean isOver() {
        return over.get();
    }

    void stop() {
        over.set(true);
    }

    void join() throws InterruptedException {
        thread.join();
    }

    void pause(int leastMillis, int mostMillis) throws InterruptedException {
        Thread.sleep(random.nextInt(leastMillis, mostMillis));
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }
}
