package io.holdfast.platform;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** One of the running copies of a service: its port on loopback, and whether it can serve. */
final class Replica {

    /** How many checks in a row must fail before it counts as unable to serve: one late answer may be a busy machine. */
    private static final int MAX_MISSED = 2;

    /** What a turn counts. */
    private static final long WHOLE = 1_000;

    private final Service service;
    private final int number;
    private final int port;
    private final InstantSource clock;
    private final AtomicInteger missed = new AtomicInteger(MAX_MISSED);

    /** The parts of turns that it was offered while it joined, in thousandths of one. */
    private final AtomicLong offered = new AtomicLong();

    private volatile Instant readySince = Instant.MAX;

    /** @param number from 1 */
    Replica(Service service, int number, int port, InstantSource clock) {
        this.service = service;
        this.number = number;
        this.port = port;
        this.clock = clock;
    }

    Service service() {
        return service;
    }

    int port() {
        return port;
    }

    /** {@code orders-service}, {@code orders-service-2}, …: the first has the name of an only one. */
    String name() {
        return number == 1 ? service.module() : "%s-%d".formatted(service.module(), number);
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Whether it could serve when it was last checked; false before the first check. */
    boolean isReady() {
        return missed.get() < MAX_MISSED;
    }

    /** For how long it has been able to serve without a break; zero if it is not. */
    Duration readyFor() {
        Duration since = Duration.between(readySince, clock.instant());
        return isReady() && since.isPositive() ? since : Duration.ZERO;
    }

    /**
     * Whether it takes its turn. Until it has been able to serve for {@code full} it takes as large a part of its turns as it has of that
     * time.
     */
    boolean takesTurn(Duration full) {
        Duration so = readyFor();
        if (so.compareTo(full) >= 0) {
            return isReady();
        }
        long part = WHOLE * so.toNanos() / full.toNanos();
        long before = offered.getAndAdd(part);
        return before / WHOLE < (before + part) / WHOLE;
    }

    /** Records the result of a check. */
    void recordReadiness(boolean ready) {
        if (ready && !isReady()) {
            readySince = clock.instant();
        }
        missed.updateAndGet(count -> ready ? 0 : Math.min(MAX_MISSED, count + 1));
    }

    /** Records that it refused a connection: it counts as unable to serve until a check succeeds. */
    void recordRefusal() {
        missed.set(MAX_MISSED);
    }

    @Override
    public String toString() {
        return name();
    }
}
