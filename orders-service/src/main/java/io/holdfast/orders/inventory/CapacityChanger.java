package io.holdfast.orders.inventory;

import io.holdfast.contracts.ChangeDecided.Shortage;
import io.holdfast.contracts.SeatingState;
import io.holdfast.contracts.TierState;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Gives a tier as many units, or the seats, that its plan names, while the tier is being sold. Only free units are removed.
 *
 * <p>Plans of an event have numbers, which only grow. A block that is changed for a plan stores the plan's number and is not changed for
 * that plan again; the blocks are changed in a fixed order, each guarded by the size and the number it was read with. So a plan that is
 * carried out twice, by two replicas at once or again after a crash, has its effect once.
 */
@Component
public class CapacityChanger {

    private final BlockSizeStore blocks;
    private final CountCapacity counts;
    private final SeatCapacity seats;

    CapacityChanger(BlockSizeStore blocks) {
        this.blocks = blocks;
        this.counts = new CountCapacity(blocks);
        this.seats = new SeatCapacity(blocks);
    }

    /**
     * Changes the tier to what it is to be, as far as that is possible.
     *
     * @param plan number of the plan; if the tier was changed for a plan with a higher number, nothing is changed
     * @return what is held or sold and would have to be removed; empty when the tier is as it is to be
     */
    public Optional<Shortage> apply(String eventId, TierState tier, long plan) {
        SeatingState seating = tier.seating();
        return seating == null
                ? counts.apply(eventId, tier.id(), tier.capacity(), plan)
                : seats.apply(eventId, tier.id(), seating, plan);
    }

    /** Removes all units of a tier, like {@link #apply}. */
    public Optional<Shortage> remove(String eventId, TierState tier, long plan) {
        return tier.seating() == null
                ? counts.apply(eventId, tier.id(), 0, plan)
                : seats.apply(eventId, tier.id(), new SeatingState(List.of()), plan);
    }

    /** What is held or sold now and would have to be removed to change the tier to this; changes nothing. */
    public Optional<Shortage> shortage(String eventId, TierState tier) {
        SeatingState seating = tier.seating();
        return seating == null
                ? counts.shortage(eventId, tier.id(), tier.capacity())
                : seats.shortage(eventId, tier.id(), seating);
    }

    /** What is held or sold now and would have to be removed with the tier; changes nothing. */
    public Optional<Shortage> shortageOfRemoval(String eventId, TierState tier) {
        int taken = blocks.taken(eventId, tier.id());
        return taken > 0 ? Optional.of(new Shortage(tier.id(), taken, List.of())) : Optional.empty();
    }
}
