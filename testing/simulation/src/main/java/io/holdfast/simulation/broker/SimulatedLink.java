package io.holdfast.simulation.broker;

import io.holdfast.messaging.Broker;
import io.holdfast.simulation.machine.Machine;
import io.holdfast.simulation.machine.SimulatedProcess;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The connection of one process to the broker. */
final class SimulatedLink implements Broker {

    private final SimulatedBroker broker;
    private final Machine machine;
    private final SimulatedProcess process;
    private final BrokerFaults faults;
    private final List<Runnable> listeners = new ArrayList<>();
    private final JetStream jetStream;
    private final JetStreamManagement management;
    private boolean started;
    private boolean connected;
    private long connects;

    SimulatedLink(SimulatedBroker broker, Machine machine, SimulatedProcess process, BrokerFaults faults) {
        this.broker = broker;
        this.machine = machine;
        this.process = process;
        this.faults = faults;
        JetStreamCalls calls = new JetStreamCalls(this);
        this.jetStream = calls.as(JetStream.class);
        this.management = calls.as(JetStreamManagement.class);
    }

    SimulatedProcess process() {
        return process;
    }

    Machine machine() {
        return machine;
    }

    BrokerFaults faults() {
        return faults;
    }

    SimulatedBroker broker() {
        return broker;
    }

    @Override
    public void start() {
        started = true;
        if (!broker.isAway()) {
            connect();
        }
    }

    @Override
    public void close() {
        started = false;
        connected = false;
    }

    void disconnected() {
        connected = false;
    }

    void connectSoon() {
        if (started && process.isRunning()) {
            machine.after(Duration.ofMillis(machine.between(1, 400)), process, this::connect);
        }
    }

    private void connect() {
        if (started && !connected && !broker.isAway()) {
            connected = true;
            connects++;
            listeners.forEach(listener -> process.start("connected", listener));
        }
    }

    @Override
    public boolean isConnected() {
        return connected;
    }

    @Override
    public boolean isRefused() {
        return false;
    }

    @Override
    public @Nullable Instant certifiedUntil() {
        return null;
    }

    @Override
    public long connects() {
        return connects;
    }

    @Override
    public void onConnected(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public JetStream jetStream() throws IOException {
        requireConnection();
        return jetStream;
    }

    @Override
    public JetStreamManagement management() throws IOException {
        requireConnection();
        return management;
    }

    private void requireConnection() throws IOException {
        if (connects == 0) {
            throw new IOException("Not connected");
        }
    }

    /** Something that the broker does when a request arrives. */
    @FunctionalInterface
    interface Request<T extends @Nullable Object> {
        T answer() throws IOException, JetStreamApiException;
    }

    /** Sends a request and waits for its answer. */
    <T extends @Nullable Object> T ask(Request<T> request) throws IOException, JetStreamApiException {
        machine.pause(faults.latency());
        if (!connected) {
            throw new IOException("Timeout or no response waiting for NATS JetStream server");
        }
        T answer = request.answer();
        machine.pause(faults.latency());
        return answer;
    }

    /** Sends something that is answered later, or never. Nothing outlives the connection that it was sent by. */
    <T> CompletableFuture<T> send(Fate fate, Request<T> request) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (fate != Fate.LOST) {
            long connection = connects;
            machine.outside().after(Duration.ofNanos(fate == Fate.LATE ? faults.delay() : faults.latency()), () -> {
                if (isSame(connection)) {
                    arrive(fate, request, answer, connection);
                }
            });
        }
        return answer;
    }

    private boolean isSame(long connection) {
        return connected && connects == connection;
    }

    private <T> void arrive(Fate fate, Request<T> request, CompletableFuture<T> answer, long connection) {
        Runnable reply;
        try {
            T value = request.answer();
            reply = () -> answer.complete(value);
        } catch (IOException | JetStreamApiException | RuntimeException e) {
            reply = () -> answer.completeExceptionally(e);
        }
        if (fate != Fate.UNANSWERED) {
            Runnable complete = reply;
            machine.after(Duration.ofNanos(faults.latency()), process, () -> {
                if (isSame(connection)) {
                    process.start("reply", complete);
                }
            });
        }
    }
}
