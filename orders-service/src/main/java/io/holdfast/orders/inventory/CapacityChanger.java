package io.holdfast.orders.inventory;

import io.holdfast.contracts.ChangeDecided.Shortage;
import io.holdfast.contracts.SeatingState;
import io.holdfast.contracts.TierState;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Gives a tier as many units, or the seats, that its plan names, while the tier is being sold. Only free units are removed.
 *
 * <p>Plans of an event have numbers, which only grow. A plan begins by storing its number in all blocks of the tier, after which plans with
 * lower numbers can change none of them. A block that is changed for a plan stores that too and is not changed for that plan again; the
 * blocks are changed in a fixed order, each guarded by the size and the numbers it was read with. So a plan that is carried out twice, by
 * two replicas at once or again after a crash, has its effect once, and one that is carried out late has none.
 *
 * <p>A proposal may be refused after it removed units. So it adds none, and each block stores what was removed from it until the decision:
 * then {@link #restore} adds the same units to the same block, or {@link #confirm} forgets them.
 */
@Component
public class CapacityChanger {

    private static final SeatingState NO_SEATS = new SeatingState(List.of());

    private final BlockSizes blocks;
    private final CountCapacity counts;
    private final SeatCapacity seats;

    CapacityChanger(BlockSizes blocks) {
        this.blocks = blocks;
        this.counts = new CountCapacity(blocks);
        this.seats = new SeatCapacity(blocks);
    }

    /**
     * Changes the tier to what it is to be, as far as that is possible.
     *
     * @param plan number of the plan; if a plan with a higher number was begun for the tier, nothing is changed
     * @return what is held or sold and would have to be removed; empty when the tier is as it is to be
     */
    public Optional<Shortage> apply(String eventId, TierState tier, long plan) {
        return apply(eventId, tier, tier.capacity(), tier.seating(), new CapacityPlan(plan, false));
    }

    /** Removes all units of a tier, like {@link #apply}. */
    public Optional<Shortage> remove(String eventId, TierState tier, long plan) {
        return apply(eventId, tier, 0, NO_SEATS, new CapacityPlan(plan, false));
    }

    /**
     * Removes the units that a proposal does not have, as far as that is possible, until {@link #confirm} or {@link #restore}. What the
     * proposal has in addition is not added.
     *
     * @param proposal number of the plan
     * @return what is held or sold and would have to be removed
     */
    public Optional<Shortage> withdraw(String eventId, TierState tier, long proposal) {
        return apply(eventId, tier, tier.capacity(), tier.seating(), new CapacityPlan(proposal, true));
    }

    /** Removes all units of a tier, like {@link #withdraw}. */
    public Optional<Shortage> withdrawAll(String eventId, TierState tier, long proposal) {
        return apply(eventId, tier, 0, NO_SEATS, new CapacityPlan(proposal, true));
    }

    /** @param seating ignored unless the tier's units are numbered seats */
    private Optional<Shortage> apply(
            String eventId, TierState tier, int capacity, @Nullable SeatingState seating, CapacityPlan plan) {
        return tier.seating() == null
                ? counts.apply(eventId, tier.id(), capacity, plan)
                : seats.apply(eventId, tier.id(), Objects.requireNonNull(seating), plan);
    }

    /** Makes final what was withdrawn for a proposal that was granted. May be repeated. */
    public void confirm(String eventId, long proposal) {
        withdrawn(eventId, proposal).forEach(blocks::forgetWithdrawn);
    }

    /** Adds again what was withdrawn for a proposal that was refused; nothing can be withdrawn for it from then on. May be repeated. */
    public void restore(String eventId, long proposal) {
        long after = proposal + 1;
        blocks.close(
                blocks.ofEvent(eventId).stream()
                        .filter(block -> block.latestPlan() == null || block.latestPlan() < after)
                        .toList(),
                after);
        withdrawn(eventId, proposal).forEach(blocks::restoreWithdrawn);
    }

    private List<SizedBlock> withdrawn(String eventId, long proposal) {
        return blocks.ofEvent(eventId).stream()
                .filter(block -> block.withdrawn() != null && block.withdrawn().plan() == proposal)
                .toList();
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
