package io.holdfast.orders.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.orders.inventory.SmallWorld.TestClaim;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every interleaving of small worlds, and random ones of larger worlds: no unit is sold twice, no claim is refused units that were free. */
class SmallWorldTests {

    /** A world with more interleavings than this is too large for these tests. */
    private static final int TOO_MANY = 100_000;

    private static final int SCHEDULES = 200;

    @ParameterizedTest
    @ValueSource(strings = {"2/1,1", "2/2,1", "3/2,1", "3/2,2", "4/3,2"})
    void unitsThatALargerClaimReleasesAreNotRefusedToASmallerOne(String world) {
        int free = world.charAt(0) - '0';
        int larger = world.charAt(2) - '0';
        int smaller = world.charAt(4) - '0';
        everyInterleavingHolds(() -> new SmallWorld(1, free - 1)
                .replica(List.of(List.of(TestClaim.of("party", larger))))
                .replica(List.of(List.of(TestClaim.of("small", smaller)))));
    }

    @Test
    void theLastUnitsGoToSmallClaimsWhileALargerOneFails() {
        everyInterleavingHolds(() -> new SmallWorld(1, 1)
                .replica(List.of(List.of(TestClaim.of("party", 3))))
                .replica(List.of(List.of(TestClaim.of("one", 1)), List.of(TestClaim.of("another", 1)))));
    }

    @Test
    void eachSeatGoesToOneOrderAndTheRestStaysFree() {
        everyInterleavingHolds(() -> new SmallWorld()
                .replica(List.of(List.of(TestClaim.seats("front", "A-1", "A-2", "B-1"))))
                .replica(List.of(List.of(TestClaim.seats("side", "B-1", "B-2")))));
    }

    @Test
    void theBestSeatsAreSoldOnce() {
        everyInterleavingHolds(() -> new SmallWorld()
                .replica(List.of(List.of(TestClaim.bestSeats("ada", 2))))
                .replica(List.of(List.of(TestClaim.bestSeats("bob", 3)))));
    }

    @Test
    void theOrdersOfABuyerStayWithinTheLimitTogether() {
        everyInterleavingHolds(
                () -> new SmallWorld(4)
                        .replica(List.of(List.of(TestClaim.of("first", 2).limitedTo(3, "ada"))))
                        .replica(List.of(List.of(TestClaim.of("second", 2).limitedTo(3, "ada")))),
                world -> assertThat(world.free("floor")).as("one of the two").isEqualTo(2));
    }

    @Test
    void anOrderThatAnotherReplicaPlacesWithoutTheLimitCountsAgainstTheNextOne() {
        everyInterleavingHolds(
                () -> new SmallWorld(6)
                        .replica(List.of(List.of(TestClaim.of("before", 2).by("ada"))))
                        .replica(List.of(List.of(TestClaim.of("after", 2).limitedTo(3, "ada")))),
                world -> {
                    boolean fits = world.unitsOf("ada") <= 2;
                    assertThat(world.decide(TestClaim.of("late", 1).limitedTo(3, "ada")))
                            .isEqualTo(fits);
                    assertThat(world.countedOf("ada")).isEqualTo(world.unitsOf("ada"));
                    world.audit();
                });
    }

    @Test
    void anOrderFromBeforeTheLimitThatEndsWhileItIsCountedLeavesNothingInTheAllowance() {
        everyInterleavingHolds(
                () -> withOrderFromBeforeTheLimit()
                        .ending("before")
                        .replica(List.of(List.of(TestClaim.of("after", 2).limitedTo(3, "ada")))),
                world -> {
                    assertThat(world.countedOf("ada")).isEqualTo(world.unitsOf("ada"));
                    assertThat(world.decide(TestClaim.of("late", 1).limitedTo(3, "ada")))
                            .isTrue();
                });
    }

    @Test
    void unitsThatAreGivenBackWhileOthersAreClaimedBecomeFreeOnce() {
        // Of the interleavings there are too many for a test of every build.
        for (int seed = 0; seed < 5_000; seed++) {
            SmallWorld world = new SmallWorld(2);
            assertThat(world.decide(TestClaim.both("some", 2, 2))).isTrue();
            Allocation has = world.allocationOf("some");
            String seat = has.seatsOf("stand").getFirst();
            world.giving("some", has.unit("floor", null))
                    .giving("some", has.unit("stand", seat))
                    .replica(List.of(List.of(TestClaim.of("one", 1)), List.of(TestClaim.seats("two", seat))));

            world.schedule().run(new Random(seed)::nextInt);

            int one = world.hasOrder("one") ? 1 : 0;
            int two = world.hasOrder("two") ? 1 : 0;
            assertThat(world.free("floor")).as("seed " + seed).isEqualTo(1 - one);
            assertThat(world.free("stand")).as("seed " + seed).isEqualTo(5 - two);
            world.audit();
        }
    }

    @Test
    void unitsThatAreGivenBackWhileTheyAreCountedLeaveNothingInTheAllowance() {
        everyInterleaving(
                () -> {
                    SmallWorld world = withOrderFromBeforeTheLimit();
                    return world.giving("before", world.allocationOf("before").unit("floor", null))
                            .replica(List.of(List.of(TestClaim.of("after", 1).limitedTo(3, "ada"))));
                },
                SmallWorldTests::assertThatTheLimitHolds);
    }

    @Test
    void theSweepReleasesWhatAKilledReplicaLeftInAnAllowance() {
        everyKill(
                () -> withOrderFromBeforeTheLimit()
                        .ending("before")
                        .replica(List.of(List.of(TestClaim.of("after", 2).limitedTo(3, "ada")))),
                world -> {
                    world.sweep();
                    assertThatTheLimitHolds(world);
                });
    }

    /** And counts all that the buyer has. */
    private static void assertThatTheLimitHolds(SmallWorld world) {
        world.audit();
        boolean fits = world.unitsOf("ada") <= 2;
        assertThat(world.decide(TestClaim.of("late", 1).limitedTo(3, "ada"))).isEqualTo(fits);
        assertThat(world.countedOf("ada")).isEqualTo(world.unitsOf("ada"));
        world.audit();
    }

    private static SmallWorld withOrderFromBeforeTheLimit() {
        SmallWorld world = new SmallWorld(6);
        assertThat(world.decide(TestClaim.of("before", 2).by("ada"))).isTrue();
        return world;
    }

    @ParameterizedTest
    @ValueSource(strings = {"2/1,1", "2/2,1", "3/2,1", "4/3,2"})
    void aRepeatableClaimThatLosesAPartTriesAgain(String world) {
        int free = world.charAt(0) - '0';
        int larger = world.charAt(2) - '0';
        int smaller = world.charAt(4) - '0';
        everyInterleavingHolds(() -> new SmallWorld(1, free - 1)
                .replica(List.of(List.of(
                        TestClaim.of("party", larger).limitedTo(larger, "ada").keyed())))
                .replica(List.of(List.of(TestClaim.of("small", smaller).keyed()))));
    }

    @Test
    void aClaimRepeatedAtAnotherReplicaBecomesOneOrderAndLosesNoUnits() {
        everyInterleaving(
                () -> new SmallWorld(1, 2)
                        .replica(List.of(List.of(TestClaim.of("party", 2).keyed())))
                        .replica(List.of(List.of(TestClaim.of("party", 2).keyed()))),
                world -> {
                    world.auditRepeatedAnswers();
                    world.sweep();
                    world.audit();
                });
    }

    @Test
    void anAttemptThatFailsReleasesNothingThatAnotherAttemptTookOver() {
        // The limit was lifted between the two requests, so that the second attempt needs fewer blocks than the first
        // one.
        everyInterleaving(
                () -> new SmallWorld(3)
                        .replica(List.of(List.of(
                                TestClaim.of("party", 2).limitedTo(2, "ada").keyed())))
                        .replica(List.of(
                                List.of(TestClaim.of("one", 1).limitedTo(2, "ada")),
                                List.of(TestClaim.of("party", 2).by("ada").keyed()))),
                world -> {
                    world.auditRepeatedAnswers();
                    world.sweep();
                    world.audit();
                });
    }

    @Test
    void aRepeatedClaimBesideAnotherClaimLosesNoUnits() {
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            SmallWorld world = new SmallWorld(1, 1, 1)
                    .replica(List.of(
                            List.of(TestClaim.of("party", 2).limitedTo(3, "ada").keyed())))
                    .replica(List.of(
                            List.of(TestClaim.of("party", 2).limitedTo(3, "ada").keyed())))
                    .replica(List.of(List.of(TestClaim.of("one", 1).limitedTo(3, "ada"))));
            world.schedule().run(random::nextInt, -1);
            world.auditRepeatedAnswers();
            world.sweep();
            world.audit();
        }
    }

    @Test
    void attemptsUnderDifferentLimitsBesideAnotherClaimLoseNoUnits() {
        for (int seed = 0; seed < 10_000; seed++) {
            Random random = new Random(seed);
            SmallWorld world = new SmallWorld(1 + random.nextInt(3), 2)
                    .replica(List.of(
                            List.of(TestClaim.of("party", 2).limitedTo(2, "ada").keyed())))
                    .replica(List.of(List.of(TestClaim.of("party", 2).by("ada").keyed())))
                    .replica(List.of(List.of(TestClaim.of("party", 2).by("ada").keyed())))
                    .replica(List.of(List.of(TestClaim.of("one", 1).limitedTo(2, "ada"))));
            boolean kill = random.nextInt(3) == 0;
            world.schedule().run(random::nextInt, kill ? random.nextInt(40) : -1);
            if (!kill) {
                world.auditRepeatedAnswers();
            }
            world.sweep();
            world.audit();
        }
    }

    @Test
    void aClaimForTwoTiersIsServedWhenBothHaveUnits() {
        SmallWorld world = new SmallWorld(1).replica(List.of(List.of(TestClaim.both("ada", 2, 1))));
        world.schedule().run(choices -> 0);
        world.audit();
        assertThat(world.hasOrder("ada")).isTrue();
    }

    @Test
    void theSweepReleasesAllThatAKilledReplicaLeft() {
        everyKill(
                () -> new SmallWorld(1, 2)
                        .replica(List.of(List.of(TestClaim.of("party", 3))))
                        .replica(List.of(List.of(TestClaim.of("small", 1)))),
                world -> {
                    world.sweep();
                    world.audit();
                });
    }

    @Test
    void largerWorldsHoldTheInvariantsToo() {
        for (int seed = 0; seed < 1_000; seed++) {
            Random random = new Random(seed);
            SmallWorld world = new SmallWorld(IntStream.range(0, 1 + random.nextInt(4))
                    .map(i -> 1 + random.nextInt(4))
                    .toArray());
            int order = 0;
            for (int replica = 0; replica < 2 + random.nextInt(2); replica++) {
                List<List<TestClaim>> batches = new ArrayList<>();
                for (int batch = 0; batch < 1 + random.nextInt(3); batch++) {
                    List<TestClaim> claims = new ArrayList<>();
                    for (int i = 0; i < 1 + random.nextInt(3); i++) {
                        claims.add(claim("order" + order++, random));
                    }
                    batches.add(claims);
                }
                world.replica(batches);
            }
            boolean kill = random.nextInt(3) == 0;
            world.schedule().run(random::nextInt, kill ? random.nextInt(60) : -1);
            if (kill) {
                world.sweep();
            } else {
                world.auditAnswers();
            }
            world.audit();
        }
    }

    /** Otherwise each would meet one by one the blocks that the other has used up. */
    @Test
    void replicasThatSellATierToItsLastUnitSeldomWantTheSameBlock() {
        int blocks = 100;
        int worlds = 20;
        int lost = 0;
        for (int seed = 0; seed < worlds; seed++) {
            SmallWorld world =
                    new SmallWorld(IntStream.generate(() -> 2).limit(blocks).toArray());
            for (String replica : List.of("ada", "bob")) {
                world.replica(IntStream.range(0, blocks / 4)
                        .mapToObj(batch -> IntStream.range(0, 4)
                                .mapToObj(i -> TestClaim.of(replica + batch + "-" + i, 1))
                                .toList())
                        .toList());
            }
            world.schedule().run(new Random(seed)::nextInt);
            world.audit();
            world.auditAnswers();
            assertThat(world.free("floor")).isZero();
            lost += world.lostHolds();
        }
        assertThat(lost / worlds).isLessThan(blocks / 4);
    }

    private static TestClaim claim(String id, Random random) {
        int units = 1 + random.nextInt(4);
        TestClaim claim = unkeyed(id, units, random);
        return random.nextBoolean() ? claim.keyed() : claim;
    }

    private static TestClaim unkeyed(String id, int units, Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> TestClaim.bestSeats(id, units);
            case 1 -> TestClaim.seats(id, "AB".charAt(random.nextInt(2)) + "-" + (1 + random.nextInt(3)));
            case 2 -> TestClaim.of(id, units).limitedTo(4, "buyer" + random.nextInt(2));
            case 3 -> TestClaim.both(id, 1 + random.nextInt(2), units);
            default -> TestClaim.of(id, units);
        };
    }

    @Test
    void interleavingsComeToAllThatSchedulesComeTo() {
        assertThatNothingIsLeftOut(() -> new SmallWorld(1, 1)
                .replica(List.of(List.of(TestClaim.of("party", 2))))
                .replica(List.of(List.of(TestClaim.of("small", 1)))));
        assertThatNothingIsLeftOut(() -> new SmallWorld(1)
                .replica(List.of(List.of(TestClaim.of("one", 1).keyed())))
                .replica(List.of(List.of(TestClaim.of("one", 1).keyed()))));
    }

    /** As it would be if a step read or wrote what the schedule does not know of. */
    private static void assertThatNothingIsLeftOut(Supplier<SmallWorld> worlds) {
        Set<String> ofInterleavings = new TreeSet<>();
        everyInterleaving(worlds, world -> ofInterleavings.add(world.outcome()));

        Set<String> ofSchedules = new TreeSet<>();
        Schedule.Exhaustive choices = new Schedule.Exhaustive();
        do {
            SmallWorld world = worlds.get();
            world.schedule().run(choices);
            ofSchedules.add(world.outcome());
        } while (choices.next());

        assertThat(ofInterleavings).hasSizeGreaterThan(1).isEqualTo(ofSchedules);
    }

    private static void everyInterleavingHolds(Supplier<SmallWorld> worlds) {
        everyInterleavingHolds(worlds, world -> {});
    }

    private static void everyInterleavingHolds(Supplier<SmallWorld> worlds, Consumer<SmallWorld> more) {
        everyInterleaving(worlds, world -> {
            world.audit();
            world.auditAnswers();
            more.accept(world);
        });
    }

    private static void everyInterleaving(Supplier<SmallWorld> worlds, Consumer<SmallWorld> audit) {
        Schedule.Interleavings interleavings = new Schedule.Interleavings();
        Set<String> outcomes = new HashSet<>();
        int different = 0;
        do {
            SmallWorld world = worlds.get();
            if (world.schedule().run(interleavings)) {
                outcomes.add(world.outcome());
                audit.accept(world);
                assertThat(++different).isLessThan(TOO_MANY);
            }
        } while (interleavings.next());
        assertThat(different).isGreaterThan(1);
        assertThatSchedulesComeTo(outcomes, worlds);
    }

    /** Of the worlds that are too large for {@link #assertThatNothingIsLeftOut}, some schedules. */
    private static void assertThatSchedulesComeTo(Set<String> outcomes, Supplier<SmallWorld> worlds) {
        for (int seed = 0; seed < SCHEDULES; seed++) {
            SmallWorld world = worlds.get();
            world.schedule().run(new Random(seed)::nextInt);
            assertThat(outcomes).as("seed " + seed).contains(world.outcome());
        }
    }

    /** Kills each of two actors at each of its steps, in every interleaving. */
    private static void everyKill(Supplier<SmallWorld> worlds, Consumer<SmallWorld> audit) {
        for (int actor = 0; actor < 2; actor++) {
            boolean isKilled = true;
            for (int step = 0; isKilled; step++) {
                isKilled = false;
                Schedule.Interleavings interleavings = new Schedule.Interleavings();
                do {
                    SmallWorld world = worlds.get();
                    if (world.schedule().run(interleavings, actor, step)) {
                        isKilled |= world.schedule().hasKilled();
                        audit.accept(world);
                    }
                } while (interleavings.next());
            }
        }
    }
}
