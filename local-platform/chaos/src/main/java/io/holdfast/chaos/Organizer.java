package io.holdfast.chaos;

import io.holdfast.chaos.Market.Kind;
import io.holdfast.chaos.Market.Sale;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Publishes events, makes them larger and smaller while they are sold, and cancels some. */
final class Organizer extends Actor {

    private static final List<String> KEPT = List.of(
            "name", "description", "category", "venue", "startsAt", "endsAt", "timezone", "currency", "maxPerBuyer");

    private static final int MOST_LOOKS = 100;

    private final Market market;

    Organizer(Client client, long seed, Market market) {
        super(client, seed);
        this.market = market;
    }

    /** Publishes an event of each kind, with receipts for its orders, and waits until all of them are on sale. */
    void open() throws InterruptedException {
        Map<String, Object> seller = Map.of(
                "name", "Faults", "street", "Street 1", "city", "Town", "country", "DE", "email", "sales@example.com");
        Exchange described = client.askUntilDecided(1_000, "seller", "", "PUT", "/api/events/seller", null, seller);
        if (described.status() != 200) {
            throw new IllegalStateException("The seller could not be described: " + described);
        }
        for (Kind kind : Kind.values()) {
            if (kind != Kind.ROOM) {
                market.open(publish(kind));
            }
        }
    }

    /** Publishes an event with a waiting room, and waits until that can be entered. */
    Sale openRoom(Instant opensAt) throws InterruptedException {
        Sale sale = publish(Kind.ROOM, Market.eventWithRoom(opensAt));
        for (int looks = 1; true; looks++) {
            Exchange seen = client.ask("first-look", sale.id(), "GET", RoomVisitor.path(sale), null, null);
            if (seen.status() == 200) {
                return sale;
            }
            if (looks == MOST_LOOKS) {
                throw new IllegalStateException("A waiting room could not be entered: " + seen);
            }
            pause(200, 500);
        }
    }

    @Override
    void act(int number) throws InterruptedException {
        pause(2_000, 6_000);
        List<Sale> sales = market.sales();
        Sale sale = sales.get(random.nextInt(sales.size()));
        if (chance(0.07)) {
            cancel(sale);
        } else if (sale.kind() != Kind.SEATS) {
            resize(sale);
        }
    }

    /** Publishes an event; tries until it is there and its tickets can be ordered. */
    private Sale publish(Kind kind) throws InterruptedException {
        Sale sale = publish(kind, Market.event(kind));
        for (int i = 0; !isOnSale(sale, i); i++) {
            pause(200, 500);
        }
        return sale;
    }

    private Sale publish(Kind kind, Map<String, Object> event) throws InterruptedException {
        String key = UUID.randomUUID().toString();
        Exchange published = client.askUntilDecided(1_000, "publish", "", "POST", "/api/events/new", key, event);
        if (published.status() != 201) {
            throw new IllegalStateException("An event could not be published: " + published);
        }
        return Market.sale(kind, published.answer());
    }

    private boolean isOnSale(Sale sale, int attempt) throws InterruptedException {
        Map<String, Object> order =
                Map.of("eventId", sale.id(), "items", List.of(Map.of("tierId", sale.tier(), "quantity", 1)));
        return client.ask(
                                "first-order",
                                sale.id(),
                                "POST",
                                "/api/orders",
                                "first-%s-%d".formatted(sale.id(), attempt),
                                order)
                        .status()
                == 201;
    }

    private void cancel(Sale sale) throws InterruptedException {
        market.replace(sale, publish(sale.kind()));
        client.askUntilDecided(
                10, "cancel-event", sale.id(), "POST", "/api/events/%s/cancel".formatted(sale.id()), null, Map.of());
    }

    private void resize(Sale sale) throws InterruptedException {
        Exchange read = client.ask("read-event", sale.id(), "GET", "/api/events/" + sale.id(), null, null);
        if (read.status() != 200 || !read.answer().path("status").asString("").equals("published")) {
            return;
        }
        JsonNode event = read.answer();
        JsonNode tier = event.path("tiers").path(0);
        int change = random.nextInt(-20, 30);
        int capacity = Math.max(1, tier.path("capacity").asInt() + change);
        Map<String, Object> body = new HashMap<>();
        KEPT.forEach(name -> {
            if (event.hasNonNull(name)) {
                body.put(name, event.path(name));
            }
        });
        List<Map<String, Object>> tiers = new ArrayList<>();
        tiers.add(Map.of(
                "id", sale.tier(), "name", "All", "price", tier.path("price").asLong(), "capacity", capacity));
        body.put("tiers", tiers);
        body.put("version", event.path("version").asLong());
        // Repeated, it names a version that is gone if it was carried out: so once.
        client.ask("edit", sale.id(), "PUT", "/api/events/" + sale.id(), null, body);
    }
}
