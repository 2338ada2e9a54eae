package io.holdfast.chaos;

import io.holdfast.chaos.Market.Sale;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Someone who enters the waiting room of an event, looks at it again and again, and orders once admitted; and who tries now and then to
 * order out of turn.
 */
final class RoomVisitor extends Actor {

    private final Sale sale;
    private final Instant comesAt;
    private boolean entered;
    private boolean bought;

    RoomVisitor(Client client, long seed, Sale sale, Instant comesAt) {
        super(client, seed);
        this.sale = sale;
        this.comesAt = comesAt;
    }

    /** Where the waiting room of an event is. */
    static String path(Sale sale) {
        return "/api/orders/events/%s/waiting-room".formatted(sale.id());
    }

    @Override
    void act(int number) throws InterruptedException {
        pause(300, 900);
        if (chance(0.08)) {
            order(number);
        } else if (!Instant.now().isBefore(comesAt)) {
            if (entered) {
                look(number);
            } else {
                enter();
            }
        }
    }

    private void enter() throws InterruptedException {
        Exchange answer =
                client.askUntilDecided(patience(), "enter", sale.id(), "POST", path(sale) + "/entries", null, null);
        entered = answer.status() / 100 == 2;
    }

    private void look(int number) throws InterruptedException {
        Exchange seen = client.ask("entry", sale.id(), "GET", path(sale) + "/entry", null, null);
        String status = seen.answer().path("status").asString("");
        if (status.equals("admitted") && !bought) {
            order(number);
        } else if (status.equals("over")) {
            entered = bought; // Others enter again.
        } else if (chance(0.2)) {
            client.ask("draw", sale.id(), "GET", path(sale) + "/draw", null, null);
        }
    }

    private void order(int number) throws InterruptedException {
        String key = "%s-%d".formatted(client.name(), number);
        Exchange placed = client.askUntilDecided(
                patience(),
                "waiting-order",
                sale.id(),
                "POST",
                "/api/orders",
                key,
                Map.of("eventId", sale.id(), "items", List.of(Map.of("tierId", sale.tier(), "quantity", 1))));
        if (placed.status() == 201) {
            decide(placed.answer().path("id").asString(), key);
        }
    }

    private void decide(String order, String key) throws InterruptedException {
        if (chance(0.6)) {
            Exchange paid = client.askUntilDecided(
                    patience(),
                    "pay",
                    order,
                    "POST",
                    "/api/payments",
                    "pay-" + key,
                    Map.of("orderId", order, "token", "tok_visa"));
            bought = paid.status() == 201;
        } else if (chance(0.5)) {
            client.askUntilDecided(4, "cancel", order, "DELETE", "/api/orders/" + order, null, null);
        }
        // The others let the hold run out.
    }

    private int patience() {
        return 1 + random.nextInt(8);
    }

    /** What the room shows when everything has been handled. */
    void lookInTheEnd() throws InterruptedException {
        for (int i = 0; i < FinalState.ATTEMPTS && read("draw", "/draw").status() == 409; i++) {
            pause(900, 1_100);
        }
        read("final-draw", "/draw");
        read("final-entry", "/entry");
    }

    private Exchange read(String act, String below) throws InterruptedException {
        return client.askUntilDecided(FinalState.ATTEMPTS, act, sale.id(), "GET", path(sale) + below, null, null);
    }
}
