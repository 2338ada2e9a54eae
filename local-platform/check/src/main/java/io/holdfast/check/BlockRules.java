package io.holdfast.check;

import io.holdfast.check.Snapshot.Block;
import io.holdfast.check.Snapshot.Holder;
import java.util.List;

/** I1, and I2 within a block: its counts are those of its holders, and each taken seat has one holder. */
final class BlockRules {

    private final Snapshot snapshot;
    private final Findings findings;

    BlockRules(Snapshot snapshot, Findings findings) {
        this.snapshot = snapshot;
        this.findings = findings;
    }

    void check() {
        snapshot.blocks.values().forEach(this::checkCounts);
        snapshot.blocks.values().forEach(this::checkSeats);
    }

    private void checkCounts(Block block) {
        String name = block.label();
        if (block.capacity() != block.free() + block.held() + block.sold()) {
            findings.wrong(
                    "I1",
                    "%s has %d units, but %d free + %d held + %d sold"
                            .formatted(name, block.capacity(), block.free(), block.held(), block.sold()));
        }
        long held = units(block, false);
        long sold = units(block, true);
        if (held != block.held()) {
            findings.wrong("I1", "%s counts %d units held, its holders hold %d".formatted(name, block.held(), held));
        }
        if (sold != block.sold()) {
            findings.wrong("I1", "%s counts %d units sold, its holders bought %d".formatted(name, block.sold(), sold));
        }
        if (block.capacity() < 0
                || block.held() < 0
                || block.sold() < 0
                || (block.free() < 0 && !block.isAllowance())) {
            findings.wrong(
                    "I1",
                    "%s counts less than nothing: %d units, %d free, %d held, %d sold"
                            .formatted(name, block.capacity(), block.free(), block.held(), block.sold()));
        }
        block.holders().forEach((order, holder) -> {
            if (holder.units() <= 0) {
                findings.wrong("I1", "%s has order %s hold %d units".formatted(name, order, holder.units()));
            }
        });
    }

    private static long units(Block block, boolean sold) {
        return block.holders().values().stream()
                .filter(holder -> holder.sold() == sold)
                .mapToLong(Holder::units)
                .sum();
    }

    private void checkSeats(Block block) {
        if (block.seats().isEmpty()
                && block.holders().values().stream()
                        .allMatch(holder -> holder.seats().isEmpty())) {
            return;
        }
        block.seats().forEach((seat, order) -> {
            Holder holder = block.holders().get(order);
            if (!order.equals("-") && (holder == null || !has(holder.seats(), seat))) {
                findings.wrong(
                        "I1",
                        "%s gives seat %s to order %s, which does not hold it".formatted(block.label(), seat, order));
            }
        });
        block.holders().forEach((order, holder) -> {
            if (holder.seats().size() != holder.units()) {
                findings.wrong(
                        "I1",
                        "%s has order %s hold %d units, but %d seats"
                                .formatted(
                                        block.label(),
                                        order,
                                        holder.units(),
                                        holder.seats().size()));
            }
            for (String seat : holder.seats()) {
                String given = block.seats()
                        .getOrDefault(Snapshot.seatNumber(seat), block.seats().get(seat));
                if (!order.equals(given)) {
                    findings.wrong(
                            "I2",
                            "order %s holds seat %s of %s, which is %s"
                                    .formatted(
                                            order, seat, block.label(), given == null ? "free" : "given to " + given));
                }
            }
        });
    }

    private static boolean has(List<String> seats, String seat) {
        return seats.stream()
                .anyMatch(one -> one.equals(seat) || Snapshot.seatNumber(one).equals(seat));
    }
}
