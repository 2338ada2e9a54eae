package io.holdfast.check;

import io.holdfast.check.World.Block;
import io.holdfast.check.World.Holder;
import io.holdfast.check.World.Order;
import io.holdfast.check.World.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** I1: what a block counts is what its holders have. I2: what has a holder has one living order, and the other way round. */
final class InventoryRules {

    /** Units that a crash left behind are mended within this time, while the service runs. */
    private static final Duration MENDED_WITHIN = Duration.ofMinutes(3);

    private static final String LEFT_BEHIND = "units to be released";
    private static final String NOT_MARKED_SOLD = "units to be marked as sold";

    private final World world;
    private final Verdict verdict;

    InventoryRules(World world, Verdict verdict) {
        this.world = world;
        this.verdict = verdict;
    }

    void judge() {
        if (!world.hasRead("orders")) {
            return;
        }
        world.blocks.values().forEach(this::judgeCounts);
        world.blocks.values().forEach(this::judgeSeats);
        world.blocks
                .values()
                .forEach(block -> block.holders().forEach((order, holder) -> judgeHolder(block, order, holder)));
        world.orders.values().forEach(this::judgeOrder);
        judgeSeatsSoldTwice();
    }

    private void judgeCounts(Block block) {
        String name = name(block);
        if (block.capacity() != block.free() + block.held() + block.sold()) {
            verdict.wrong(
                    "I1",
                    "%s has %d units, but %d free + %d held + %d sold"
                            .formatted(name, block.capacity(), block.free(), block.held(), block.sold()));
        }
        long held = units(block, false);
        long sold = units(block, true);
        if (held != block.held()) {
            verdict.wrong("I1", "%s counts %d units held, its holders hold %d".formatted(name, block.held(), held));
        }
        if (sold != block.sold()) {
            verdict.wrong("I1", "%s counts %d units sold, its holders bought %d".formatted(name, block.sold(), sold));
        }
        if (block.capacity() < 0
                || block.held() < 0
                || block.sold() < 0
                || (block.free() < 0 && !block.isAllowance())) {
            verdict.wrong(
                    "I1",
                    "%s counts less than nothing: %d units, %d free, %d held, %d sold"
                            .formatted(name, block.capacity(), block.free(), block.held(), block.sold()));
        }
        block.holders().forEach((order, holder) -> {
            if (holder.units() <= 0) {
                verdict.wrong("I1", "%s has order %s hold %d units".formatted(name, order, holder.units()));
            }
        });
    }

    private static long units(Block block, boolean sold) {
        return block.holders().values().stream()
                .filter(holder -> holder.sold() == sold)
                .mapToLong(Holder::units)
                .sum();
    }

    private void judgeSeats(Block block) {
        if (block.seats().isEmpty()
                && block.holders().values().stream()
                        .allMatch(holder -> holder.seats().isEmpty())) {
            return;
        }
        block.seats().forEach((seat, order) -> {
            Holder holder = block.holders().get(order);
            if (!order.equals("-") && (holder == null || !has(holder.seats(), seat))) {
                verdict.wrong(
                        "I1",
                        "%s gives seat %s to order %s, which does not hold it".formatted(name(block), seat, order));
            }
        });
        block.holders().forEach((order, holder) -> {
            if (holder.seats().size() != holder.units()) {
                verdict.wrong(
                        "I1",
                        "%s has order %s hold %d units, but %d seats"
                                .formatted(
                                        name(block),
                                        order,
                                        holder.units(),
                                        holder.seats().size()));
            }
            for (String seat : holder.seats()) {
                String given =
                        block.seats().getOrDefault(number(seat), block.seats().get(seat));
                if (!order.equals(given)) {
                    verdict.wrong(
                            "I2",
                            "order %s holds seat %s of %s, which is %s"
                                    .formatted(order, seat, name(block), given == null ? "free" : "given to " + given));
                }
            }
        });
    }

    private static boolean has(List<String> seats, String seat) {
        return seats.stream().anyMatch(one -> one.equals(seat) || number(one).equals(seat));
    }

    /** A seat by its number alone: {@code 12} of {@code A-12}. */
    private static String number(String seat) {
        return seat.substring(seat.lastIndexOf('-') + 1);
    }

    private void judgeHolder(Block block, String orderId, Holder holder) {
        Order order = world.orders.get(orderId);
        String what = "order %s %s %d units of %s"
                .formatted(orderId, holder.sold() ? "bought" : "holds", holder.units(), name(block));
        if (order == null || order.voided()) {
            leftBehind(block, orderId, holder, holder.since(), what + ", but there is no such order");
            return;
        }
        if (!order.isAlive()) {
            leftBehind(block, orderId, holder, latest(holder, order), what + ", but is " + order.status());
            return;
        }
        if (!order.event().equals(block.realEvent())) {
            wrong(block, orderId, what + ", but is for event " + order.event());
        }
        List<Part> named = order.parts().stream()
                .filter(part -> part.block().equals(block.id()))
                .toList();
        if (named.isEmpty()) {
            judgeUnnamed(block, order, holder, what);
            return;
        }
        long units = named.stream().mapToLong(Part::units).sum();
        if (units != holder.units()) {
            wrong(block, orderId, "%s, but names %d".formatted(what, units));
        }
        Set<String> seats = new HashSet<>();
        named.forEach(part -> part.seats().forEach(seat -> seats.add(number(seat))));
        Set<String> held = new HashSet<>();
        holder.seats().forEach(seat -> held.add(number(seat)));
        if (!seats.equals(held)) {
            wrong(block, orderId, "%s with seats %s, but names seats %s".formatted(what, held, seats));
        }
        if (order.isCompleted() && !holder.sold()) {
            if (isOld(latest(holder, order))) {
                wrong(block, orderId, what + ", but is COMPLETED");
            } else {
                verdict.underway(NOT_MARKED_SOLD);
            }
        }
        if (!order.isCompleted() && holder.sold()) {
            wrong(block, orderId, what + ", but is " + order.status());
        }
    }

    private void judgeUnnamed(Block block, Order order, Holder holder, String what) {
        if (!block.isAllowance()) {
            leftBehind(block, order.id(), holder, latest(holder, order), what + " that it does not name");
            return;
        }
        String tier = block.tierOfAllowance();
        long ordered = tier.isEmpty() ? order.unitsOrdered() : order.units().getOrDefault(tier, 0L);
        if (ordered != holder.units()) {
            wrong(block, order.id(), "%s, but ordered %d".formatted(what, ordered));
        }
    }

    private void leftBehind(Block block, String orderId, Holder holder, Instant since, String text) {
        if (isOld(since)) {
            wrong(block, orderId, text);
        } else {
            verdict.underway(LEFT_BEHIND, (int) holder.units());
        }
    }

    private boolean isOld(Instant since) {
        return since.isBefore(world.asOf.minus(MENDED_WITHIN));
    }

    private static Instant latest(Holder holder, Order order) {
        return holder.since().isAfter(order.since()) ? holder.since() : order.since();
    }

    private void judgeOrder(Order order) {
        if (order.voided()) {
            return;
        }
        if (order.isCompleted() && order.tickets() != order.unitsOrdered()) {
            verdict.wrong(
                    "I2",
                    "order %s is COMPLETED for %d units and has %d tickets"
                            .formatted(order.id(), order.unitsOrdered(), order.tickets()));
        }
        if (!order.everCompleted() && order.tickets() > 0) {
            verdict.wrong(
                    "I2", "order %s is %s and has %d tickets".formatted(order.id(), order.status(), order.tickets()));
        }
        if (!order.isAlive()) {
            return;
        }
        Map<String, Long> named = new HashMap<>();
        for (Part part : order.parts()) {
            Block block = world.blocks.get(part.block());
            if (block == null) {
                wrong(
                        order,
                        "order %s names %d units of block %s, which does not exist"
                                .formatted(order.id(), part.units(), part.block()));
                continue;
            }
            if (!block.isAllowance()) {
                named.merge(block.tier(), part.units(), Long::sum);
            }
            if (!block.holders().containsKey(order.id())) {
                wrong(
                        order,
                        "order %s is %s and names %d units of %s, which it does not hold"
                                .formatted(order.id(), order.status(), part.units(), name(block)));
            }
        }
        if (!named.equals(order.units())) {
            wrong(order, "order %s is for %s, but names units of %s".formatted(order.id(), order.units(), named));
        }
    }

    /** By name: also when blocks overlap, or a seat was cut out of one and put into another. */
    private void judgeSeatsSoldTwice() {
        Map<String, String> takers = new HashMap<>();
        for (Order order : world.orders.values()) {
            if (!order.isAlive()) {
                continue;
            }
            for (Part part : order.parts()) {
                Block block = world.blocks.get(part.block());
                if (block == null || block.isAllowance()) {
                    continue;
                }
                String row = part.block().substring(0, Math.max(0, part.block().lastIndexOf('.')));
                for (String seat : part.seats()) {
                    String other = takers.put(row + "-" + number(seat), order.id());
                    if (other != null) {
                        String first = other.compareTo(order.id()) < 0 ? other : order.id();
                        String second = first.equals(other) ? order.id() : other;
                        verdict.wrong(
                                "I2",
                                "seat %s-%s is sold to order %s and to order %s"
                                        .formatted(row, number(seat), first, second),
                                Set.of(first, second),
                                Set.of(order.event()));
                    }
                }
            }
        }
    }

    private void wrong(Block block, String orderId, String text) {
        verdict.wrong("I2", text, Set.of(orderId), Set.of(block.realEvent()));
    }

    private void wrong(Order order, String text) {
        verdict.wrong("I2", text, Set.of(order.id()), Set.of(order.event()));
    }

    private static String name(Block block) {
        return (block.isAllowance() ? "allowance " : "block ") + block.id();
    }
}
