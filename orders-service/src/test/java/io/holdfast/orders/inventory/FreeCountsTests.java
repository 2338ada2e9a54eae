package io.holdfast.orders.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.TierState;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FreeCountsTests {

    private static final TierState TIER = new TierState("floor", "Floor", 1000, 200, 10);

    private final FreeCounts shelf = new FreeCounts(new Random(1));

    @Test
    void keepsAPartyTogetherWhereABlockHasRoom() {
        shelf.reset(Map.of("a", 2, "b", 5));

        assertThat(take(4)).containsExactly(new Allocation.Part("b", 4));
    }

    @Test
    void spreadsAPartyThatNoBlockCanHoldAlone() {
        shelf.reset(Map.of("a", 2, "b", 3));

        assertThat(take(5)).containsExactlyInAnyOrder(new Allocation.Part("a", 2), new Allocation.Part("b", 3));
        assertThat(shelf.free()).isZero();
    }

    @Test
    void takesNothingWhenThereIsNotEnough() {
        shelf.reset(Map.of("a", 2, "b", 3));

        assertThat(take(6)).isEmpty();
        assertThat(shelf.free()).isEqualTo(5);
    }

    @Test
    void whatComesBackCanBeTakenAgain() {
        shelf.reset(Map.of("a", 1));
        List<Allocation.Part> taken = take(1);

        taken.forEach(shelf::put);

        assertThat(take(1)).isEqualTo(taken);
    }

    @Test
    void everyUnitIsTakenOnceHoweverItIsAskedFor() {
        Random random = new Random(42);
        for (int round = 0; round < 200; round++) {
            shelf.reset(Map.of("a", 64, "b", 1, "c", 17, "d", 30));
            int taken = 0;
            while (shelf.free() > 0) {
                int wanted = 1 + random.nextInt(Math.min(10, shelf.free()));
                List<Allocation.Part> parts = take(wanted);
                assertThat(parts).extracting(Allocation.Part::blockId).doesNotHaveDuplicates();
                taken += parts.stream().mapToInt(Allocation.Part::units).sum();
            }
            assertThat(taken).isEqualTo(112);
        }
    }

    private List<Allocation.Part> take(int units) {
        return shelf.take(new ClaimItem(TIER, units, List.of()));
    }
}
