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
        money(services);
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

    private static void money(FakeServices services) {
        String order = FakeServices.soldOrder("01jdf7k2mq9xd4r", "Grace Hopper", "COMPLETED", 2000)
                .replace("\"createdAt\"", """
                    "email": "grace@example.com", "tickets": [
                      {"id": "t1", "tierId": "floor", "tier": "Floor", "seat": "A-3", "admitted": false},
                      {"id": "t2", "tierId": "floor", "tier": "Floor", "seat": "A-4", "admitted": true,
                       "admittedAt": "2030-12-05T19:02:00Z"}],
                    "createdAt\"""");
        services.answer("GET /api/orders/events/my-show/orders/01jdf7k2mq9xd4r", 200, """
                {"order": %s, "expiresAt": "2026-11-09T10:10:00Z", "completedAt": "2026-11-09T10:01:00Z", "paymentId": "p1",
                 "charged": true, "serverNow": "2026-11-09T10:10:00Z",
                 "refunds": [{"amount": 1500, "reason": "refunded-by-organizer", "at": "2026-11-09T11:00:00Z"},
                             {"amount": 500, "reason": "for the rain", "at": "2026-11-09T12:00:00Z"}],
                 "history": [{"status": "AWAITING_PAYMENT", "at": "2026-11-09T10:00:00Z"},
                             {"status": "COMPLETED", "at": "2026-11-09T10:01:00Z"}]}""".formatted(order));
        String amounts = """
                {"orders": 20, "tickets": 42, "takings": 182000, "fees": 4200, "sellersFees": 330, "tax": 29058, "refunds": 9100,
                 "disputed": 6298, "left": 168272}""";
        services.answer("GET /api/orders/events/my-show/payout", 200, """
                {"eventId": "my-show", "currency": "EUR", "days": [{"day": "2026-11-09", "amounts": %s}], "total": %1$s,
                 "disputes": [{"orderId": "7k3mq2xd9r", "amount": 6298, "reason": "fraudulent", "status": "OPEN"}],
                 "asOf": "2026-11-10T12:00:00Z"}""".formatted(amounts));
        services.answer("GET /api/payments/events/my-show/settlement", 200, """
                {"eventId": "my-show", "timezone": "Europe/Madrid",
                 "days": [{"day": "2026-11-09", "amounts": %s}], "totals": [%1$s],
                 "ledger": [{"currency": "EUR", "charged": 182000, "refunded": 9100, "disputed": 0}],
                 "differences": [{"payment": "p7", "orderId": "7k3mq2xd9r", "eventId": "my-show", "of": "charge",
                   "what": "missing-at-provider", "ledger": 2500, "provider": 0, "currency": "EUR", "since": "2026-11-10T00:00:00Z"}],
                 "readUpTo": "2026-11-10T00:00:00Z"}""".formatted("""
                {"currency": "EUR", "payments": 20, "charged": 179500, "refunded": 9100, "disputed": 0, "fees": 1103, "net": 169297,
                 "paidOut": 120000}"""));
        services.answer("GET /api/orders/takings", 200, """
                {"events": [{"eventId": "my-show", "name": "An evening of chamber music", "startsAt": "2030-12-05T19:00:00Z",
                   "currency": "EUR", "total": %s}],
                 "months": [{"month": "2026-11", "currency": "EUR", "amounts": %1$s}],
                 "totals": [{"currency": "EUR", "amounts": %1$s}], "more": true}""".formatted(amounts));
        services.answer("GET /api/events/seller", 200, """
                {"seller": {"name": "The Old Hall Ltd", "street": "1 High Street", "postalCode": "YO1 7HY", "city": "York",
                  "country": "GB", "taxId": "GB123456789", "email": "hall@example.org", "receiptsByMail": true}}""");
    }
}
