package io.holdfast.simulation.world;

import io.holdfast.simulation.wiring.Endpoints;
import io.holdfast.simulation.wiring.Endpoints.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Publishes the event, changes it while it is sold, gives money back, and sometimes cancels it. */
final class Organizer extends Client {

    static final String ID = "organizer";

    private final Venue venue;
    private final int edits;
    private final boolean cancels;
    private final int refunds;
    private long version = 1;

    Organizer(World world, Venue venue) {
        super(world, ID);
        this.venue = venue;
        int wanted = world.machine().chance(venue.isContested() ? 0.9 : 0.5)
                ? world.machine().between(1, 6)
                : 0;
        this.edits = wanted > 0 && world.omissions().keep("edits") ? wanted : 0;
        this.cancels = world.machine().chance(0.15) && world.omissions().keep("cancellation");
        this.refunds = world.machine().chance(0.3) && world.omissions().keep("refund") ? 1 : 0;
    }

    /** Publishes it; false if that did not succeed. */
    boolean publish() throws InterruptedException {
        insist(Service.EVENTS, "PUT", "/api/events/seller", null, seller());
        for (int attempt = 0; attempt < 20; attempt++) {
            Answer created = ask(Service.EVENTS, "POST", "/api/events/new", "event", venue.request());
            if (created != null && created.isSuccess()) {
                venue.eventId(created.body().path("id").asString());
                return true;
            }
            pause(2_000);
        }
        return false;
    }

    private static ObjectNode seller() {
        return Endpoints.json()
                .put("name", "Hall Ltd")
                .put("street", "High Street 1")
                .put("city", "York")
                .put("country", "GB")
                .put("email", "hall@example.org");
    }

    @Override
    void act() throws InterruptedException {
        for (int edit = 0; edit < edits; edit++) {
            pause(venue.isContested() ? machine().oneOf(List.of(30, 500)) : 2_500);
            edit();
        }
        for (int refund = 0; refund < refunds; refund++) {
            pause(3_000);
            refund();
        }
        if (cancels) {
            pause(3_000);
            cancel();
        }
    }

    void cancel() throws InterruptedException {
        Answer cancelled = insist(Service.EVENTS, "POST", "/api/events/" + venue.eventId() + "/cancel", null, null);
        if (cancelled != null && cancelled.isSuccess()) {
            world().history().count("cancelled");
        }
    }

    private void edit() throws InterruptedException {
        Instant started = venue.startsAt();
        venue.change();
        if (send() && venue.startsAt().isAfter(started)) {
            world().history().count("moved");
        }
    }

    /** Sends the event as it is wanted now; false if it did not become that, as far as is known. */
    boolean send() throws InterruptedException {
        ObjectNode wanted = venue.request().put("version", version);
        Answer answer = insist(Service.EVENTS, "PUT", "/api/events/" + venue.eventId(), null, wanted);
        if (answer == null) {
            return false;
        }
        world().history().count(answer.isSuccess() ? "edited" : "edit " + answer.code());
        if (answer.isSuccess()) {
            version = answer.body().path("version").asLong();
        } else if (answer.body().has("current")) {
            version = answer.body().path("current").path("version").asLong();
        }
        return answer.isSuccess();
    }

    private void refund() throws InterruptedException {
        List<String> paid = new ArrayList<>(world().history().paid());
        if (paid.isEmpty()) {
            return;
        }
        String order = machine().oneOf(paid);
        ObjectNode request = Endpoints.json().put("reason", "sorry");
        List<String> tickets = List.copyOf(world().history().tickets(order).keySet());
        String ended = tickets.size() > 1 && machine().chance(0.5) ? machine().oneOf(tickets) : null;
        if (ended != null) {
            request.putArray("tickets").add(ended);
        } else if (machine().chance(0.5)) {
            request.put("amount", 100);
        }
        Answer answer = insist(Service.ORDERS, "POST", "/api/orders/" + order + "/refund", "refund-" + order, request);
        if (answer != null && answer.isSuccess()) {
            world().history().count("refunded");
            String status = answer.body().path("status").asString();
            if (ended != null) {
                world().history().count("refunded in part");
                world().history().ended(order, ended);
            }
            if (!status.equals("COMPLETED")) {
                world().history().over(order, status);
            }
        }
    }
}
