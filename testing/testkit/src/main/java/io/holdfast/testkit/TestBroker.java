package io.holdfast.testkit;

import io.holdfast.local.NatsServer;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A real {@code nats-server} with fresh data. Always one of ours, even if {@code HOLDFAST_MESSAGING_SERVERS} is set: tests
 * stop it, and streams have the same names in every system.
 */
public final class TestBroker {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

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

    /** With the password of the user who may do everything: for tests that act as other services. */
    public String url() {
        return server.url();
    }

    /** Without a password. */
    public String address() {
        return server.address();
    }

    /** The password of a service, by its short name: {@code orders}. */
    public String password(String user) {
        return server.password(user);
    }

    /** The settings with which a service signs in as its own user, as {@code name=value}. */
    public List<String> settings(String user) {
        return List.of(
                "holdfast.messaging.servers=" + address(),
                "holdfast.messaging.user=" + user,
                "holdfast.messaging.password=" + password(user));
    }

    /**
     * Connects a test. On a busy machine the broker may take longer to answer than the two seconds that its client waits by itself.
     *
     * @param url of a broker, with its password
     */
    public static Connection connect(String url) throws IOException, InterruptedException {
        return Nats.connect(
                new Options.Builder().server(url).connectionTimeout(PATIENCE).build());
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

    /** Starts it again on the same port with the same data; stops it first if it runs. */
    public void restart() {
        server.restart();
    }

    /** Starts it again on the same port with the same data, and other passwords. */
    public void restartWithNewPasswords() {
        server.restartWithNewPasswords();
    }

    /** Starts it again on the same port as if it had lost its disk. */
    public void restartEmpty() {
        server.restartEmpty();
    }

    private static final class Shared {
        static final TestBroker BROKER = new TestBroker();
    }
}
