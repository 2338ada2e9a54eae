package io.holdfast.webclient;

/** Ada's account for a look at its pages, and what she sees as an operator. */
final class PreviewPeople {

    private static final String MAILS = """
            {"paused": %s, "counts": {"WAITING": 2, "FAILED": 1}, "waiting": [], "bounced": [],
             "failed": [{"id": "m1", "kind": "tickets", "to": "eve@example.com", "keptAt": "2026-11-02T10:00:00Z", "attempts": 9,
                         "dueAt": null, "reason": "mailbox full"}]}""";

    private static final String EVE = """
            {"id": "u9", "email": "eve@example.com", "name": "Eve", "proven": true, "operator": false,
             "createdAt": "2026-11-01T10:00:00Z", "suspendedAt": null, "reason": null}""";

    private static final String RECORD = """
            {"items": [
              {"id": "1", "at": "2026-11-02T10:00:00Z", "kind": "signed-in", "role": "OWNER", "actor": "u1", "event": null,
               "address": "192.0.2.7", "device": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", "details": {}},
              {"id": "2", "at": "2026-11-01T09:00:00Z", "kind": "order-refunded", "role": "ORGANIZER", "actor": "u2", "event": null,
               "address": null, "device": null, "details": {"amount": "123450", "currency": "JPY", "reason": "Rain"}}],
             "nextCursor": "c2"}""";

    private PreviewPeople() {}

    static void answer(FakeServices services) {
        services.answer("GET /api/users/currentuser", 200, """
                {"currentUser": {"id": "u1", "email": "ada@example.com", "name": "Ada", "operator": true}}""");
        services.answer("GET /api/users/totp", 200, "{\"on\": true, \"recoveryCodesLeft\": 3}");
        services.answer(
                "GET /api/users/signin/methods", 200, "{\"identityProvider\": \"Example ID\", \"passkeys\": true}");
        services.answer("GET /api/users/passkeys", 200, """
                [{"id": "k1", "name": "Phone", "backedUp": true, "createdAt": "2026-11-01T10:00:00Z", "usedAt": null}]""");
        services.answer("GET /api/users/identities", 200, """
                [{"id": "i1", "issuer": "https://id.example", "email": "ada@id.example", "linkedAt": "2026-11-01T10:00:00Z"}]""");
        services.answer("GET /api/users/record", 200, RECORD);
        services.answer("GET /api/users/operator/record", 200, RECORD);
        services.answer("GET /api/users/operator/accounts", 200, "[" + EVE + "]");
        services.answer("GET /api/users/operator/accounts/u9", 200, EVE);
        services.answer("GET /api/users/operator/mails", 200, MAILS.formatted("false"));
        services.answer("GET /api/orders/operator/mails", 200, MAILS.formatted("true"));
        services.answer("GET /api/payments/operator/attention", 200, """
                [{"payment": "p1", "orderId": "7k3mq2xd9r", "why": "refund-failed", "refundFailed": 4550, "currency": "EUR"},
                 {"payment": "p2", "orderId": "o2", "why": "disputed", "refundFailed": 0, "currency": "EUR",
                  "disputes": [
                    {"reference": "dp_1", "amount": 2500, "reason": "fraudulent", "status": "OPEN", "answerBy": "2026-12-03T18:00:00Z"}]}]""");
        services.answer("GET /api/payments/operator/differences", 200, """
                [{"payment": "ch_9", "orderId": null, "eventId": null, "of": "charge", "what": "missing-in-ledger",
                  "ledger": 0, "provider": 900, "currency": "EUR", "since": "2026-07-02T00:00:00Z"}]""");
    }
}
