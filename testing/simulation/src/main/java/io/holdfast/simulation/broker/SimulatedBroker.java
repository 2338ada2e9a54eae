package io.holdfast.simulation.broker;

import io.holdfast.check.StreamContents;
import io.holdfast.messaging.Broker;
import io.holdfast.simulation.machine.Machine;
import io.holdfast.simulation.machine.SimulatedProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The broker: its streams are kept while processes come and go, until it loses its disk. */
public final class SimulatedBroker {

    private final Machine machine;
    private final BrokerFaults faults;
    private final Map<String, SimulatedStream> streams = new TreeMap<>();
    private final List<SimulatedLink> links = new ArrayList<>();
    private boolean away;

    public SimulatedBroker(Machine machine, BrokerFaults faults) {
        this.machine = machine;
        this.faults = faults;
    }

    /** A connection for a process. */
    public Broker link(SimulatedProcess process) {
        SimulatedLink link = new SimulatedLink(this, machine, process, faults);
        links.removeIf(other -> !other.process().isRunning());
        links.add(link);
        return link;
    }

    Map<String, SimulatedStream> streams() {
        return streams;
    }

    boolean isAway() {
        return away;
    }

    /** Breaks all connections. */
    public void goAway() {
        away = true;
        links.forEach(SimulatedLink::disconnected);
    }

    /** Lets processes connect again. */
    public void comeBack() {
        away = false;
        links.forEach(SimulatedLink::connectSoon);
    }

    /** While it is away: forgets everything. */
    public void loseDisk() {
        streams.clear();
    }

    /** While it is away: loses up to {@code most} of the newest messages of each stream. */
    public void loseNewest(int most) {
        streams.values().forEach(stream -> stream.cut(Math.max(0, stream.last() - machine.between(0, most))));
    }

    /** Breaks one connection, if there is one. */
    public void breakOne() {
        List<SimulatedLink> connected =
                links.stream().filter(SimulatedLink::isConnected).toList();
        if (!connected.isEmpty()) {
            SimulatedLink broken = machine.oneOf(connected);
            broken.disconnected();
            broken.connectSoon();
        }
    }

    /** Whether every message was handled by every durable consumer. */
    public boolean isQuiet() {
        return streams.values().stream()
                .flatMap(stream -> stream.consumers().values().stream())
                .allMatch(SimulatedConsumer::isCaughtUp);
    }

    /** For a check: everything in the streams, and how far consumers have come. */
    public List<StreamContents> contents() {
        List<StreamContents> all = new ArrayList<>();
        streams.forEach((name, stream) -> all.add(new StreamContents(
                name,
                stream.created(),
                stream.first(),
                stream.messages().isEmpty()
                        ? stream.created()
                        : stream.messages().firstEntry().getValue().at(),
                stream.last(),
                stream.configuration().getMaxMsgsPerSubject() > 0,
                stream.messages().values().stream()
                        .map(message ->
                                new StreamContents.Message(message.sequence(), message.subject(), message.headers()))
                        .toList(),
                stream.consumers().values().stream()
                        .map(consumer ->
                                new StreamContents.Consumer(consumer.name(), consumer.floor(), consumer.isCaughtUp()))
                        .toList())));
        return all;
    }

    @Nullable
    SimulatedStream find(String name) {
        return streams.get(name);
    }

    /** The stream that a subject belongs to. */
    @Nullable
    SimulatedStream of(String subject) {
        int end = subject.indexOf('.');
        return end < 0 ? null : streams.get(subject.substring(0, end));
    }
}
