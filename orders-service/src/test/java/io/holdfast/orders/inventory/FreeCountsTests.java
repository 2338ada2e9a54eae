package io.holdfast.orders.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.TierState;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreeCountsTests {

    private static final TierState TIER = new TierState("floor", "Floor", 1000, 200, 10);

    private final FreeCounts freeUnits = new FreeCounts(new Random(1));

    @Test
    void choosesOneBlockIfItHasRoomForAllUnits() {
        freeUnits.reset(Map.of("a", 2, "b", 5));

        assertThat(choose(4)).containsExactly(new Allocation.Part("b", 4));
    }

    @Test
    void choosesSeveralBlocksIfNoneHasRoomForAllUnits() {
        freeUnits.reset(Map.of("a", 2, "b", 3));

        assertThat(choose(5)).containsExactlyInAnyOrder(new Allocation.Part("a", 2), new Allocation.Part("b", 3));
        assertThat(freeUnits.count()).isZero();
    }

    @Test
    void choosesNothingIfThereIsNotEnough() {
        freeUnits.reset(Map.of("a", 2, "b", 3));

        assertThat(choose(6)).isEmpty();
        assertThat(freeUnits.count()).isEqualTo(5);
    }

    @Test
    void releasedUnitsCanBeChosenAgain() {
        freeUnits.reset(Map.of("a", 1));
        List<Allocation.Part> chosen = choose(1);

        chosen.forEach(freeUnits::add);

        assertThat(choose(1)).isEqualTo(chosen);
    }

    @Test
    void everyUnitIsChosenOnce() {
        Random random = new Random(42);
        for (int round = 0; round < 200; round++) {
            freeUnits.reset(Map.of("a", 64, "b", 1, "c", 17, "d", 30));
            int chosen = 0;
            while (freeUnits.count() > 0) {
                int units = 1 + random.nextInt(Math.min(10, freeUnits.count()));
                List<Allocation.Part> parts = choose(units);
                assertThat(parts).extracting(Allocation.Part::blockId).doesNotHaveDuplicates();
                chosen += parts.stream().mapToInt(Allocation.Part::units).sum();
            }
            assertThat(chosen).isEqualTo(112);
        }
    }

    /** The order that all replicas have in common, from anywhere on. */
    @Test
    void blocksAreChosenInTheirOrderFromARandomOneOn() {
        Set<String> first = new HashSet<>();
        for (int round = 0; round < 50; round++) {
            freeUnits.reset(Map.of("a", 1, "b", 1, "c", 1, "d", 1));
            String chosen = IntStream.range(0, 4)
                    .mapToObj(i -> choose(1).getFirst().blockId())
                    .collect(Collectors.joining());

            assertThat("abcdabcd").contains(chosen);
            first.add(chosen.substring(0, 1));
        }
        assertThat(first).hasSize(4);
    }

    private List<Allocation.Part> choose(int units) {
        return freeUnits.choose(new ClaimItem(TIER, units, List.of()));
    }
}
