package io.holdfast.check;

import io.holdfast.check.Snapshot.Door;
import io.holdfast.check.Snapshot.Order;
import java.util.Set;

/**
 * I9: a ticket admits one guest, and none once its order is over, nor, where the organizer wants that, once a dispute about its charge is
 * lost.
 */
final class DoorRules {

    private final Snapshot snapshot;
    private final Findings findings;

    DoorRules(Snapshot snapshot, Findings findings) {
        this.snapshot = snapshot;
        this.findings = findings;
    }

    void check() {
        snapshot.orders.values().stream().filter(order -> !order.voided()).forEach(this::check);
    }

    private void check(Order order) {
        Door door = order.door();
        int admissions = door.admissions().size();
        if (!order.isCompleted() && order.tickets() > 0) {
            wrong(order, "is %s and has %d tickets that admit guests".formatted(order.status(), order.tickets()));
        }
        if (order.isCompleted() && door.admitted() != admissions) {
            wrong(order, "counts %d guests, and %d of its tickets were used".formatted(door.admitted(), admissions));
        }
        if (admissions > door.version()) {
            wrong(order, "has %d used tickets after %d admissions".formatted(admissions, door.version()));
        }
        door.afterLoss()
                .forEach(code -> wrong(order, "admitted ticket %s though a dispute about it was lost".formatted(code)));
        door.codesUnknown().forEach(code -> wrong(order, "has a ticket %s that no door finds".formatted(code)));
    }

    private void wrong(Order order, String text) {
        findings.wrong("I9", "order %s %s".formatted(order.id(), text), Set.of(order.id()), Set.of(order.event()));
    }
}
