package io.holdfast.chaos;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;

/** What is on sale, and the tickets on their way to a door. */
final class Market {

    /** Events with different troubles. */
    enum Kind {
        /** Never sold out, so that no refusal is right. */
        FIELD(40, "Field", 100_000, 0),
        /** Sold out again and again. */
        HALL(25, "Hall", 60, 0),
        /** With numbered seats. */
        SEATS(20, "Seats", 0, 0),
        /** With a limit per buyer. */
        LIMITED(15, "Club", 3_000, 6),
        /** With a waiting room, which has people of its own. Never sold out. */
        ROOM(0, "Rush", 1_000, 0);

        final int weight;
        final String title;
        final int capacity;
        final int limit;

        Kind(int weight, String title, int capacity, int limit) {
            this.weight = weight;
            this.title = title;
            this.capacity = capacity;
            this.limit = limit;
        }
    }

    static final int ROWS = 6;
    static final int SEATS_IN_ROW = 12;

    /**
     * An event that is on sale.
     *
     * @param tier the id of its only tier
     */
    record Sale(Kind kind, String id, String tier) {}

    /** A ticket that was bought: its code, and its event. */
    record Ticket(Sale sale, String code) {}

    private final List<Sale> sales = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Ticket> tickets = new ConcurrentLinkedQueue<>();

    Sale pick(Random random) {
        List<Sale> now = new ArrayList<>(sales);
        int drawn =
                random.nextInt(now.stream().mapToInt(sale -> sale.kind().weight).sum());
        for (Sale sale : now) {
            drawn -= sale.kind().weight;
            if (drawn < 0) {
                return sale;
            }
        }
        return now.getLast();
    }

    List<Sale> sales() {
        return List.copyOf(sales);
    }

    void open(Sale sale) {
        sales.add(sale);
    }

    void replace(Sale old, Sale fresh) {
        sales.add(fresh);
        sales.remove(old);
    }

    void toTheDoor(Ticket ticket) {
        tickets.add(ticket);
    }

    Optional<Ticket> atTheDoor() {
        return Optional.ofNullable(tickets.poll());
    }

    /** The body with which an event of this kind is published. */
    static Map<String, Object> event(Kind kind) {
        Instant starts = Instant.now().plus(30, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        Map<String, Object> tier = new HashMap<>(Map.of("name", "All", "price", 2_500));
        if (kind == Kind.SEATS) {
            List<Map<String, Object>> rows = new ArrayList<>();
            for (int row = 0; row < ROWS; row++) {
                rows.add(Map.of("label", String.valueOf((char) ('A' + row)), "seats", SEATS_IN_ROW));
            }
            tier.put("seating", Map.of("rows", rows));
        } else {
            tier.put("capacity", kind.capacity);
        }
        Map<String, Object> body = new HashMap<>(Map.of(
                "name",
                kind.title,
                "description",
                "For faults",
                "category",
                "Concert",
                "venue",
                Map.of("name", "Hall", "address", "Street 1", "city", "Town", "country", "Land"),
                "startsAt",
                starts.toString(),
                "endsAt",
                starts.plus(3, ChronoUnit.HOURS).toString(),
                "timezone",
                "Europe/Berlin",
                "currency",
                "EUR",
                "tiers",
                List.of(tier)));
        if (kind.limit > 0) {
            body.put("maxPerBuyer", kind.limit);
        }
        return body;
    }

    /** The body with which an event is published whose waiting room opens at this moment. Few choose at a time, so that others wait. */
    static Map<String, Object> eventWithRoom(Instant opensAt) {
        Map<String, Object> event = event(Kind.ROOM);
        event.put("waitingRoom", Map.of("opensAt", opensAt.toString(), "holdersAtOnce", 3));
        return event;
    }

    static Sale sale(Kind kind, JsonNode event) {
        return new Sale(
                kind,
                event.path("id").asString(),
                event.path("tiers").path(0).path("id").asString());
    }
}
