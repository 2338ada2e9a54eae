package io.holdfast.simulation.world;

import io.holdfast.simulation.wiring.Endpoints.Answer;
import org.jspecify.annotations.Nullable;

/** A buyer's way through the waiting room of an event: enters, before it opens or after, and looks until it is admitted. */
final class Turn {

    private static final int LOOKS = 40;

    private final Client client;
    private final World world;
    private final String path;
    private boolean isRoomGone;

    Turn(Client client, Venue venue) {
        this.client = client;
        this.world = client.world();
        this.path = "/api/orders/events/" + venue.eventId() + "/waiting-room";
    }

    /** Whether the buyer may order now, since it is the buyer's turn or the room was removed, or tries it all the same. */
    boolean await() throws InterruptedException {
        // Most come before it opens, some when it does or later.
        client.pause(world.machine().chance(0.7) ? 3_000 : 15_000);
        if (!enter()) {
            return isRoomGone;
        }
        for (int look = 0; look < LOOKS; look++) {
            client.pause(1_500);
            Answer answer = told(client.ask(Service.ORDERS, "GET", path + "/entry", null, null));
            String status = answer == null ? "" : answer.body().path("status").asString("");
            switch (status) {
                case "admitted" -> {
                    world.history().count("turn");
                    return true;
                }
                case "none", "over" -> {
                    if (!enter()) {
                        return isRoomGone;
                    }
                }
                default -> {
                    if (isRoomGone || world.machine().chance(0.03)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private boolean enter() throws InterruptedException {
        Answer answer = told(client.insist(Service.ORDERS, "POST", path + "/entries", null, null));
        if (answer == null || !answer.isSuccess()) {
            world.history().count("entry " + (answer == null ? "lost" : answer.code()));
            return false;
        }
        world.history().count(answer.status() == 201 ? "entered" : "entered before");
        return true;
    }

    private @Nullable Answer told(@Nullable Answer answer) {
        isRoomGone = answer != null && answer.code().equals("not-found");
        if (answer != null && answer.isSuccess()) {
            world.roomRules().told(client.id(), answer.body());
        }
        return answer;
    }
}
