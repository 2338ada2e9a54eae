package io.holdfast.webclient;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs the pages on invented answers, to look at them while drawing: {@code main} of the test sources. */
final class PreviewPages {

    private PreviewPages() {}

    static void main(String[] args) {
        var services = new FakeServices();
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
        for (var status : new String[] {"AWAITING_PAYMENT", "COMPLETED", "CANCELLED", "EXPIRED", "REFUNDED"}) {
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
                        + "], \"nextCursor\": null}");
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
}
