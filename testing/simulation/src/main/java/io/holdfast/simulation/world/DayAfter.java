package io.holdfast.simulation.world;

import io.holdfast.simulation.machine.Machine;
import io.holdfast.simulation.wiring.Endpoints;
import io.holdfast.simulation.wiring.Endpoints.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What becomes of a waiting room until a day after its event: the sale ends, the event does, and then the room is given up. In half of all
 * runs news that the event was postponed comes only after its end, also when the room was given up, and it is sold again; in a fourth it is
 * cancelled. Meanwhile the services do not run: what hours do to them is what they find when they start.
 */
final class DayAfter {

    private static final Duration REACTS_WITHIN = Duration.ofSeconds(15);
    private static final Duration POSTPONED_BY = Duration.ofDays(5);
    private static final int MINUTES_OF_A_DAY = 24 * 60;

    private final World world;
    private final Machine machine;
    private final RoomRules rules;
    private final Venue venue;
    private final Organizer organizer;
    private final Runnable settle;

    /** @param settle lets the services run until nothing is left to do */
    DayAfter(World world, Venue venue, Organizer organizer, Runnable settle) {
        this.world = world;
        this.machine = world.machine();
        this.rules = world.roomRules();
        this.venue = venue;
        this.organizer = organizer;
        this.settle = settle;
    }

    void pass() {
        world.history().count("day after");
        switch (machine.between(0, 3)) {
            case 0 -> cancel();
            case 1, 2 -> postponeUnheard();
            default -> machine.trace().say(machine, () -> "The event will take place");
        }
        sleepUntil(rules.closesAt().plus(Duration.ofMinutes(machine.between(1, 3 * 60))));
        visit();
        sleepUntil(rules.endsAt().plus(Duration.ofMinutes(machine.between(1, MINUTES_OF_A_DAY - 10))));
        visit();
        sleepUntil(rules.endsAt().plus(Duration.ofMinutes(MINUTES_OF_A_DAY + 1)));
        visit();
    }

    /** The event is postponed, which orders-service hears when the event would be over. It is sold again, to those who are admitted. */
    private void postponeUnheard() {
        Instant unheard = rules.endsAt();
        world.replicas(Service.ORDERS).forEach(Replica::stop);
        new Postponing().start(() -> {});
        machine.run(REACTS_WITHIN);
        sleepUntil(unheard.plus(Duration.ofMinutes(machine.between(1, 3 * MINUTES_OF_A_DAY))));
        new Buyer(world, "buyer-after", "", venue).start(() -> {});
        // A room that was given up is looked after again once someone looks at it.
        new Visitor().start(() -> {});
        settle.run();
    }

    /** The event is cancelled: its room is given up at once. */
    private void cancel() {
        new Cancelling().start(() -> {});
        machine.run(REACTS_WITHIN);
        settle.run();
    }

    private void visit() {
        new Visitor().start(() -> {});
        machine.run(REACTS_WITHIN);
        settle.run();
    }

    private void sleepUntil(Instant moment) {
        if (!moment.isAfter(machine.time())) {
            return;
        }
        machine.trace().say(machine, () -> "Everything is switched off until " + moment);
        world.replicas().forEach(Replica::stop);
        machine.run(Duration.between(machine.time(), moment));
        world.start();
        machine.run(REACTS_WITHIN);
    }

    private final class Postponing extends Client {

        Postponing() {
            super(DayAfter.this.world, Organizer.ID);
        }

        @Override
        void act() throws InterruptedException {
            venue.postpone(POSTPONED_BY);
            venue.putRoomBack();
            // What was refused may have been written before.
            for (int attempt = 0; attempt < 3 && !organizer.send(); attempt++) {
                pause(100);
            }
        }
    }

    private final class Cancelling extends Client {

        Cancelling() {
            super(DayAfter.this.world, Organizer.ID);
        }

        @Override
        void act() throws InterruptedException {
            organizer.cancel();
        }
    }

    /** Looks at the draw, enters or looks at the entry, and orders. */
    private final class Visitor extends Client {

        Visitor() {
            super(DayAfter.this.world, machine.oneOf(List.of("buyer-1", "buyer-2", "visitor")));
        }

        @Override
        void act() throws InterruptedException {
            String path = "/api/orders/events/" + venue.eventId() + "/waiting-room";
            Answer draw = ask(Service.ORDERS, "GET", path + "/draw", null, null);
            if (draw != null && draw.isSuccess()) {
                world().roomRules().toldDraw(draw.body());
            }
            tell(ask(Service.ORDERS, "GET", path + "/entry", null, null));
            tell(ask(Service.ORDERS, "POST", path + "/entries", null, null));
            ObjectNode order = Endpoints.json().put("eventId", venue.eventId());
            order.putArray("items")
                    .addObject()
                    .put("tierId", venue.tiers().getFirst().id())
                    .put("quantity", 1);
            ask(Service.ORDERS, "POST", "/api/orders", null, order);
        }

        private void tell(@Nullable Answer answer) {
            if (answer != null && answer.isSuccess()) {
                world().roomRules().told(id(), answer.body());
            }
        }
    }
}
