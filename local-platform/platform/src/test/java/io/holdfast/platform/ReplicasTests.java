package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplicasTests {

    @Test
    void assignsADifferentPortToEachReplicaAndEachService() {
        Replicas replicas = Replicas.assignPorts(4, false, 8080);

        Set<Integer> ports = new HashSet<>(replicas.entryPorts().values());
        replicas.all().forEach(replica -> ports.add(replica.port()));

        assertThat(ports).hasSize(5 * Service.values().length).doesNotContain(8080);
    }

    @Test
    void namesTheFirstReplicaLikeAnOnlyOne() {
        assertThat(Replicas.assignPorts(3, false, 0).of(Service.ORDERS))
                .extracting(Replica::name)
                .containsExactly("orders-service", "orders-service-2", "orders-service-3");
    }

    @Test
    void startsOneOfEachServiceBeforeASecondOfAny() {
        List<List<Replica>> waves = Replicas.assignPorts(2, false, 0).waves();

        assertThat(waves).hasSize(2);
        assertThat(waves.getFirst()).extracting(Replica::service).containsExactly(Service.values());
        assertThat(waves.getLast()).allMatch(replica -> replica.name().endsWith("-2"));
    }

    @Test
    void hasNoEntryPortsForSingleReplicas() {
        Replicas alone = Replicas.assignPorts(1, false, 0);

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
}
