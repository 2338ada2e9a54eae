package io.holdfast.platform;

import io.holdfast.local.Ports;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The replicas of every service with their ports, and whose turn it is. */
final class Replicas {

    /** From the usual port of a replica to that of the next: 8103, 8113, … */
    private static final int STEP = 10;

    private final Map<Service, List<Replica>> replicas;
    private final Map<Service, Integer> entryPorts;
    private final Map<Service, AtomicInteger> turns = new EnumMap<>(Service.class);

    private Replicas(Map<Service, List<Replica>> replicas, Map<Service, Integer> entryPorts) {
        this.replicas = replicas;
        this.entryPorts = entryPorts;
        replicas.keySet().forEach(service -> turns.put(service, new AtomicInteger()));
    }

    /**
     * Assigns a port to each replica.
     *
     * @param usual whether to prefer the usual ports, where they are free
     * @param taken a port that looks free but will be used by another part of this run
     */
    static Replicas assignPorts(int count, boolean usual, int taken) {
        Set<Integer> assigned = new HashSet<>(Set.of(taken));
        Map<Service, List<Replica>> replicas = new EnumMap<>(Service.class);
        Map<Service, Integer> entryPorts = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            List<Replica> ofService = new ArrayList<>();
            for (int number = 1; number <= count; number++) {
                int wanted = service.usualPort() + (number - 1) * STEP;
                ofService.add(new Replica(service, number, usual ? port(wanted, assigned) : port(0, assigned)));
            }
            replicas.put(service, List.copyOf(ofService));
            if (count > 1) {
                entryPorts.put(service, port(0, assigned));
            }
        }
        return new Replicas(replicas, entryPorts);
    }

    private static int port(int wanted, Set<Integer> assigned) {
        int port = wanted == 0 ? Ports.free() : Ports.freeOr(wanted);
        // A port that was assigned a moment ago is still free, so it may be offered again.
        while (!assigned.add(port)) {
            port = Ports.free();
        }
        return port;
    }

    /** For replicas that run already. */
    static Replicas at(Map<Service, List<Integer>> ports, Map<Service, Integer> entryPorts) {
        Map<Service, List<Replica>> replicas = new EnumMap<>(Service.class);
        ports.forEach((service, ofService) -> {
            List<Replica> all = new ArrayList<>();
            for (int port : ofService) {
                all.add(new Replica(service, all.size() + 1, port));
            }
            replicas.put(service, List.copyOf(all));
        });
        return new Replicas(replicas, entryPorts);
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
     * All replicas of a service in the order in which a request should try them: in turn, and last those that cannot serve.
     */
    List<Replica> inTurn(Service service) {
        List<Replica> all = of(service);
        if (all.size() < 2) {
            return all;
        }
        AtomicInteger turn = turns.get(service);
        int first = turn == null ? 0 : turn.getAndIncrement();
        List<Replica> ready = new ArrayList<>();
        List<Replica> rest = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Replica replica = all.get(Math.floorMod(first + i, all.size()));
            (replica.isReady() ? ready : rest).add(replica);
        }
        ready.addAll(rest);
        return ready;
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
