package io.holdfast.platform;

import java.util.concurrent.atomic.AtomicInteger;

/** One of the running copies of a service: its port on loopback, and whether it can serve. */
final class Replica {

    /** How many checks in a row must fail before it counts as unable to serve: one late answer may be a busy machine. */
    private static final int MAX_MISSED = 2;

    private final Service service;
    private final int number;
    private final int port;
    private final AtomicInteger missed = new AtomicInteger(MAX_MISSED);

    /** @param number from 1 */
    Replica(Service service, int number, int port) {
        this.service = service;
        this.number = number;
        this.port = port;
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

    /** Records the result of a check. */
    void recordReadiness(boolean ready) {
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
