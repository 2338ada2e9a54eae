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

/** One reader's stream. Whoever offers news to it never waits for the reader. */
final class AvailabilityStream implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(AvailabilityStream.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final SseEmitter emitter;
    private final String eventId;
    private final Supplier<Standing> stored;
    private final EventsProperties.Streams settings;
    private @Nullable Counts counts;
    private @Nullable EventState event;
    private boolean closed;

    AvailabilityStream(
            SseEmitter emitter, String eventId, Supplier<Standing> stored, EventsProperties.Streams settings) {
        this.emitter = emitter;
        this.eventId = eventId;
        this.stored = stored;
        this.settings = settings;
    }

    /** Something to send, unless something newer is waiting to be sent. */
    void offer(Counts news) {
        lock.lock();
        try {
            if (counts == null || counts.version() < news.version()) {
                counts = news;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The event was edited, perhaps with other places. */
    void offer(EventState news) {
        lock.lock();
        try {
            if (event == null || event.version() < news.version()) {
                event = news;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The stream ends soon. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
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
            // The reader went away; the container completes what is left of the request.
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
        Standing known = withNews(stored.get());
        Availability sent = known.availability();
        emitter.send(SseEmitter.event().reconnectTime(reconnectMillis()));
        send(sent);
        while (rest(settings.interval()) && System.nanoTime() < end) {
            boolean heard = awaitNews(settings.heartbeat());
            if (isClosed()) {
                return;
            }
            known = withNews(heard ? known : known.newest(stored.get()));
            Availability now = known.availability();
            if (!now.equals(sent)) {
                send(now);
                sent = now;
            } else if (!heard) {
                emitter.send(SseEmitter.event().comment("still here"));
            }
        }
    }

    private void send(Availability availability) throws IOException {
        emitter.send(SseEmitter.event().name("availability").data(availability, MediaType.APPLICATION_JSON));
    }

    /** Spread, so that the readers of a replica that stops do not all come back in the same instant. */
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

    /** False when the stream was closed meanwhile. */
    private boolean rest(Duration duration) throws InterruptedException {
        lock.lock();
        try {
            long left = duration.toNanos();
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** True when there are news, false when the time is up or the stream was closed. */
    private boolean awaitNews(Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (!closed && !hasNews() && left > 0) {
                left = changed.awaitNanos(left);
            }
            return hasNews();
        } finally {
            lock.unlock();
        }
    }

    private boolean hasNews() {
        return counts != null || event != null;
    }

    private Standing withNews(Standing known) {
        lock.lock();
        try {
            Standing now = known.newest(counts).newest(event);
            counts = null;
            event = null;
            return now;
        } finally {
            lock.unlock();
        }
    }
}
