package io.holdfast.webclient;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import org.junit.jupiter.api.BeforeEach;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** Pages of an organizer who has one event, with one order. */
abstract class OrganizerPagesFixture extends PagesFixture {

    static final String ORDER = "/api/orders/events/e1/orders/o1";

    @BeforeEach
    final void anEventOfTheOrganizer() {
        SERVICES.answer("GET /api/events/e1", 200, FakeServices.own("e1", "Gala", "published", 4));
        SERVICES.answer("GET /api/orders/events/e1/sales", 200, FakeServices.sales("e1"));
        SERVICES.answer("GET /api/orders/events/e1", 200, orders("COMPLETED", 0));
        SERVICES.answer("GET " + ORDER, 200, order(FakeServices.soldOrder("o1", "Grace", "COMPLETED", 0)));
        SERVICES.answer("GET /api/orders/events/e1/cancellation", 200, FakeServices.cancellation("none", 0, 0, 0, 0));
    }

    /** The order with what its page shows besides. */
    static String order(String sold) {
        return """
            {"order": %s, "expiresAt": "2026-11-09T10:10:00Z", "completedAt": "2026-11-09T10:01:00Z", "paymentId": "p1",
             "charged": true, "serverNow": "2026-11-09T10:10:00Z",
             "refunds": [{"amount": 500, "reason": "refunded-by-organizer", "at": "2026-11-09T11:00:00Z"},
                         {"amount": 100, "reason": "for the rain", "at": "2026-11-09T12:00:00Z"}],
             "history": [{"status": "AWAITING_PAYMENT", "at": "2026-11-09T10:00:00Z"},
                         {"status": "COMPLETED", "at": "2026-11-09T10:01:00Z"}]}\
            """.formatted(sold);
    }

    static String orders(String status, long refunded) {
        return "{\"items\": [" + FakeServices.soldOrder("o1", "Grace", status, refunded) + "], \"nextCursor\": null}";
    }

    static MockHttpServletRequestBuilder refund(String action) {
        return post("/organizer/events/e1/orders/o1/refund").param("action", action);
    }
}
