package io.holdfast.orders.waiting;

import io.holdfast.web.ClientNetwork;
import io.holdfast.web.ReaderLimit;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * What people see of their waiting room, as Server-Sent Events. Each stream has a virtual thread that looks once in a while at what is in
 * memory; a slow reader delays no other.
 */
@Component
class RoomStreams implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(RoomStreams.class);

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /** What changes with every admission is sent this often; one's own turn at once. */
    private static final Duration SENT_EVERY = Duration.ofSeconds(2);

    private static final Duration HEARTBEAT = Duration.ofSeconds(20);

    /** After that the reader comes back, to a replica that may have fewer. */
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    private final ReaderLimit readers;
    private final Set<Waiting> open = ConcurrentHashMap.newKeySet();
    private volatile boolean running;

    RoomStreams(WaitingRoomProperties properties) {
        this.readers = new ReaderLimit(properties.streams(), properties.streamsPerNetwork());
    }

    /**
     * A stream that begins with what is now; empty when this replica, or the reader's network here, has as many streams as it may.
     *
     * @param look finds what to show, without a query; empty ends the stream
     */
    Optional<SseEmitter> open(ClientNetwork network, Supplier<Optional<EntryView>> look) {
        if (!running || !readers.acquire(network)) {
            return Optional.empty();
        }
        // The stream ends itself; a time-out by the container would be an error to the client.
        SseEmitter emitter = new SseEmitter(0L);
        Waiting waiting = new Waiting();
        emitter.onCompletion(waiting::close);
        emitter.onError(error -> waiting.close());
        open.add(waiting);
        if (!running) {
            waiting.close();
        }
        Thread.ofVirtual().name("waiting-room-stream").start(() -> {
            try {
                run(emitter, waiting, look);
            } finally {
                open.remove(waiting);
                readers.release(network);
            }
        });
        return Optional.of(emitter);
    }

    /** Has every stream look now: places were drawn. */
    void wake() {
        open.forEach(Waiting::wake);
    }

    /** How a stream waits for its next look. */
    private static final class Waiting {

        private final Semaphore wake = new Semaphore(0);
        private volatile boolean closed;

        void wake() {
            if (wake.availablePermits() == 0) {
                wake.release();
            }
        }

        void close() {
            closed = true;
            wake.release();
        }

        /** False once the stream is closed. */
        boolean await() throws InterruptedException {
            boolean _ = !closed && wake.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            return !closed;
        }
    }

    private static void run(SseEmitter emitter, Waiting waiting, Supplier<Optional<EntryView>> look) {
        try {
            stream(emitter, waiting, look);
            emitter.complete();
        } catch (IOException | IllegalStateException e) {
            // The reader is gone; the container completes the request.
            log.trace("A reader left", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            emitter.complete();
        } catch (RuntimeException e) {
            log.warn("The stream of a waiting room broke off", e);
            emitter.complete();
        }
    }

    private static void stream(SseEmitter emitter, Waiting waiting, Supplier<Optional<EntryView>> look)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + LIFETIME.toNanos();
        long sentAt = 0;
        EntryView sent = null;
        emitter.send(
                SseEmitter.event().reconnectTime(ThreadLocalRandom.current().nextLong(1_000, 4_000)));
        do {
            EntryView now = look.get().orElse(null);
            if (now == null) {
                return;
            }
            long since = System.nanoTime() - sentAt;
            if (sent == null || isTurn(sent, now) || (since > SENT_EVERY.toNanos() && !isSame(sent, now))) {
                emitter.send(SseEmitter.event().name("entry").data(now, MediaType.APPLICATION_JSON));
                sent = now;
                sentAt = System.nanoTime();
            } else if (since > HEARTBEAT.toNanos()) {
                emitter.send(SseEmitter.event().comment("still here"));
                sentAt = System.nanoTime();
            }
        } while (waiting.await() && System.nanoTime() < end);
    }

    /** Whether something changed that the reader waits for. */
    private static boolean isTurn(EntryView before, EntryView now) {
        return !before.status().equals(now.status())
                || !before.room().status().equals(now.room().status())
                || (before.place() == null) != (now.place() == null);
    }

    private static boolean isSame(EntryView before, EntryView now) {
        return now.equals(before.at(now.room().serverNow()));
    }

    /** How many streams are open here. */
    int countOpen() {
        return readers.count();
    }

    @Override
    public void start() {
        running = true;
    }

    /** Ends every stream: before the web server waits for its requests to finish. */
    @Override
    public void stop() {
        running = false;
        open.forEach(Waiting::close);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
