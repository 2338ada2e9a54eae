package io.holdfast.orders.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An edit of several tiers is granted or refused as a whole, in every schedule of small worlds and random ones of larger worlds. */
class CapacityWorldTests {

    /** Units of the floor before and as proposed, seats as proposed of three: shrinking, growing or both. */
    private static final int[][] EDITS = {{130, 100, 2}, {130, 200, 2}, {130, 60, 5}, {70, 2, 1}, {70, 70, 0}};

    @ParameterizedTest
    @CsvSource({"3,1,2", "3,5,2", "3,1,5"})
    void anEditBesideABuyerIsDecidedAsAWhole(int floor, int proposedFloor, int proposedSeats) {
        everySchedule(() ->
                new CapacityWorld(floor, proposedFloor, proposedSeats).replica().buyer(1, 3));
    }

    /** What was held while an edit looked at it, and free afterwards, is removed with a granted edit, or the edit is refused. */
    @Test
    void anEditBesideABuyerWhoLetsGoIsDecidedAsAWhole() {
        everySchedule(() -> new CapacityWorld(3, 3, 2).replica().buyerWhoLetsGo(3));
    }

    @Test
    void anEditIsDecidedAsAWholeThoughAReplicaIsKilled() {
        for (int[] edit : EDITS) {
            for (int seed = 0; seed < 200; seed++) {
                Random random = new Random(seed);
                CapacityWorld world = new CapacityWorld(edit[0], edit[1], edit[2])
                        .replica()
                        .buyer(1 + random.nextInt(3), 1 + random.nextInt(3));
                world.schedule().run(random::nextInt, random.nextInt(60));
                world.auditWithoutNextChange();
                world.decide();
                world.audit();
            }
        }
    }

    @Test
    void anEditCarriedOutByTwoReplicasAtOnceHasItsEffectOnce() {
        for (int[] edit : EDITS) {
            for (int seed = 0; seed < 200; seed++) {
                Random random = new Random(seed);
                CapacityWorld world = new CapacityWorld(edit[0], edit[1], edit[2])
                        .replica()
                        .replica()
                        .buyer(1 + random.nextInt(3), 1 + random.nextInt(3));
                world.schedule().run(random::nextInt);
                world.audit();
            }
        }
    }

    @Test
    void aReplicaThatIsLateDoesNotDisturbTheNextChange() {
        for (int[] edit : EDITS) {
            for (int seed = 0; seed < 200; seed++) {
                Random random = new Random(seed);
                boolean kill = random.nextBoolean();
                CapacityWorld world = new CapacityWorld(edit[0], edit[1], edit[2])
                        .replica()
                        .replica()
                        .buyer(1 + random.nextInt(3), 1 + random.nextInt(3))
                        .nextChange(250);
                world.schedule().run(random::nextInt, kill ? random.nextInt(100) : -1);
                if (kill) {
                    world.applyNext();
                    world.decide();
                }
                world.audit();
            }
        }
    }

    @Test
    void unitsAddedByTwoReplicasAtOnceAreAddedOnce() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            CapacityWorld world = new CapacityWorld(70, 70, 3).nextChange(400).nextChange(400);
            world.decide();
            world.schedule().run(random::nextInt);
            world.audit();
        }
    }

    private static void everySchedule(Supplier<CapacityWorld> worlds) {
        Schedule.Exhaustive choices = new Schedule.Exhaustive();
        int schedules = 0;
        do {
            CapacityWorld world = worlds.get();
            world.schedule().run(choices);
            world.audit();
            schedules++;
        } while (choices.next());
        assertThat(schedules).isGreaterThan(1);
    }
}
