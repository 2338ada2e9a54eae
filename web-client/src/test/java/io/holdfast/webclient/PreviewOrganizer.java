package io.holdfast.webclient;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Ada's events for a look at the organizer's pages: {@code my-show} is on sale, the others are named by their state. */
final class PreviewOrganizer {

    private PreviewOrganizer() {}

    static void answer(FakeServices services) {
        String own = FakeServices.own("my-show", "An evening of chamber music", "published", 4);
        String paused = FakeServices.own("my-paused", "Late Quartets", "published", 4)
                .replace("\"salesPaused\": false", "\"salesPaused\": true");
        String draft = FakeServices.own("my-draft", "Something for spring", "draft", 1);
        String cancelled = FakeServices.own("my-cancelled", "Open air", "cancelled", 7);
        for (String[] event : new String[][] {
            {"my-show", own}, {"my-paused", paused}, {"my-draft", draft}, {"my-cancelled", cancelled}
        }) {
            services.answer("GET /api/events/" + event[0], 200, event[1]);
            services.answer("GET /api/orders/events/" + event[0] + "/sales", 200, FakeServices.sales(event[0]));
            services.answer(
                    "GET /api/orders/events/" + event[0],
                    200,
                    "{\"items\": ["
                            + Stream.of(
                                            FakeServices.soldOrder("01jdf7k2mq9xd4r", "Grace Hopper", "COMPLETED", 0),
                                            FakeServices.soldOrder("01jdf7k2mq9xd4s", "Alan", "AWAITING_PAYMENT", 0),
                                            FakeServices.soldOrder("01jdf7k2mq9xd4t", "Edsger", "COMPLETED", 2000),
                                            FakeServices.soldOrder("01jdf7k2mq9xd4u", "Barbara", "REFUNDED", 9100),
                                            FakeServices.soldOrder("01jdf7k2mq9xd4v", "Donald", "EXPIRED", 0))
                                    .collect(Collectors.joining(","))
                            + "], \"nextCursor\": \"c2\"}");
            services.answer(
                    "GET /api/orders/events/" + event[0] + "/cancellation",
                    200,
                    event[0].equals("my-cancelled")
                            ? FakeServices.cancellation("running", 3, 14, 9, 6)
                            : FakeServices.cancellation("none", 0, 0, 0, 0));
        }
        services.answer("GET /api/events/my-show/record", 200, """
            {"nextCursor": null, "items": [
              {"id": "r4", "at": "2026-11-08T09:20:00Z", "kind": "event-edited", "role": "OWNER", "details": {}},
              {"id": "r3", "at": "2026-11-06T08:00:00Z", "kind": "event-edited", "role": "OWNER", "details": {"paused": "true"}},
              {"id": "r2", "at": "2026-11-06T07:10:00Z", "kind": "event-edited", "role": "OWNER", "details": {}},
              {"id": "r1", "at": "2026-11-01T10:00:00Z", "kind": "event-created", "role": "OWNER",
               "details": {"status": "PUBLISHED"}}]}""");
        services.down("GET /api/orders/events/my-paused/sales");
        services.answer(
                "GET /api/events/mine",
                200,
                "{\"items\": [" + String.join(",", own, paused, draft, cancelled) + "], \"nextCursor\": null}");
        services.problem("PUT /api/events/my-paused", 409, "version-conflict");
        services.answer("PUT /api/events/my-show", 409, """
                {"status": 409, "code": "capacity-below-sold", "detail": "x",
                 "errors": [{"field": "tiers[0].capacity", "message": "m", "tierId": "floor", "floor": 40}]}""");
    }
}
