package io.holdfast.orders.inventory;

import java.util.List;

/** What one replica believes is free in one tier: good for choosing, never for refusing. */
sealed interface FreeUnits permits FreeCounts, FreeSeats {

    /** Takes what is wanted, from as few blocks as is easy; empty, and nothing taken, if it is not there. */
    List<Allocation.Part> take(ClaimItem wanted);

    /** These units came back. */
    void put(Allocation.Part part);

    /** Believes what was read. */
    void correct(Block block);

    /** Whether a block read later than this shelf has units that are not believed to be free. */
    boolean lacksUnitsOf(Block block);

    /** Units believed to be free. */
    int free();
}
