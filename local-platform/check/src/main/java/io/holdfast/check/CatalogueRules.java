package io.holdfast.check;

import io.holdfast.check.StreamLog.Said;
import io.holdfast.check.World.Block;
import io.holdfast.check.World.Event;
import io.holdfast.check.World.Sale;
import io.holdfast.check.World.Shown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** I1 across services: a tier has the same units in the catalogue, in orders' copy, on the shelves, and on display. */
final class CatalogueRules {

    /** What the catalogue says that changes an event for whoever sells it. */
    static final Set<String> CHANGES = Set.of("published", "changed", "cancelled", "ended");

    static final String SELLER = "orders-catalogue";

    private static final int CAPACITY = 0;

    private final World world;
    private final Streams streams;
    private final Verdict verdict;

    CatalogueRules(World world, Streams streams, Verdict verdict) {
        this.world = world;
        this.streams = streams;
        this.verdict = verdict;
    }

    void judge() {
        if (!world.hasRead("orders")) {
            return;
        }
        Map<String, Map<String, List<Long>>> shelves = new HashMap<>();
        Map<String, Long> versions = new HashMap<>();
        for (Block block : world.blocks.values()) {
            if (!block.isAllowance()) {
                shelves.computeIfAbsent(block.event(), id -> new HashMap<>())
                        .merge(
                                block.tier(),
                                List.of(block.capacity(), block.free(), block.held(), block.sold()),
                                CatalogueRules::sum);
                versions.merge(block.event(), block.version(), Long::sum);
            }
        }
        for (Sale sale : world.sales.values()) {
            judgeSale(sale, shelves.getOrDefault(sale.id(), Map.of()));
        }
        for (String event : shelves.keySet()) {
            if (!world.sales.containsKey(event)) {
                verdict.underway("events to be put on sale");
            }
        }
        if (world.hasRead("events")) {
            world.events.values().forEach(this::judgeEvent);
            world.shown
                    .values()
                    .forEach(shown -> judgeShown(
                            shown, shelves.getOrDefault(shown.id(), Map.of()), versions.getOrDefault(shown.id(), 0L)));
        }
    }

    private static List<Long> sum(List<Long> a, List<Long> b) {
        List<Long> sum = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            sum.add(a.get(i) + b.get(i));
        }
        return sum;
    }

    private void judgeSale(Sale sale, Map<String, List<Long>> shelves) {
        Event event = world.events.get(sale.id());
        if (event != null && (event.proposing() || event.version() > sale.version())) {
            return; // Between what was and what will be; judgeEvent tells whether it waits for good reason.
        }
        Set<String> tiers = new TreeSet<>(sale.capacity().keySet());
        tiers.addAll(shelves.keySet());
        for (String tier : tiers) {
            long copied = sale.capacity().getOrDefault(tier, 0L);
            long there = shelves.containsKey(tier) ? shelves.get(tier).get(CAPACITY) : 0;
            if (copied != there) {
                verdict.wrongAboutEvent(
                        "I1",
                        sale.id(),
                        "tier %s of event %s has %d units in orders' copy, but %d in its blocks"
                                .formatted(tier, sale.id(), copied, there));
            }
        }
    }

    private void judgeEvent(Event event) {
        Sale sale = world.sales.get(event.id());
        long known = sale == null ? 0 : sale.version();
        Optional<Said> news = streams.find("events").flatMap(log -> log.newest(event.id(), CHANGES));
        if (known > event.version()) {
            verdict.wrong(
                    "I7",
                    "orders' copy of event %s is at version %d, the event at %d"
                            .formatted(event.id(), known, event.version()));
        } else if (news.isPresent() && known < news.get().version()) {
            if (streams.find("events").orElseThrow().heard(SELLER, news.get().sequence())) {
                verdict.wrongAboutEvent(
                        "I7",
                        event.id(),
                        "orders' copy of event %s is at version %d, though it heard version %d"
                                .formatted(event.id(), known, news.get().version()));
            } else {
                verdict.underway("messages to be heard");
            }
        }
        if (sale != null
                && known == event.version()
                && !event.proposing()
                && !sale.capacity().equals(event.capacity())) {
            verdict.wrongAboutEvent(
                    "I1",
                    event.id(),
                    "event %s has units %s in the catalogue, but %s in orders' copy"
                            .formatted(event.id(), event.capacity(), sale.capacity()));
        }
    }

    private void judgeShown(Shown shown, Map<String, List<Long>> shelves, long version) {
        if (!world.events.containsKey(shown.id())) {
            verdict.wrongAboutEvent(
                    "I7", shown.id(), "what is left of event %s is shown, which does not exist".formatted(shown.id()));
        } else if (shown.version() != version) {
            verdict.underway("availabilities to be told");
        } else if (!shown.tiers().equals(shelves)) {
            verdict.wrongAboutEvent(
                    "I7",
                    shown.id(),
                    "event %s shows %s (units, free, held, sold), but its blocks have %s"
                            .formatted(shown.id(), shown.tiers(), shelves));
        }
    }
}
