package io.holdfast.orders.inventory;

import java.util.List;

/** The free units of one tier as far as this replica knows: good for choosing, never for refusing. */
sealed interface FreeUnits permits FreeCounts, FreeSeats {

    /** Chooses units and removes them, from as few blocks as is easy; empty, and nothing removed, if there are too few. */
    List<Allocation.Part> choose(ClaimItem item);

    /** Adds units that were released. */
    void add(Allocation.Part part);

    /** Takes over what was read of a block after a claim had failed there. */
    void update(Block block);

    /** Whether a block that was read has free units that are not among these. */
    boolean lacksUnitsOf(Block block);

    /** How many there are. */
    int count();
}
