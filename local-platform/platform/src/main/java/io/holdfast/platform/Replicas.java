package io.holdfast.platform;

import io.holdfast.local.Ports;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The replicas of every service with their ports, and whose turn it is. */
final class Replicas {

    /** From the usual port of a replica to that of the next: 8103, 8113, … */
    private static final int STEP = 10;

    private final Map<Service, List<Replica>> replicas;
    private final Map<Service, Integer> entryPorts;
    private final Duration joining;
    private final Map<Service, AtomicInteger> turns = new EnumMap<>(Service.class);

    private Replicas(Map<Service, List<Replica>> replicas, Map<Service, Integer> entryPorts, Duration joining) {
        this.replicas = replicas;
        this.entryPorts = entryPorts;
        this.joining = joining;
        replicas.keySet().forEach(service -> turns.put(service, new AtomicInteger()));
    }

    /**
     * Assigns a port to each replica.
     *
     * @param usual whether to prefer the usual ports, where they are free
     * @param taken a port that looks free but will be used by another part of this run
     * @param joining how long it takes until a replica that has become ready takes all of its turns
     */
    static Replicas assignPorts(int count, boolean usual, int taken, Duration joining) {
        Set<Integer> assigned = new HashSet<>(Set.of(taken));
        Map<Service, List<Replica>> replicas = new EnumMap<>(Service.class);
        Map<Service, Integer> entryPorts = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            List<Replica> ofService = new ArrayList<>();
            for (int number = 1; number <= count; number++) {
                int wanted = service.usualPort() + (number - 1) * STEP;
                ofService.add(new Replica(
                        service, number, usual ? port(wanted, assigned) : port(0, assigned), InstantSource.system()));
            }
            replicas.put(service, List.copyOf(ofService));
            if (count > 1) {
                entryPorts.put(service, port(0, assigned));
            }
        }
        return new Replicas(replicas, entryPorts, joining);
    }

    private static int port(int wanted, Set<Integer> assigned) {
        int port = wanted == 0 ? Ports.free() : Ports.freeOr(wanted);
        // A port that was assigned a moment ago is still free, so it may be offered again.
        while (!assigned.add(port)) {
            port = Ports.free();
        }
        return port;
    }

    /** For replicas that run already, and take all of their turns as soon as they are ready. */
    static Replicas at(Map<Service, List<Integer>> ports, Map<Service, Integer> entryPorts) {
        return at(ports, entryPorts, Duration.ZERO, InstantSource.system());
    }

    static Replicas at(
            Map<Service, List<Integer>> ports,
            Map<Service, Integer> entryPorts,
            Duration joining,
            InstantSource clock) {
        Map<Service, List<Replica>> replicas = new EnumMap<>(Service.class);
        ports.forEach((service, ofService) -> {
            List<Replica> all = new ArrayList<>();
            for (int port : ofService) {
                all.add(new Replica(service, all.size() + 1, port, clock));
            }
            replicas.put(service, List.copyOf(all));
        });
        return new Replicas(replicas, entryPorts, joining);
    }

    List<Replica> of(Service service) {
        return replicas.getOrDefault(service, List.of());
    }

    Stream<Replica> all() {
        return Arrays.stream(Service.values()).flatMap(service -> of(service).stream());
    }

    /** The first replica of each service, then the second of each, and so on, in the order in which they are started. */
    List<List<Replica>> waves() {
        int count = replicas.values().stream().mapToInt(List::size).max().orElse(0);
        List<List<Replica>> waves = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            waves.add(replicas.values().stream()
                    .filter(ofService -> number < ofService.size())
                    .map(ofService -> ofService.get(number))
                    .toList());
        }
        return waves;
    }

    boolean several() {
        return replicas.values().stream().anyMatch(ofService -> ofService.size() > 1);
    }

    /**
     * All replicas of a service in the order in which a request should try them: in turn, and last those that cannot serve. One that has
     * just become ready has empty caches and code that is not compiled yet: it takes few of its turns at first, and more and more of them.
     */
    List<Replica> inTurn(Service service) {
        List<Replica> all = of(service);
        if (all.size() < 2) {
            return all;
        }
        int first = first(all, Objects.requireNonNull(turns.get(service)));
        List<Replica> ready = new ArrayList<>();
        List<Replica> rest = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Replica replica = all.get((first + i) % all.size());
            (replica.isReady() ? ready : rest).add(replica);
        }
        ready.addAll(rest);
        return ready;
    }

    /** Who does not take a turn is left out, so that those after it have no more turns than the others. */
    private int first(List<Replica> all, AtomicInteger turn) {
        Duration full = all.stream()
                .map(Replica::readyFor)
                .max(Comparator.naturalOrder())
                .filter(longest -> longest.compareTo(joining) < 0)
                .orElse(joining);
        int first = 0;
        for (int i = 0; i < all.size(); i++) {
            first = Math.floorMod(turn.getAndIncrement(), all.size());
            if (all.get(first).takesTurn(full)) {
                break;
            }
        }
        return first;
    }

    /** The ports of the gateway on which services reach the replicas of another one, by service; none where there is one replica. */
    Map<Service, Integer> entryPorts() {
        return Map.copyOf(entryPorts);
    }

    /** The address at which other services reach this one. */
    String url(Service service) {
        Integer entryPort = entryPorts.get(service);
        return entryPort == null ? of(service).getFirst().url() : "http://127.0.0.1:" + entryPort;
    }
}
