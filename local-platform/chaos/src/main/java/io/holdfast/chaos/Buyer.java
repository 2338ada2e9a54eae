package io.holdfast.chaos;

import io.holdfast.chaos.Market.Kind;
import io.holdfast.chaos.Market.Sale;
import io.holdfast.chaos.Market.Ticket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Orders, now and then by the pages, and pays, gives up, lets the hold run out, or sells back. */
final class Buyer extends Actor {

    private final Market market;

    Buyer(Client client, long seed, Market market) {
        super(client, seed);
        this.market = market;
    }

    @Override
    void act(int number) throws InterruptedException {
        Sale sale = market.pick(random);
        String key = "%s-%d".formatted(client.name(), number);
        Map<String, Object> order = Map.of("eventId", sale.id(), "items", List.of(item(sale)));
        Exchange placed = chance(0.2)
                ? client.orderByPage(patience(), sale.id(), key, order)
                : client.askUntilDecided(patience(), "order", sale.id(), "POST", "/api/orders", key, order);
        pause(50, 250);
        if (placed.status() == 201) {
            decide(sale, placed.answer().path("id").asString(), key);
        } else if (placed.status() == 409) {
            pause(200, 600);
        }
    }

    /** Some give up after the first request without an answer; others repeat it for a long time. */
    private int patience() {
        return 1 + random.nextInt(8);
    }

    private Map<String, Object> item(Sale sale) {
        Map<String, Object> item = new HashMap<>(Map.of("tierId", sale.tier()));
        if (sale.kind() == Kind.SEATS && chance(0.6)) {
            int row = random.nextInt(Market.ROWS);
            int seat = 1 + random.nextInt(Market.SEATS_IN_ROW - 1);
            item.put("seats", List.of(name(row, seat), name(row, seat + 1)).subList(0, 1 + random.nextInt(2)));
        } else {
            item.put("quantity", 1 + random.nextInt(3));
        }
        return item;
    }

    private static String name(int row, int seat) {
        return "%c-%d".formatted((char) ('A' + row), seat);
    }

    private void decide(Sale sale, String order, String key) throws InterruptedException {
        double choice = random.nextDouble();
        if (choice < 0.60) {
            pay(sale, order, key);
        } else if (choice < 0.68) {
            payAndCancelAtOnce(order, key);
        } else if (choice < 0.85) {
            cancel(order);
        }
        // The others let the hold run out.
    }

    private void pay(Sale sale, String order, String key) throws InterruptedException {
        Exchange paid = pay(order, key, card());
        if (paid.status() == 402) {
            paid = pay(order, key + "-again", "tok_visa");
        }
        if (paid.status() == 201) {
            afterwards(sale, order);
        }
    }

    private Exchange pay(String order, String key, String card) throws InterruptedException {
        return client.askUntilDecided(
                patience(),
                "pay",
                order,
                "POST",
                "/api/payments",
                "pay-" + key,
                Map.of("orderId", order, "token", card));
    }

    private String card() {
        double choice = random.nextDouble();
        return choice < 0.84
                ? "tok_visa"
                : choice < 0.89
                        ? "tok_chargeDeclined"
                        : choice < 0.93 ? "tok_captureFails" : choice < 0.97 ? "tok_slow" : "tok_providerDown";
    }

    private void payAndCancelAtOnce(String order, String key) throws InterruptedException {
        Thread cancelling = Thread.ofVirtual().start(() -> {
            try {
                cancel(order);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        pay(order, key, "tok_visa");
        cancelling.join();
    }

    private void cancel(String order) throws InterruptedException {
        client.askUntilDecided(4, "cancel", order, "DELETE", "/api/orders/" + order, null, null);
    }

    private void afterwards(Sale sale, String order) throws InterruptedException {
        if (chance(0.3)) {
            sell(order);
            return;
        }
        Exchange shown = client.ask("tickets", order, "GET", "/api/orders/" + order + "/tickets", null, null);
        if (shown.status() == 200 && chance(0.6)) {
            for (JsonNode ticket : shown.answer()) {
                market.toTheDoor(new Ticket(sale, ticket.path("code").asString()));
            }
        }
        if (chance(0.1)) {
            sell(order); // while its guests may be at the door
        }
    }

    private void sell(String order) throws InterruptedException {
        client.askUntilDecided(4, "sell", order, "POST", "/api/orders/sell", null, Map.of("orderId", order));
    }
}
