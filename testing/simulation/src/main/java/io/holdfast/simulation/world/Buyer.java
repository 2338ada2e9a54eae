package io.holdfast.simulation.world;

import io.holdfast.simulation.wiring.Endpoints;
import io.holdfast.simulation.wiring.Endpoints.Answer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Orders tickets, and pays, gives up, lets the hold expire, sells back, or goes to the door. */
final class Buyer extends Client {

    private static final List<String> CARDS = List.of(
            "tok_visa",
            "tok_visa",
            "tok_visa",
            "tok_visa",
            "tok_chargeDeclined",
            "tok_captureFails",
            "tok_slow",
            "tok_refundFails",
            "tok_refundPends",
            "tok_disputed");

    /** How long a turn lasts in a waiting room ({@link World#ORDERS_SETTINGS}), in milliseconds. */
    private static final int PASS = 12_000;

    private final Venue venue;
    private final String tab;
    private final int orders;

    /** @param tab distinguishes what the same buyer does at the same time */
    Buyer(World world, String id, String tab, Venue venue) {
        super(world, id);
        this.venue = venue;
        this.tab = tab;
        this.orders = world.machine().between(1, 3);
    }

    @Override
    void act() throws InterruptedException {
        pause(venue.isContested() ? machine().oneOf(List.of(3, 30)) : 2_000);
        if (venue.room() != null && !machine().chance(0.15) && !new Turn(this, venue).await()) {
            return;
        }
        orderAll();
        if (venue.room() != null && machine().chance(0.5) && omissions().keep("second-turns")) {
            pause(PASS);
            if (machine().chance(0.5)) {
                // The turn may be over by now.
                order(orders);
            }
            // What was refused in the first turn is tried again, with its keys.
            if (new Turn(this, venue).await()) {
                world().history().count("second turn");
                orderAll();
            }
        }
    }

    private Omissions omissions() {
        return world().omissions();
    }

    private void orderAll() throws InterruptedException {
        for (int number = 0; number < orders; number++) {
            Optional<String> order = order(number);
            if (order.isPresent()) {
                after(order.get());
            }
            pause(venue.isContested() ? 100 : 1_500);
        }
    }

    private Optional<String> order(int number) throws InterruptedException {
        ObjectNode wanted = wanted();
        String key = machine().chance(0.6) ? "order-" + tab + number : null;
        long began = machine().nanoTime();
        if (key != null
                && machine().chance(venue.isContested() ? 0.5 : 0.2)
                && omissions().keep("second-clicks")) {
            new Repetition(key, wanted).start(() -> {});
        }
        Answer answer = key == null
                ? ask(Service.ORDERS, "POST", "/api/orders", null, wanted)
                : insist(Service.ORDERS, "POST", "/api/orders", key, wanted);
        if (answer == null) {
            return Optional.empty();
        }
        world().history().count(answer.isSuccess() ? "placed" : answer.code());
        if (answer.code().equals("queue-required")) {
            world().roomRules().refused(id(), began);
        }
        if (answer.isSuccess()) {
            String id = answer.body().path("id").asString();
            placed(key, id);
            if (all(wanted).anyMatch(Buyer::isInSection)) {
                world().history().count("placed in a section");
            }
            return Optional.of(id);
        }
        checkRefusal(wanted, answer, began);
        return Optional.empty();
    }

    private void placed(@Nullable String key, String order) {
        if (key == null) {
            world().history().placed(order);
        } else {
            world().history().placed(id(), key, order);
        }
    }

    private ObjectNode wanted() {
        ObjectNode request = Endpoints.json().put("eventId", venue.eventId());
        ArrayNode items = request.putArray("items");
        List<Venue.Tier> tiers = venue.tiers();
        Venue.Tier first = machine().oneOf(tiers);
        items.add(item(first));
        if (tiers.size() > 1 && machine().chance(0.2)) {
            items.add(item(tiers.get((tiers.indexOf(first) + 1) % tiers.size())));
        }
        return request;
    }

    private ObjectNode item(Venue.Tier tier) {
        ObjectNode item = Endpoints.json().put("tierId", tier.id());
        if (!tier.rows().isEmpty() && machine().chance(0.5)) {
            ArrayNode seats = item.putArray("seats");
            Venue.Row row =
                    tier.rows().size() == 1 ? tier.rows().getFirst() : machine().oneOf(tier.rows());
            int first = machine().between(1, row.seats());
            seats.add(row.seat(first));
            if (first < row.seats() && machine().chance(0.5)) {
                seats.add(row.seat(first + 1));
            }
            return item;
        }
        return item.put("quantity", machine().between(1, 3));
    }

    /** I6: no buyer is refused what was free, and what no limit forbade, all the time. */
    private void checkRefusal(ObjectNode wanted, Answer answer, long began) {
        long now = machine().nanoTime();
        boolean wrong = switch (answer.code()) {
            case "sold-out", "not-enough-left", "all-held", "seats-taken" ->
                all(wanted).allMatch(item -> wasFree(item, began, now));
            case "limit-reached" ->
                wasAllowed("", units(wanted), began, now)
                        && all(wanted)
                                .allMatch(item -> wasAllowed(item.path("tierId").asString(), units(item), began, now));
            default -> false;
        };
        if (wrong) {
            world().history()
                    .wrong("I6 %s was refused %s (%s), which was free all the time"
                            .formatted(id(), wanted.path("items"), answer.code()));
        }
    }

    private static Stream<JsonNode> all(ObjectNode wanted) {
        return wanted.path("items").valueStream();
    }

    private boolean wasFree(JsonNode item, long from, long to) {
        String tier = item.path("tierId").asString();
        FreeUnitsLog log = world().freeUnits();
        return item.path("seats").isMissingNode()
                ? log.least(venue.eventId(), tier, from, to) >= units(item)
                : item.path("seats")
                        .valueStream()
                        .allMatch(seat -> log.wasFree(venue.eventId(), tier, seat.asString(), from, to));
    }

    private boolean wasAllowed(String tier, int units, long from, long to) {
        int limit = venue.leastLimit(tier);
        return limit == 0 || world().freeUnits().mostCounted(venue.eventId(), tier, id(), from, to) + units <= limit;
    }

    /** Whether seats were chosen whose names begin with that of a section. */
    private static boolean isInSection(JsonNode item) {
        return item.path("seats").valueStream().anyMatch(seat -> seat.asString().contains(" "));
    }

    private static int units(ObjectNode wanted) {
        return all(wanted).mapToInt(Buyer::units).sum();
    }

    private static int units(JsonNode item) {
        return item.path("quantity").asInt(item.path("seats").size());
    }

    private void after(String order) throws InterruptedException {
        pause(machine().chance(0.2) ? 10_000 : 1_000);
        double choice = machine().random().nextDouble();
        if (choice < 0.15) {
            giveUp(order);
        } else if (choice < 0.4 && omissions().keep("payments-in-page")) {
            if (new Checkout(this, order).pay()) {
                afterPaying(order);
            }
        } else if (choice < 0.85) {
            pay(order);
        }
    }

    private void giveUp(String order) throws InterruptedException {
        Answer answer = insist(Service.ORDERS, "DELETE", "/api/orders/" + order, null, null);
        if (answer != null && answer.isSuccess()) {
            world().history().over(order, answer.body().path("status").asString());
        }
    }

    private void pay(String order) throws InterruptedException {
        ObjectNode request =
                Endpoints.json().put("orderId", order).put("token", machine().oneOf(CARDS));
        String key = machine().chance(0.5) ? "pay-" + order : null;
        Answer answer = insist(Service.PAYMENTS, "POST", "/api/payments", key, request);
        if (answer == null || !answer.isSuccess()) {
            if (answer != null) {
                world().history().count("pay " + answer.code());
            }
            return;
        }
        String status = answer.body().path("status").asString();
        world().history().count("pay " + status);
        if (status.equals("CAPTURED")) {
            world().history().paid(order);
            afterPaying(order);
        }
    }

    private void afterPaying(String order) throws InterruptedException {
        pause(1_000);
        Map<String, String> tickets = tickets(order);
        double choice = machine().random().nextDouble();
        if (choice < 0.3 && !omissions().keep("sell-backs")) {
            return;
        }
        if (choice < 0.12 && tickets.size() > 1) {
            sellBackOne(order, machine().oneOf(List.copyOf(tickets.keySet())));
        } else if (choice < 0.3 && !sellBack(order) && !venue.takesBack()) {
            // The event may be moved meanwhile.
            pause(5_000);
            sellBack(order);
        }
        if ((choice < 0.06 || (choice > 0.15 && choice < 0.6)) && omissions().keep("doors")) {
            tickets.values().forEach(code -> venue.showAtDoors(order, code));
        }
    }

    /** The rest stays the buyer's, who may go on with it. */
    private void sellBackOne(String order, String ticket) throws InterruptedException {
        ObjectNode request = Endpoints.json().put("orderId", order);
        request.putArray("tickets").add(ticket);
        Answer sold = insist(Service.ORDERS, "POST", "/api/orders/sell", null, request);
        if (sold != null && sold.isSuccess()) {
            world().history().count("sold back in part");
            world().history().ended(order, ticket);
        }
    }

    private boolean sellBack(String order) throws InterruptedException {
        Answer sold = insist(
                Service.ORDERS,
                "POST",
                "/api/orders/sell",
                null,
                Endpoints.json().put("orderId", order));
        if (sold == null || !sold.isSuccess()) {
            return false;
        }
        world().history().count(venue.takesBack() ? "sold back" : "returned");
        world().history().over(order, sold.body().path("status").asString());
        return true;
    }

    private Map<String, String> tickets(String order) throws InterruptedException {
        Answer tickets = insist(Service.ORDERS, "GET", "/api/orders/" + order + "/tickets", null, null);
        if (tickets != null && tickets.isSuccess()) {
            tickets.body()
                    .forEach(ticket -> world().history()
                            .ticket(
                                    order,
                                    ticket.path("id").asString(),
                                    ticket.path("code").asString()));
        }
        return world().history().tickets(order);
    }

    /** The same request once more: at the same time, as from a second click, or later. */
    private final class Repetition extends Client {

        private final String key;
        private final ObjectNode wanted;

        private Repetition(String key, ObjectNode wanted) {
            super(Buyer.this.world(), Buyer.this.id());
            this.key = key;
            this.wanted = wanted;
        }

        @Override
        void act() throws InterruptedException {
            pause(machine().oneOf(List.of(2, 20, 1_000)));
            Answer answer = ask(Service.ORDERS, "POST", "/api/orders", key, wanted);
            if (answer != null && answer.isSuccess()) {
                world().history().placed(id(), key, answer.body().path("id").asString());
            }
        }
    }
}
