package io.holdfast.webclient;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.ConfigurableApplicationContext;

/** The pages with invented answers, to look at them in a browser. Everyone with a session is Ada, an organizer who is also an operator. */
public final class PreviewPages implements AutoCloseable {

    /** The cookie of Ada's session, and its value. */
    public static final Map.Entry<String, String> SESSION = Map.entry("holdfast_session", FakeServices.TOKEN);

    /** Each page, in some of its states, as Ada sees it. */
    public static final List<String> OF_ADA = List.of(
            "/",
            "/account",
            "/account/activity",
            "/account/erase",
            "/api/docs",
            "/events/cancelled",
            "/events/ended",
            "/events/house",
            "/events/new",
            "/events/own",
            "/events/rush/waiting-room",
            "/events/rush/waiting-room/draw",
            "/operator",
            "/operator/accounts",
            "/operator/accounts/u9",
            "/operator/record",
            "/orders",
            "/orders/AWAITING_PAYMENT/checkout",
            "/orders/CANCELLED",
            "/orders/COMPLETED",
            "/orders/down",
            "/orders/held/invoice",
            "/orders/moved",
            "/orders/part",
            "/orders/seated/sell",
            "/orders/sold",
            "/organizer",
            "/organizer/events/my-cancelled",
            "/organizer/events/my-draft/edit",
            "/organizer/events/my-show",
            "/organizer/events/my-show/activity",
            "/organizer/events/my-show/cancel",
            "/organizer/events/my-show/door?q=Grace",
            "/organizer/events/my-show/edit",
            "/organizer/events/my-show/orders/01jdf7k2mq9xd4r",
            "/organizer/events/my-show/orders/01jdf7k2mq9xd4r/refund",
            "/organizer/events/my-show/payout",
            "/organizer/events/my-show/picture",
            "/organizer/seller",
            "/organizer/takings");

    /** How pages answer that fail. */
    public static final Map<String, Integer> FAILING = Map.of("/nothing-here", 404, "/orders/down", 503);

    /** Pages that are other ones, or nowhere else, for a visitor who is not signed in. */
    public static final List<String> OF_VISITORS = List.of(
            "/",
            "/account/forgotten",
            "/account/signin-link",
            "/events/01jd",
            "/events/rush/waiting-room",
            "/nothing-here",
            "/signin",
            "/signup");

    private static final String SEATED =
            "\"items\": [{\"tierId\": \"stalls\", \"tierName\": \"Stalls\", \"quantity\": 2, \"unitPrice\": 4550, \"seats\": [\"C-5\", \"C-6\"]}]";
    private static final String SELLABLE = "\"sellableUntil\": \"2030-12-05T18:50:00Z\"";
    private static final String ON_ITS_WAY = "\"refunded\": 9100, \"moneyBack\": 0";

    private static final String MOVED = """
            "sellableUntil": "2030-12-01T12:00:00Z", "returnableUntil": "2030-12-01T12:00:00Z",
            "eventWhenBought": {"name": "Requiem", "startsAt": "2030-11-28T19:00:00Z", "endsAt": "2030-11-28T22:00:00Z",
                "timezone": "Europe/Madrid",
                "venue": {"name": "Teatro Viejo", "address": "Plaza 9", "city": "Madrid", "country": "Spain"}}""";

    private final FakeServices services = new FakeServices();
    private final ConfigurableApplicationContext application;

    /** @param port 0 for any that is free */
    public PreviewPages(int port) {
        PreviewOrganizer.answer(services);
        PreviewPeople.answer(services);
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
        waitingRoom(services);
        moneyBack(services);
        services.answer("GET /api/payments/p1", 200, FakeServices.payment("CAPTURED"));
        services.down("GET /api/orders/down");
        application = WebClientApplication.application()
                .run(
                        "--server.port=" + port,
                        "--spring.thymeleaf.cache=false",
                        "--holdfast.webclient.auth-url=" + services.url(),
                        "--holdfast.webclient.events-url=" + services.url(),
                        "--holdfast.webclient.orders-url=" + services.url(),
                        "--holdfast.webclient.payments-url=" + services.url());
    }

    /** The argument is the port. */
    static void main(String[] args) {
        new PreviewPages(Integer.parseInt(args[0]));
    }

    public String url() {
        return "http://localhost:" + application.getEnvironment().getProperty("local.server.port");
    }

    @Override
    public void close() {
        application.close();
        services.close();
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
        for (String status : List.of("cancelled", "ended")) {
            services.answer(
                    "GET /api/events/" + status,
                    200,
                    FakeServices.seatedEvent(status, "It was").replace("\"published\"", "\"" + status + "\""));
        }
        services.answer(
                "GET /api/events/own",
                200,
                FakeServices.seatedEvent("own", "My own").replace("\"u2\"", "\"u1\""));
        services.answer("POST /api/orders", 409, """
                {"status": 409, "code": "seats-taken", "detail": "x",
                 "errors": [{"field": "items[0].seats", "tierId": "stalls", "message": "taken", "seats": ["C-6"], "nearest": ["C-8"]}]}""");
    }

    private static void waitingRoom(FakeServices services) {
        String event = FakeServices.event("rush", "Rush", "available", 9);
        services.answer(
                "GET /api/events/rush",
                200,
                event.substring(0, event.lastIndexOf('}'))
                        + ", \"waitingRoom\": {\"opensAt\": \"2030-11-01T10:00:00Z\", \"admitPerMinute\": null}}");
        String room = """
                {"eventId": "rush", "status": "open", "opensAt": "2030-11-01T10:00:00Z", "entries": 1204, "admitted": 505,
                 "holdersAtOnce": 500, "admitPerMinute": null, "tiers": [{"id": "floor", "available": 7, "held": 2}],
                 "commitment": "aa", "publicKey": "dd", "serverNow": "2026-11-01T10:05:00Z",
                 "draw": {"at": "2026-11-01T10:00:00Z", "entries": 1200, "root": "bb", "seed": "cc"}}""";
        services.answer("GET /api/orders/events/rush/waiting-room", 200, room);
        services.answer("GET /api/orders/events/rush/waiting-room/entry", 200, """
                {"status": "waiting", "id": "my-entry", "number": 3, "place": 1017, "before": 512,
                 "estimate": {"atLeast": 300, "atMost": 600}, "receipt": null, "pass": null, "room": %s}""".formatted(room));
    }

    private static void moneyBack(FakeServices services) {
        Map.of(
                        "seated",
                        FakeServices.order("seated", "COMPLETED", SEATED + ", " + SELLABLE),
                        "held",
                        FakeServices.order("held", "AWAITING_PAYMENT", SEATED + ", \"getsReceipt\": true"),
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
