package io.holdfast.chaos;

import io.holdfast.chaos.Market.Sale;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Someone who enters the waiting room of an event, looks at it again and again, and orders once admitted; and who tries now and then to
 * order out of turn. Who has bought and is done with the room looks seldom, and all leave some minutes after it has opened.
 */
final class RoomVisitor extends Actor {

    /** Before coming to the room: some try to order at once. */
    private static final Duration OUT_OF_TURN = Duration.ofMinutes(1);

    /** After the room has opened: longer than it takes until all have had a turn. */
    private static final Duration STAY = Duration.ofMinutes(6);

    /** Of times to look, which come about twice a second. */
    private static final double SELDOM = 0.04;

    private final Sale sale;
    private final Instant comesAt;
    private final Instant leavesAt;
    private boolean entered;
    private boolean bought;
    private boolean rests;

    RoomVisitor(Client client, long seed, Sale sale, Instant comesAt, Instant bell) {
        super(client, seed);
        this.sale = sale;
        this.comesAt = comesAt;
        this.leavesAt = bell.plus(STAY);
    }

    /** Where the waiting room of an event is. */
    static String path(Sale sale) {
        return "/api/orders/events/%s/waiting-room".formatted(sale.id());
    }

    @Override
    void act(int number) throws InterruptedException {
        pause(300, 900);
        Instant now = Instant.now();
        if (now.isAfter(leavesAt)) {
            stop();
        } else if (!now.isBefore(comesAt.minus(OUT_OF_TURN)) && (!rests || chance(SELDOM))) {
            visit(number, now);
        }
    }

    private void visit(int number, Instant now) throws InterruptedException {
        if (chance(0.08)) {
            order(number);
        } else if (!now.isBefore(comesAt)) {
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
            rests = bought;
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

    /**
     * What the room shows when everything has been handled.
     *
     * @param attempts how often each question is asked at most until it is answered
     */
    void lookInTheEnd(int attempts) throws InterruptedException {
        for (int i = 0; i < attempts && read("draw", "/draw", attempts).status() == 409; i++) {
            pause(900, 1_100);
        }
        read("final-draw", "/draw", attempts);
        read("final-entry", "/entry", attempts);
    }

    private Exchange read(String act, String below, int attempts) throws InterruptedException {
        return client.askUntilDecided(attempts, act, sale.id(), "GET", path(sale) + below, null, null);
    }
}
