package io.holdfast.platform;

import java.util.concurrent.atomic.AtomicInteger;

/** One of the running copies of a service, where it listens on loopback, and whether it is worth asking. */
final class Replica {

    /** One late answer is a busy machine, two in a row are a replica that cannot serve. */
    private static final int PATIENCE = 2;

    private final Service service;
    private final int number;
    private final int port;
    private final AtomicInteger missed = new AtomicInteger(PATIENCE);

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

    /** {@code orders-service}, {@code orders-service-2}, …: the first is called like the only one. */
    String name() {
        return number == 1 ? service.module() : "%s-%d".formatted(service.module(), number);
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Whether it could serve when it was last looked at; not before the first look. */
    boolean isReady() {
        return missed.get() < PATIENCE;
    }

    /** It was asked whether it can serve. */
    void said(boolean ready) {
        missed.updateAndGet(soFar -> ready ? 0 : Math.min(PATIENCE, soFar + 1));
    }

    /** It does not even take connections: nothing to wait for until it says that it can serve. */
    void refused() {
        missed.set(PATIENCE);
    }

    @Override
    public String toString() {
        return name();
    }
}
