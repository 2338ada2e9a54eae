package io.holdfast.check;

import io.holdfast.check.Snapshot.Availability;
import io.holdfast.check.Snapshot.Block;
import io.holdfast.check.Snapshot.Event;
import io.holdfast.check.Snapshot.Sale;
import io.holdfast.check.StreamLog.Published;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** I1 across services: a tier has the same units in the catalogue, in the copy of orders-service, in its blocks, and on display. */
final class CatalogueRules {

    /** The messages about an event that orders-service handles. */
    static final Set<String> CHANGES = Set.of("published", "changed", "cancelled", "ended");

    private static final String CONSUMER = "orders-catalogue";

    private static final int CAPACITY = 0;

    private final Snapshot snapshot;
    private final Streams streams;
    private final Findings findings;

    CatalogueRules(Snapshot snapshot, Streams streams, Findings findings) {
        this.snapshot = snapshot;
        this.streams = streams;
        this.findings = findings;
    }

    void check() {
        if (!snapshot.hasRead("orders")) {
            return;
        }
        Map<String, Map<String, List<Long>>> units = new HashMap<>();
        Map<String, Long> versions = new HashMap<>();
        for (Block block : snapshot.blocks.values()) {
            if (!block.isAllowance()) {
                units.computeIfAbsent(block.event(), id -> new HashMap<>())
                        .merge(
                                block.tier(),
                                List.of(block.capacity(), block.free(), block.held(), block.sold()),
                                CatalogueRules::sum);
                versions.merge(block.event(), block.version(), Long::sum);
            }
        }
        for (Sale sale : snapshot.sales.values()) {
            checkSale(sale, units.getOrDefault(sale.id(), Map.of()));
        }
        for (String event : units.keySet()) {
            if (!snapshot.sales.containsKey(event)) {
                findings.underway("events to be put on sale");
            }
        }
        if (snapshot.hasRead("events")) {
            snapshot.events.values().forEach(this::checkEvent);
            snapshot.availability
                    .values()
                    .forEach(shown -> checkAvailability(
                            shown, units.getOrDefault(shown.id(), Map.of()), versions.getOrDefault(shown.id(), 0L)));
        }
    }

    private static List<Long> sum(List<Long> a, List<Long> b) {
        List<Long> sum = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            sum.add(a.get(i) + b.get(i));
        }
        return sum;
    }

    /**
     * A proposal that was open when the event was cancelled, or ended, may have taken units away, and nothing puts them back: they are not
     * sold.
     */
    private static boolean isOver(@Nullable Event event) {
        return event != null
                && (event.status().equals("CANCELLED") || event.status().equals("ENDED"));
    }

    private void checkSale(Sale sale, Map<String, List<Long>> units) {
        Event event = snapshot.events.get(sale.id());
        if (event != null && (event.proposing() || event.version() > sale.version())) {
            return; // A change is on its way; checkEvent finds out whether it was handled.
        }
        Set<String> tiers = new TreeSet<>(sale.capacity().keySet());
        tiers.addAll(units.keySet());
        for (String tier : tiers) {
            long copied = sale.capacity().getOrDefault(tier, 0L);
            long there = units.containsKey(tier) ? units.get(tier).get(CAPACITY) : 0;
            if (copied != there && !(there < copied && isOver(event))) {
                findings.wrongAboutEvent(
                        "I1",
                        sale.id(),
                        "tier %s of event %s has %d units in orders' copy, but %d in its blocks"
                                .formatted(tier, sale.id(), copied, there));
            }
        }
    }

    private void checkEvent(Event event) {
        Sale sale = snapshot.sales.get(event.id());
        long known = sale == null ? 0 : sale.version();
        Optional<Published> news = streams.find("events").flatMap(log -> log.newest(event.id(), CHANGES));
        if (known > event.version()) {
            findings.wrong(
                    "I7",
                    "orders' copy of event %s is at version %d, the event at %d"
                            .formatted(event.id(), known, event.version()));
        } else if (news.isPresent() && known < news.get().version()) {
            if (streams.find("events")
                    .orElseThrow()
                    .isAcknowledged(CONSUMER, news.get().sequence())) {
                findings.wrongAboutEvent(
                        "I7",
                        event.id(),
                        "orders' copy of event %s is at version %d, though it acknowledged version %d"
                                .formatted(event.id(), known, news.get().version()));
            } else {
                findings.underway("messages to be handled");
            }
        }
        if (sale != null
                && known == event.version()
                && !event.proposing()
                && !sale.capacity().equals(event.capacity())) {
            findings.wrongAboutEvent(
                    "I1",
                    event.id(),
                    "event %s has units %s in the catalogue, but %s in orders' copy"
                            .formatted(event.id(), event.capacity(), sale.capacity()));
        }
    }

    private void checkAvailability(Availability shown, Map<String, List<Long>> units, long version) {
        if (!snapshot.events.containsKey(shown.id())) {
            findings.wrongAboutEvent(
                    "I7", shown.id(), "what is left of event %s is shown, which does not exist".formatted(shown.id()));
        } else if (shown.version() != version) {
            findings.underway("availabilities to be published");
        } else if (!shown.tiers().equals(units)) {
            findings.wrongAboutEvent(
                    "I7",
                    shown.id(),
                    "event %s shows %s (units, free, held, sold), but its blocks have %s"
                            .formatted(shown.id(), shown.tiers(), units));
        }
    }
}
