package io.holdfast.orders.inventory;

import java.util.List;

/** Which blocks hold an order's units. */
public record Allocation(List<Part> parts) {

    /** @param units how many of the block's units, at least one */
    public record Part(String blockId, int units) {}

    public Allocation {
        parts = List.copyOf(parts);
    }

    /** The parts of this allocation in blocks that {@code other} does not name. */
    Allocation without(Allocation other) {
        return new Allocation(parts.stream()
                .filter(part -> other.parts().stream()
                        .noneMatch(named -> named.blockId().equals(part.blockId())))
                .toList());
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }
}
