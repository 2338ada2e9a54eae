package io.holdfast.events.availability;

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
    private final Places event;
    private final Supplier<Availability> stored;
    private final EventsProperties.Streams settings;
    private @Nullable Counts news;
    private boolean closed;

    AvailabilityStream(
            SseEmitter emitter, Places event, Supplier<Availability> stored, EventsProperties.Streams settings) {
        this.emitter = emitter;
        this.event = event;
        this.stored = stored;
        this.settings = settings;
    }

    /** Something to send, unless something newer is waiting to be sent. */
    void offer(Counts counts) {
        lock.lock();
        try {
            if (news == null || news.version() < counts.version()) {
                news = counts;
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
            log.trace("A reader of {} left", event.eventId(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            emitter.complete();
        } catch (RuntimeException e) {
            log.warn("The availability stream of {} broke off", event.eventId(), e);
            emitter.complete();
        }
    }

    private void stream() throws IOException, InterruptedException {
        long end = System.nanoTime() + settings.lifetime().toNanos();
        Availability sent = newest(stored.get(), takeNews());
        emitter.send(SseEmitter.event().reconnectTime(reconnectMillis()));
        send(sent);
        while (rest(settings.interval()) && System.nanoTime() < end) {
            boolean heard = awaitNews(settings.heartbeat());
            if (isClosed()) {
                return;
            }
            Availability now = newest(heard ? sent : stored.get(), takeNews());
            if (now.version() > sent.version()) {
                send(now);
                sent = now;
            } else if (!heard) {
                emitter.send(SseEmitter.event().comment("still here"));
            }
        }
    }

    private Availability newest(Availability known, @Nullable Counts counts) {
        return counts == null || counts.version() <= known.version() ? known : Availability.of(event, counts);
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
            while (!closed && news == null && left > 0) {
                left = changed.awaitNanos(left);
            }
            return news != null;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Counts takeNews() {
        lock.lock();
        try {
            Counts taken = news;
            news = null;
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
