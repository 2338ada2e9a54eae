package io.holdfast.simulation.world;

import io.holdfast.simulation.wiring.Endpoints;
import io.holdfast.simulation.wiring.Endpoints.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Waits in the waiting room, lets the turn pass, and orders then, without entering again. */
final class Latecomer extends Client {

    private static final Duration TOO_LATE_BY = Duration.ofSeconds(1);

    private final Venue venue;

    Latecomer(World world, Venue venue) {
        super(world, "latecomer");
        this.venue = venue;
    }

    @Override
    void act() throws InterruptedException {
        if (!new Turn(this, venue).await()) {
            return;
        }
        Optional<Instant> over = world().roomRules().turnIsOverAt(id());
        if (over.isEmpty()) {
            return;
        }
        Duration left = Duration.between(machine().time(), over.get().plus(TOO_LATE_BY));
        if (left.isPositive()) {
            machine().sleep(left);
        }
        Answer answer = ask(Service.ORDERS, "POST", "/api/orders", null, wanted());
        if (answer != null) {
            world().history().count("late " + (answer.isSuccess() ? "placed" : answer.code()));
        }
        if (answer != null && answer.isSuccess()) {
            world().history().placed(answer.body().path("id").asString());
        }
    }

    /** Of the largest tier, which is sold out last. */
    private ObjectNode wanted() {
        String tier = venue.tiers().stream()
                .max(Comparator.comparingInt(Venue.Tier::capacity))
                .orElseThrow()
                .id();
        ObjectNode order = Endpoints.json().put("eventId", venue.eventId());
        order.putArray("items").addObject().put("tierId", tier).put("quantity", 1);
        return order;
    }
}
