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

/** Where every replica of every service listens, and whose turn it is. */
final class Replicas {

    /** From a replica's usual port to the next one's: 8103, 8113, … */
    private static final int STEP = 10;

    private final Map<Service, List<Replica>> replicas;
    private final Map<Service, Integer> doors;
    private final Map<Service, AtomicInteger> turns = new EnumMap<>(Service.class);

    private Replicas(Map<Service, List<Replica>> replicas, Map<Service, Integer> doors) {
        this.replicas = replicas;
        this.doors = doors;
        replicas.keySet().forEach(service -> turns.put(service, new AtomicInteger()));
    }

    /**
     * Gives each a port.
     *
     * @param usual whether the usual ports are wanted where they are free
     * @param taken a port that is free only for now
     */
    static Replicas place(int count, boolean usual, int taken) {
        Set<Integer> given = new HashSet<>(Set.of(taken));
        Map<Service, List<Replica>> replicas = new EnumMap<>(Service.class);
        Map<Service, Integer> doors = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            List<Replica> ofService = new ArrayList<>();
            for (int number = 1; number <= count; number++) {
                int wanted = service.usualPort() + (number - 1) * STEP;
                ofService.add(new Replica(service, number, usual ? port(wanted, given) : port(0, given)));
            }
            replicas.put(service, List.copyOf(ofService));
            if (count > 1) {
                doors.put(service, port(0, given));
            }
        }
        return new Replicas(replicas, doors);
    }

    private static int port(int wanted, Set<Integer> given) {
        int port = wanted == 0 ? Ports.free() : Ports.freeOr(wanted);
        // Nobody listens on what was given away a moment ago, so it may come again.
        while (!given.add(port)) {
            port = Ports.free();
        }
        return port;
    }

    /** For replicas that run already. */
    static Replicas at(Map<Service, List<Integer>> ports, Map<Service, Integer> doors) {
        Map<Service, List<Replica>> replicas = new EnumMap<>(Service.class);
        ports.forEach((service, ofService) -> {
            List<Replica> all = new ArrayList<>();
            for (int port : ofService) {
                all.add(new Replica(service, all.size() + 1, port));
            }
            replicas.put(service, List.copyOf(all));
        });
        return new Replicas(replicas, doors);
    }

    List<Replica> of(Service service) {
        return replicas.getOrDefault(service, List.of());
    }

    Stream<Replica> all() {
        return Arrays.stream(Service.values()).flatMap(service -> of(service).stream());
    }

    /** The first of each service, the second of each, and so on: one wave can serve before the next begins. */
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
     * All replicas of a service in the order in which a request should try them: in turn, and those that cannot serve only when
     * nobody else is left.
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

    /** Ports on which the gateway stands in for a service, as a Kubernetes Service does; none where there is one replica. */
    Map<Service, Integer> doors() {
        return Map.copyOf(doors);
    }

    /** Where one service reaches another. */
    String url(Service service) {
        Integer door = doors.get(service);
        return door == null ? of(service).getFirst().url() : "http://127.0.0.1:" + door;
    }
}
