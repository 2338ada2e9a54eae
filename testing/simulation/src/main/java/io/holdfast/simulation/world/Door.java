package io.holdfast.simulation.world;

import io.holdfast.simulation.wiring.Endpoints;
import io.holdfast.simulation.wiring.Endpoints.Answer;

/** Admits, or refuses, who shows a ticket. It is the organizer's. */
final class Door extends Client {

    private final Venue venue;
    private final String name;
    private final String order;
    private final String code;

    Door(World world, Venue venue, String name, String order, String code) {
        super(world, Organizer.ID);
        this.venue = venue;
        this.name = name;
        this.order = order;
        this.code = code;
    }

    @Override
    void act() throws InterruptedException {
        pause(500);
        boolean overBefore = world().history().isOver(order, code);
        Answer answer = insist(
                Service.ORDERS,
                "POST",
                "/api/orders/events/" + venue.eventId() + "/check-ins",
                name + "-" + code,
                Endpoints.json().put("code", code));
        if (answer != null && answer.isSuccess()) {
            world().history().count("admitted");
            world().history().admitted(code, order, overBefore);
        }
    }
}
