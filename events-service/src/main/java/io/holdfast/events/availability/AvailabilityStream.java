package io.holdfast.events.availability;

import io.holdfast.contracts.EventState;
import io.holdfast.events.EventsProperties;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The stream of one reader. Offering a change to it never waits for the reader. */
final class AvailabilityStream implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(AvailabilityStream.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();
    private final SseEmitter emitter;
    private final String eventId;
    private final Supplier<KnownAvailability> stored;
    private final EventsProperties.Streams settings;
    private @Nullable Counts counts;
    private @Nullable EventState event;
    private boolean closed;

    AvailabilityStream(
            SseEmitter emitter, String eventId, Supplier<KnownAvailability> stored, EventsProperties.Streams settings) {
        this.emitter = emitter;
        this.eventId = eventId;
        this.stored = stored;
        this.settings = settings;
    }

    /** Counts to send, unless newer ones are waiting to be sent. */
    void offer(Counts changed) {
        lock.lock();
        try {
            if (counts == null || counts.version() < changed.version()) {
                counts = changed;
                wake.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** An edited event, whose capacities may be others. */
    void offer(EventState changed) {
        lock.lock();
        try {
            if (event == null || event.version() < changed.version()) {
                event = changed;
                wake.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the stream as soon as its thread notices. */
    void close() {
        lock.lock();
        try {
            closed = true;
            wake.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        try {
            stream();
            emitter.complete();
        } catch (IOException | IllegalStateException e) {
            // The reader is gone; the container completes the request.
            log.trace("A reader of {} left", eventId, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            emitter.complete();
        } catch (RuntimeException e) {
            log.warn("The availability stream of {} broke off", eventId, e);
            emitter.complete();
        }
    }

    private void stream() throws IOException, InterruptedException {
        long end = System.nanoTime() + settings.lifetime().toNanos();
        KnownAvailability known = withChanges(stored.get());
        Availability sent = known.availability();
        emitter.send(SseEmitter.event().reconnectTime(reconnectMillis()));
        send(sent);
        while (pause(settings.interval()) && System.nanoTime() < end) {
            boolean isChanged = awaitChange(settings.heartbeat());
            if (isClosed()) {
                return;
            }
            known = withChanges(isChanged ? known : known.newest(stored.get()));
            Availability now = known.availability();
            if (!now.equals(sent)) {
                send(now);
                sent = now;
            } else if (!isChanged) {
                emitter.send(SseEmitter.event().comment("still here"));
            }
        }
    }

    private void send(Availability availability) throws IOException {
        emitter.send(SseEmitter.event().name("availability").data(availability, MediaType.APPLICATION_JSON));
    }

    /** Random, so that the readers of a replica that stops do not all come back in the same instant. */
    private static long reconnectMillis() {
        return ThreadLocalRandom.current().nextLong(1_000, 4_000);
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Returns false when the stream was closed meanwhile. */
    private boolean pause(Duration duration) throws InterruptedException {
        lock.lock();
        try {
            long left = duration.toNanos();
            while (!closed && left > 0) {
                left = wake.awaitNanos(left);
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Returns true when there is a change, false when the time is up or the stream was closed. */
    private boolean awaitChange(Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (!closed && !hasChange() && left > 0) {
                left = wake.awaitNanos(left);
            }
            return hasChange();
        } finally {
            lock.unlock();
        }
    }

    private boolean hasChange() {
        return counts != null || event != null;
    }

    private KnownAvailability withChanges(KnownAvailability known) {
        lock.lock();
        try {
            KnownAvailability now = known.newest(counts).newest(event);
            counts = null;
            event = null;
            return now;
        } finally {
            lock.unlock();
        }
    }
}
