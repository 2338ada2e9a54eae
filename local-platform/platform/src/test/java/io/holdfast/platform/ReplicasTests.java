package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReplicasTests {

    private Instant now = Instant.EPOCH;

    @Test
    void assignsADifferentPortToEachReplicaAndEachService() {
        Replicas replicas = Replicas.assignPorts(4, false, 8080, Duration.ZERO);

        Set<Integer> ports = new HashSet<>(replicas.entryPorts().values());
        replicas.all().forEach(replica -> ports.add(replica.port()));

        assertThat(ports).hasSize(5 * Service.values().length).doesNotContain(8080);
    }

    @Test
    void namesTheFirstReplicaLikeAnOnlyOne() {
        assertThat(Replicas.assignPorts(3, false, 0, Duration.ZERO).of(Service.ORDERS))
                .extracting(Replica::name)
                .containsExactly("orders-service", "orders-service-2", "orders-service-3");
    }

    @Test
    void startsOneOfEachServiceBeforeASecondOfAny() {
        List<List<Replica>> waves =
                Replicas.assignPorts(2, false, 0, Duration.ZERO).waves();

        assertThat(waves).hasSize(2);
        assertThat(waves.getFirst()).extracting(Replica::service).containsExactly(Service.values());
        assertThat(waves.getLast()).allMatch(replica -> replica.name().endsWith("-2"));
    }

    @Test
    void hasNoEntryPortsForSingleReplicas() {
        Replicas alone = Replicas.assignPorts(1, false, 0, Duration.ZERO);

        assertThat(alone.entryPorts()).isEmpty();
        assertThat(alone.url(Service.AUTH))
                .isEqualTo(alone.of(Service.AUTH).getFirst().url());
    }

    @Test
    void triesThoseThatCannotServeLast() {
        Replicas replicas = Replicas.at(Map.of(Service.WEB, List.of(1, 2, 3)), Map.of());
        replicas.all().filter(replica -> replica.port() != 2).forEach(replica -> replica.recordReadiness(true));

        for (int i = 0; i < 6; i++) {
            assertThat(replicas.inTurn(Service.WEB)).hasSize(3);
            assertThat(replicas.inTurn(Service.WEB).getLast().port()).isEqualTo(2);
        }
    }

    @Test
    void whoJoinsTakesItsShareGradually() {
        Replicas replicas =
                Replicas.at(Map.of(Service.WEB, List.of(1, 2, 3)), Map.of(), Duration.ofSeconds(10), () -> now);
        replicas.all().filter(replica -> replica.port() != 3).forEach(replica -> replica.recordReadiness(true));
        now = now.plusSeconds(60);
        Replica joining = replicas.of(Service.WEB).getLast();
        joining.recordReadiness(true);

        assertThat(requests(replicas, 200)).isEqualTo(Map.of(1, 100L, 2, 100L));
        now = now.plusSeconds(5);
        assertThat(requests(replicas, 250)).as("half of its turns").isEqualTo(Map.of(1, 100L, 2, 100L, 3, 50L));
        joining.recordReadiness(true);
        now = now.plusSeconds(5);
        assertThat(requests(replicas, 300)).isEqualTo(Map.of(1, 100L, 2, 100L, 3, 100L));
        joining.recordRefusal();
        assertThat(requests(replicas, 200)).isEqualTo(Map.of(1, 100L, 2, 100L));
        joining.recordReadiness(true);
        now = now.plusSeconds(1);
        assertThat(requests(replicas, 210)).as("begins anew").isEqualTo(Map.of(1, 100L, 2, 100L, 3, 10L));
    }

    @Test
    void whoAllJoinTogetherShareEqually() {
        Replicas replicas =
                Replicas.at(Map.of(Service.WEB, List.of(1, 2)), Map.of(), Duration.ofSeconds(10), () -> now);
        replicas.all().forEach(replica -> replica.recordReadiness(true));

        assertThat(requests(replicas, 10)).isEqualTo(Map.of(1, 5L, 2, 5L));
        now = now.plusSeconds(3);
        assertThat(requests(replicas, 10)).isEqualTo(Map.of(1, 5L, 2, 5L));
    }

    @Test
    void whoJoinsIsTriedWhenTheOthersCannotServe() {
        Replicas replicas =
                Replicas.at(Map.of(Service.WEB, List.of(1, 2)), Map.of(), Duration.ofSeconds(10), () -> now);
        Replica joining = replicas.of(Service.WEB).getLast();
        replicas.of(Service.WEB).getFirst().recordReadiness(true);
        now = now.plusSeconds(60);
        joining.recordReadiness(true);
        replicas.of(Service.WEB).getFirst().recordRefusal();

        assertThat(requests(replicas, 10)).isEqualTo(Map.of(2, 10L));
    }

    /** How many requests each port gets. */
    private static Map<Integer, Long> requests(Replicas replicas, int number) {
        return IntStream.range(0, number)
                .mapToObj(_ -> replicas.inTurn(Service.WEB).getFirst().port())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }
}
