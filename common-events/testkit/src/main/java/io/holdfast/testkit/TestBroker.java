package io.holdfast.testkit;

import io.holdfast.local.NatsServer;

/**
 * A real {@code nats-server} with fresh data. Always one of ours, whatever {@code HOLDFAST_MESSAGING_SERVERS} says: tests stop
 * it, and the streams' names are the same in every system.
 */
public final class TestBroker {

    private final NatsServer server;

    private TestBroker() {
        this.server = NatsServer.start(TestDirectories.temporary("nats"), 0);
    }

    /** The one that all tests of this JVM share. Never stop it: take {@link #start() your own} for that. */
    public static TestBroker shared() {
        return Shared.BROKER;
    }

    /** One of your own; ends with the JVM if you do not stop it. */
    public static TestBroker start() {
        return new TestBroker();
    }

    public String url() {
        return server.url();
    }

    public int port() {
        return server.port();
    }

    public String version() {
        return server.version();
    }

    public void stop() {
        server.stop();
    }

    /** {@code kill -9}. */
    public void kill() {
        server.kill();
    }

    /** Starts it again on the same port with the same data; ends it before if it runs. */
    public void restart() {
        server.restart();
    }

    /** Starts it again on the same port as if it had lost its disk. */
    public void restartEmpty() {
        server.restartEmpty();
    }

    private static final class Shared {
        static final TestBroker BROKER = new TestBroker();
    }
}
