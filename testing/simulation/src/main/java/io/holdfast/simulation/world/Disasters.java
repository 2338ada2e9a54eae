package io.holdfast.simulation.world;

import io.holdfast.simulation.documents.SimulatedDatabase;
import io.holdfast.simulation.machine.Machine;
import java.time.Duration;
import java.util.List;

/** Ends processes, takes the broker away, and lets databases fail over, as often as the seed wants. */
final class Disasters {

    private final World world;
    private final Machine machine;
    private final int most;

    Disasters(World world) {
        this.world = world;
        this.machine = world.machine();
        int strikes = world.faults().isGentle() ? 0 : machine.oneOf(List.of(0, 0, 2, 8));
        this.most = strikes > 0 && world.omissions().keep("disasters") ? strikes : 0;
    }

    void start() {
        machine.outside().start("disasters", () -> {
            try {
                for (int done = 0; done < most && !world.faults().isStopped(); done++) {
                    machine.sleep(Duration.ofMillis(machine.between(0, 2_000)));
                    if (!world.faults().isStopped() && world.omissions().keepFault()) {
                        strike();
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void strike() throws InterruptedException {
        switch (machine.between(0, 9)) {
            case 0 -> breakBroker();
            case 1 -> world.broker().breakOne();
            case 2 -> failOver();
            case 3 -> machine.oneOf(world.replicas()).freeze();
            default -> machine.oneOf(world.replicas()).crash();
        }
    }

    private void breakBroker() throws InterruptedException {
        world.broker().goAway();
        int lost = machine.between(0, 3);
        machine.trace()
                .say(
                        machine,
                        () -> "the broker goes away"
                                + (lost < 2 ? ", and loses " + (lost == 0 ? "its disk" : "its newest messages") : ""));
        // At once: it comes back earlier when the faults stop, and loses nothing that it took after that.
        if (lost == 0) {
            world.broker().loseDisk();
        } else if (lost == 1) {
            world.broker().loseNewest(6);
        }
        machine.sleep(Duration.ofMillis(machine.between(1, 3_000)));
        world.broker().comeBack();
    }

    /** What no majority has is rolled back. */
    private void failOver() throws InterruptedException {
        SimulatedDatabase database = world.database(machine.oneOf(Service.ALL));
        machine.trace().say(machine, () -> "a primary is cut off");
        database.stopReplication();
        machine.sleep(Duration.ofMillis(machine.between(1, 3_000)));
        machine.trace().say(machine, () -> "another primary takes over");
        database.failOver();
        world.failedOver();
    }
}
