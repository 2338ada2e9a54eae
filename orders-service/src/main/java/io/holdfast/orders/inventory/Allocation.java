package io.holdfast.orders.inventory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The blocks that hold an order's units, and the allowances of the buyer that they count against. */
public record Allocation(List<Part> parts) {

    /**
     * @param units how many of the block's units, at least one
     * @param seats the numbers of the seats, in order; empty for general admission
     */
    public record Part(String blockId, int units, List<Integer> seats) {

        public Part {
            seats = List.copyOf(seats);
        }

        /** Units without numbers. */
        public Part(String blockId, int units) {
            this(blockId, units, List.of());
        }
    }

    public Allocation {
        parts = List.copyOf(parts);
    }

    /** The names of a tier's seats in it; empty for general admission. */
    public List<String> seatsOf(String tierId) {
        return parts.stream()
                .filter(part -> BlockId.tierOf(part.blockId()).equals(tierId))
                .flatMap(part -> part.seats().stream().map(number -> BlockId.seat(part.blockId(), number)))
                .map(Seat::name)
                .toList();
    }

    /**
     * Whether an order with this allocation has these units: it names them, or they are what an allowance of its buyer counts of it. An
     * allowance that the order does not name counts it since a limit was set after the order was placed.
     */
    public boolean includes(Part part) {
        return parts.contains(part)
                || (BlockId.isAllowance(part.blockId()) && unitsCountedBy(part.blockId()) == part.units());
    }

    /** How many of the units count against the limit that the allowance is about. */
    int unitsCountedBy(String allowanceId) {
        String tier = BlockId.limitedTier(allowanceId);
        return parts.stream()
                .filter(part -> !BlockId.isAllowance(part.blockId()))
                .filter(part -> tier == null || BlockId.tierOf(part.blockId()).equals(tier))
                .mapToInt(Part::units)
                .sum();
    }

    /** Every allowance that may count units of the buyer's order, whether it exists or not. */
    Set<String> allowances(Set<String> buyerKeys) {
        Set<String> ids = new HashSet<>();
        for (Part part : parts) {
            if (!BlockId.isAllowance(part.blockId())) {
                String eventId = BlockId.eventOf(part.blockId());
                for (String buyer : buyerKeys) {
                    ids.add(BlockId.allowance(eventId, null, buyer));
                    ids.add(BlockId.allowance(eventId, BlockId.tierOf(part.blockId()), buyer));
                }
            }
        }
        return ids;
    }

    /** Of an order that has nothing (any more). */
    public static final Allocation NONE = new Allocation(List.of());

    /**
     * One unit of this allocation, as a part of its own.
     *
     * @param seat its name; null for general admission
     * @throws java.util.NoSuchElementException when the allocation has no such unit
     */
    public Part unit(String tierId, @Nullable String seat) {
        return parts.reversed().stream()
                .filter(part -> !BlockId.isAllowance(part.blockId()))
                .filter(part -> BlockId.tierOf(part.blockId()).equals(tierId))
                .flatMap(part -> seat == null
                        ? Stream.of(new Part(part.blockId(), 1))
                        : part.seats().stream()
                                .filter(number -> BlockId.seat(part.blockId(), number)
                                        .name()
                                        .equals(seat))
                                .map(number -> new Part(part.blockId(), 1, List.of(number))))
                .findFirst()
                .orElseThrow();
    }

    /** This allocation without some of its units; the allowances count what is left. */
    public Allocation less(List<Part> units) {
        if (units.isEmpty()) {
            return this;
        }
        List<Part> left = new ArrayList<>();
        for (Part part : parts) {
            if (!BlockId.isAllowance(part.blockId())) {
                less(part, units).ifPresent(left::add);
            }
        }
        Allocation named = new Allocation(left);
        parts.stream()
                .filter(part -> BlockId.isAllowance(part.blockId()))
                .map(part -> new Part(part.blockId(), named.unitsCountedBy(part.blockId())))
                .filter(part -> part.units() > 0)
                .forEach(left::add);
        return new Allocation(left);
    }

    private static Optional<Part> less(Part part, List<Part> units) {
        int count = part.units();
        List<Integer> seats = new ArrayList<>(part.seats());
        for (Part unit : units) {
            if (unit.blockId().equals(part.blockId())) {
                count -= unit.units();
                seats.removeAll(unit.seats());
            }
        }
        return count == 0 ? Optional.empty() : Optional.of(new Part(part.blockId(), count, seats));
    }

    /** Whether it names units of the block, which is no allowance. */
    public boolean has(String blockId) {
        return !BlockId.isAllowance(blockId) && in(blockId) != null;
    }

    /** Whether an allowance that counts these units of an order with this allocation counts too many, and not only such that it does not have. */
    public boolean isCountedTooHigh(Part part) {
        int counted = BlockId.isAllowance(part.blockId()) ? unitsCountedBy(part.blockId()) : 0;
        return counted > 0 && counted < part.units();
    }

    /** What an order with this allocation has of a block, or an allowance counts of it; null if nothing. */
    @Nullable
    Part in(String blockId) {
        if (BlockId.isAllowance(blockId)) {
            int counted = unitsCountedBy(blockId);
            return counted == 0 ? null : new Part(blockId, counted);
        }
        return parts.stream()
                .filter(part -> part.blockId().equals(blockId))
                .findFirst()
                .orElse(null);
    }

    /** This allocation without its parts in blocks that {@code other} names. */
    Allocation without(Allocation other) {
        return new Allocation(parts.stream()
                .filter(part -> other.parts().stream()
                        .noneMatch(named -> named.blockId().equals(part.blockId())))
                .toList());
    }

    /** This allocation and more parts. */
    Allocation and(List<Part> more) {
        List<Part> all = new ArrayList<>(parts);
        all.addAll(more);
        return new Allocation(all);
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }
}
