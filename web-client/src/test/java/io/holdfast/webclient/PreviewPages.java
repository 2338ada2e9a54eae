package io.holdfast.webclient;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs the pages with invented answers, to look at them in a browser. The argument is the port. */
final class PreviewPages {

    private static final String SEATED =
            "\"items\": [{\"tierId\": \"stalls\", \"tierName\": \"Stalls\", \"quantity\": 2, \"unitPrice\": 4550, \"seats\": [\"C-5\", \"C-6\"]}]";
    private static final String SELLABLE = "\"sellableUntil\": \"2030-12-05T18:50:00Z\"";
    private static final String ON_ITS_WAY = "\"refunded\": 9100, \"moneyBack\": 0";

    private static final String MOVED = """
            "sellableUntil": "2030-12-01T12:00:00Z", "returnableUntil": "2030-12-01T12:00:00Z",
            "eventWhenBought": {"name": "Requiem", "startsAt": "2030-11-28T19:00:00Z", "endsAt": "2030-11-28T22:00:00Z",
                "timezone": "Europe/Madrid",
                "venue": {"name": "Teatro Viejo", "address": "Plaza 9", "city": "Madrid", "country": "Spain"}}""";

    private PreviewPages() {}

    static void main(String[] args) {
        FakeServices services = new FakeServices();
        PreviewOrganizer.answer(services);
        services.answer(
                "GET /api/events",
                200,
                "{\"items\": ["
                        + Stream.of(
                                        FakeServices.event("01jd", "Requiem by candlelight", "low", 9),
                                        FakeServices.event(
                                                "02xk",
                                                "Hamlet, in one breath",
                                                "theatre",
                                                "Globe Yard",
                                                "London",
                                                "available",
                                                90),
                                        FakeServices.event(
                                                "03pq",
                                                "Laughing matters",
                                                "comedy",
                                                "The Cellar",
                                                "Berlin",
                                                "available",
                                                90),
                                        FakeServices.event(
                                                "04rs",
                                                "Harvest festival",
                                                "festival",
                                                "Old Airfield",
                                                "Leipzig",
                                                "available",
                                                90),
                                        FakeServices.event(
                                                "05tu",
                                                "City derby",
                                                "sport",
                                                "North Stadium",
                                                "Sevilla",
                                                "available",
                                                90),
                                        FakeServices.event(
                                                "06vw",
                                                "Systems that do not lie: an evening on distributed computing",
                                                "talk",
                                                "Aula",
                                                "Zürich",
                                                "available",
                                                90),
                                        FakeServices.event(
                                                "07ab",
                                                "Nosferatu with organ",
                                                "film",
                                                "Kino Lux",
                                                "Wien",
                                                "available",
                                                90),
                                        FakeServices.event(
                                                "08cd",
                                                "Puppets",
                                                "family",
                                                "Marionette House",
                                                "Praha",
                                                "available",
                                                90),
                                        FakeServices.event(
                                                "09ef", "Bread and wine", "food", "Mercado", "Porto", "available", 90),
                                        FakeServices.event(
                                                "10gh", "Shapes", "art", "Kunsthalle", "Basel", "available", 90),
                                        FakeServices.event(
                                                "11ij", "Low end theory", "club", "Tresor", "Berlin", "available", 90))
                                .collect(Collectors.joining(","))
                        + "], \"nextCursor\": \"c2\"}");
        services.answer("GET /api/events/01jd", 200, FakeServices.event("01jd", "Requiem by candlelight", "low", 9));
        services.answer("GET /api/events/e1", 200, FakeServices.event("e1", "Requiem", "sold-out", 0));
        services.problem("POST /api/orders", 409, "not-enough-left");
        for (String status : new String[] {"AWAITING_PAYMENT", "COMPLETED", "CANCELLED", "EXPIRED", "REFUNDED"}) {
            services.answer(
                    "GET /api/orders/" + status, 200, FakeServices.order(status, status, Duration.ofMinutes(9)));
            services.answer("GET /api/orders/" + status + "/tickets", 200, FakeServices.tickets());
        }
        services.answer(
                "GET /api/orders",
                200,
                "{\"items\": ["
                        + Stream.of("AWAITING_PAYMENT", "COMPLETED", "EXPIRED", "CANCELLED")
                                .map(status -> FakeServices.order(status, status, Duration.ofMinutes(9)))
                                .collect(Collectors.joining(","))
                        + ","
                        + FakeServices.order("seated", "COMPLETED", SEATED + ", " + SELLABLE)
                        + ","
                        + FakeServices.order("moved", "COMPLETED", SEATED + ", " + MOVED)
                        + ","
                        + FakeServices.order(
                                "off", "REFUNDED", SEATED + ", " + ON_ITS_WAY + ", \"reason\": \"event-cancelled\"")
                        + "], \"nextCursor\": null}");
        seats(services);
        moneyBack(services);
        services.answer("GET /api/payments/p1", 200, FakeServices.payment("CAPTURED"));
        services.down("GET /api/orders/down");
        WebClientApplication.application()
                .run(
                        "--server.port=" + args[0],
                        "--spring.thymeleaf.cache=false",
                        "--holdfast.webclient.auth-url=" + services.url(),
                        "--holdfast.webclient.events-url=" + services.url(),
                        "--holdfast.webclient.orders-url=" + services.url(),
                        "--holdfast.webclient.payments-url=" + services.url());
    }

    private static void seats(FakeServices services) {
        Map<String, String> plans = Map.of(
                "small",
                FakeServices.seats(5, 10),
                "hall",
                FakeServices.seats(16, 26),
                "house",
                FakeServices.seats(6, 14, "Stalls left", "Stalls right", "Balcony", "St. Peter’s box"),
                "arena",
                FakeServices.seats(60, 90));
        plans.forEach((name, seats) -> {
            services.answer(
                    "GET /api/events/" + name, 200, FakeServices.seatedEvent(name, "Winter journey, sung by night"));
            services.answer("GET /api/events/" + name + "/seats", 200, seats);
        });
        String paused = FakeServices.seatedEvent("paused", "A pause")
                .replace("\"salesPaused\": false", "\"salesPaused\": true");
        services.answer("GET /api/events/paused", 200, paused);
        services.answer("GET /api/events/cancelled", 200, paused.replace("\"published\"", "\"cancelled\""));
        services.answer("GET /api/events/ended", 200, paused.replace("\"published\"", "\"ended\""));
        services.answer(
                "GET /api/events/own",
                200,
                FakeServices.seatedEvent("own", "My own").replace("\"u2\"", "\"u1\""));
        services.answer("POST /api/orders", 409, """
                {"status": 409, "code": "seats-taken", "detail": "x",
                 "errors": [{"field": "items[0].seats", "tierId": "stalls", "message": "taken", "seats": ["C-6"], "nearest": ["C-8"]}]}""");
    }

    private static void moneyBack(FakeServices services) {
        Map.of(
                        "seated",
                        FakeServices.order("seated", "COMPLETED", SEATED + ", " + SELLABLE),
                        "held",
                        FakeServices.order("held", "AWAITING_PAYMENT", SEATED),
                        "moved",
                        FakeServices.order("moved", "COMPLETED", SEATED + ", " + MOVED),
                        "sold",
                        FakeServices.order("sold", "SOLD_BACK", SEATED + ", " + ON_ITS_WAY),
                        "sold2",
                        FakeServices.order("sold2", "SOLD_BACK", SEATED + ", \"refunded\": 9100, \"moneyBack\": 9100"),
                        "part",
                        FakeServices.order(
                                "part",
                                "COMPLETED",
                                SEATED
                                        + ", \"refunded\": 2000, \"moneyBack\": 500, \"refunds\": [{\"amount\": 2000, \"reason\": \"Sorry for the pillar.\", \"at\": \"2026-11-24T10:00:00Z\"}], \"sellableUntil\": \"2030-12-05T18:50:00Z\""),
                        "off",
                        FakeServices.order(
                                "off",
                                "REFUNDED",
                                SEATED + ", \"refunded\": 9100, \"moneyBack\": 0, \"reason\": \"event-cancelled\""))
                .forEach((id, order) -> services.answer("GET /api/orders/" + id, 200, order));
        for (String id : new String[] {"seated", "part", "moved"}) {
            services.answer(
                    "GET /api/orders/" + id + "/tickets",
                    200,
                    FakeServices.tickets().replace("\"seat\": null", "\"seat\": \"C-5\""));
        }
    }
}
