package io.holdfast.orders.sale;

import io.holdfast.contracts.ChangeDecided;
import io.holdfast.contracts.ChangeDecided.Shortage;
import io.holdfast.contracts.EventChangeProposed;
import io.holdfast.contracts.EventMessage;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.TierState;
import io.holdfast.orders.inventory.CapacityChanger;
import io.holdfast.orders.inventory.Inventory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Applies the messages of the catalogue: creates and removes units, updates the copies of the events, and decides proposals. */
@Component
class CatalogueUpdates {

    private static final Logger log = LoggerFactory.getLogger(CatalogueUpdates.class);

    private final SaleStore store;
    private final Sales sales;
    private final ChangeDecisionStore decisions;
    private final CapacityChanger capacity;
    private final Inventory<?, ?> inventory;

    CatalogueUpdates(
            SaleStore store,
            Sales sales,
            ChangeDecisionStore decisions,
            CapacityChanger capacity,
            Inventory<?, ?> inventory) {
        this.store = store;
        this.sales = sales;
        this.decisions = decisions;
        this.capacity = capacity;
        this.inventory = inventory;
    }

    /** Takes over the event, unless a newer version is stored, and changes its units accordingly. */
    void apply(EventMessage message) {
        EventState event = message.event();
        // First: what was withdrawn for an earlier proposal is not counted as removed, and not added twice.
        finishDecided(event.id());
        Optional<Sale> known = store.find(event.id()).filter(Sale::unitsExist);
        if (known.isEmpty() || known.get().event().version() < event.version()) {
            // The units come first: a claim for a unit that does not exist yet would be refused.
            changeUnits(event, known);
            store.save(event);
        }
        // Another replica may have changed some of the units for a newer version at the same time.
        store.find(event.id())
                .filter(newest -> newest.event().version() > event.version())
                .ifPresent(newest -> changeUnits(newest.event(), Optional.empty()));
        sales.forget(event.id());
        inventory.publishAvailability(event.id());
    }

    private void changeUnits(EventState event, Optional<Sale> before) {
        for (TierState tier : event.tiers()) {
            boolean unchanged = before.flatMap(sale -> sale.tier(tier.id()))
                    .filter(old -> old.revision() >= tier.revision())
                    .isPresent();
            if (!unchanged) {
                capacity.apply(event.id(), tier, planNumber(tier.revision()))
                        .ifPresent(shortage -> log.error(
                                "Event {} is to have fewer units of {} than are left, since they are or were held or sold: {}",
                                event.id(),
                                tier.id(),
                                shortage));
            }
        }
        before.map(sale -> sale.event().tiers()).orElse(List.of()).stream()
                .filter(old -> !isIn(event.tiers(), old))
                .forEach(gone -> capacity.remove(event.id(), gone, planNumber(event.version())));
    }

    /**
     * Decides whether an event may have fewer units: removes them, or leaves everything as it is. A proposal that was decided before keeps
     * its decision. What the proposal adds is not on sale before it is granted: it is created with the changed event that follows.
     */
    void decide(EventChangeProposed message) {
        apply(message);
        EventState event = message.event();
        if (!isDecided(event)) {
            List<Shortage> shortages = withdrawUnits(event, message.proposed());
            decisions.decide(new ChangeDecided(event.id(), event.version(), shortages.isEmpty(), shortages));
            finishDecided(event.id());
        }
        if (isRefused(event)) {
            // An earlier release did not store in the blocks what it removed for a proposal.
            event.tiers().forEach(tier -> capacity.apply(event.id(), tier, planNumber(event.version()) + 1));
        }
        inventory.publishAvailability(event.id());
    }

    private boolean isDecided(EventState event) {
        return decisions
                .find(event.id())
                .filter(last -> last.proposal() >= event.version())
                .isPresent();
    }

    private boolean isRefused(EventState event) {
        return decisions
                .find(event.id())
                .filter(last -> last.proposal() == event.version() && !last.granted())
                .isPresent();
    }

    /** Makes final what was withdrawn for the event's latest proposal that was decided, or restores it; a crash may have left it. */
    private void finishDecided(String eventId) {
        decisions.find(eventId).ifPresent(last -> {
            if (last.granted()) {
                capacity.confirm(eventId, planNumber(last.proposal()));
            } else {
                capacity.restore(eventId, planNumber(last.proposal()));
            }
        });
    }

    /** Withdraws units that the proposal does not have, as far as that is possible; returns what is held or sold of them. */
    private List<Shortage> withdrawUnits(EventState event, List<TierState> proposed) {
        List<TierState> changed = proposed.stream()
                .filter(tier -> tier.revision() >= event.version())
                .filter(tier -> isIn(event.tiers(), tier))
                .toList();
        List<TierState> gone =
                event.tiers().stream().filter(tier -> !isIn(proposed, tier)).toList();
        List<Shortage> shortages = new ArrayList<>();
        changed.forEach(tier -> capacity.shortage(event.id(), tier).ifPresent(shortages::add));
        gone.forEach(tier -> capacity.shortageOfRemoval(event.id(), tier).ifPresent(shortages::add));
        if (shortages.isEmpty()) {
            long plan = planNumber(event.version());
            changed.forEach(tier -> capacity.withdraw(event.id(), tier, plan).ifPresent(shortages::add));
            gone.forEach(tier -> capacity.withdrawAll(event.id(), tier, plan).ifPresent(shortages::add));
        }
        return shortages;
    }

    private static boolean isIn(List<TierState> tiers, TierState tier) {
        return tiers.stream().anyMatch(other -> other.id().equals(tier.id()));
    }

    /** Each version has two numbers: this one carries out what it proposes, the next is used once that is refused. */
    private static long planNumber(long version) {
        return 2 * version;
    }
}
