package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** What holds for every page: safety, errors, traces, addresses of the API. */
class EveryPageTests extends PagesFixture {

    @Test
    void unknownApiPathIsAProblemDocument() throws Exception {
        for (MockHttpServletRequestBuilder call :
                List.of(get("/api"), get("/api/nothing"), post("/api/event/1"), get("/api/docs/nothing"))) {
            MockHttpServletResponse answer = send(call.header("Accept", "application/json"));
            assertThat(answer.getStatus()).isEqualTo(404);
            assertThat(answer.getContentType()).startsWith("application/problem+json");
            assertThat(answer.getContentAsString())
                    .contains(
                            "\"code\":\"not-found\"",
                            "\"type\":\"urn:holdfast:problem:not-found\"",
                            "\"instance\":\"/api");
        }
    }

    @Test
    void apiDocumentIsAPageForPeopleAndJsonForPrograms() throws Exception {
        Document page = html(send(get("/api/docs").header("Accept", "text/html,*/*;q=0.8")));
        assertThat(page.getElementById("orders.place").text()).contains("POST /api/orders", "eventId", "409");
        for (String address : new String[] {"/api/docs", "/api/docs/openapi.json"}) {
            MockHttpServletResponse document = send(get(address).header("Accept", "*/*"));
            assertThat(document.getContentType()).isEqualTo("application/json");
            assertThat(document.getContentAsString())
                    .startsWith("{")
                    .contains("\"openapi\" : \"3.1.0\"", "/api/payments");
        }
    }

    @Test
    void onePageIsOneTrace() throws Exception {
        SERVICES.answer("GET /api/orders", 200, """
            {"items": [%s], "nextCursor": null}\
            """.formatted(FakeServices.order("o1", "COMPLETED", Duration.ZERO)));
        String trace = "0af7651916cd43dd8448eb211c80319c";
        perform(signedIn(get("/orders")).header("traceparent", "00-" + trace + "-b7ad6b7169203331-01"));
        for (String path : new String[] {"/api/orders", "/api/users/currentuser"}) {
            assertThat(SERVICES.asked("GET", path).getFirst().header("Traceparent"))
                    .as(path)
                    .startsWith("00-" + trace + "-")
                    .doesNotContain("b7ad6b7169203331");
        }

        SERVICES.reset();
        perform(signedIn(get("/orders")));
        String begun = SERVICES.asked("GET", "/api/orders").getFirst().header("Traceparent");
        assertThat(begun).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01").doesNotContain(trace);
        assertThat(SERVICES.asked("GET", "/api/users/currentuser").getFirst().header("Traceparent"))
                .isEqualTo(begun);
    }

    @Test
    void hostileNamesAreEscaped() throws Exception {
        String name = "<script>alert(1)</script>\\\" onload=x ${7*7} [[${7*7}]] __${7*7}__";
        SERVICES.answer("GET /api/events/e1", 200, FakeServices.event("e1", name, "available", 90));
        SERVICES.answer(
                "GET /api/orders/o1",
                200,
                FakeServices.order("o1", "COMPLETED", Duration.ZERO).replace("Requiem", name));
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        for (String path : new String[] {"/events/e1", "/orders/o1"}) {
            Document page = html(perform(signedIn(get(path))));
            assertThat(page.select("script:not([src], [type=application/ld+json])"))
                    .isEmpty();
            assertThat(page.select("[onload], [style]")).isEmpty();
            assertThat(page.text()).contains("<script>alert(1)</script>\" onload=x ${7*7} [[${7*7}]] __${7*7}__");
        }
    }

    @Test
    void pagesHaveNoInlineScriptAndAStrictPolicy() throws Exception {
        MockHttpServletResponse response = perform(get("/events/e1"));
        assertThat(response.getHeader("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
                .doesNotContain("unsafe");
        assertThat(html(response).select("style, [style], script:not([src], [type=application/ld+json])"))
                .isEmpty();
        assertThat(response.getHeader("Cache-Control")).isEqualTo("private, no-store");
    }

    @Test
    void everyPageHasADescription() throws Exception {
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        for (String page : List.of(
                "/",
                "/events/e1",
                "/signin",
                "/signup",
                "/account/forgotten",
                "/orders/o1",
                "/orders/o1/checkout",
                "/account")) {
            assertThat(html(perform(signedIn(get(page)))).select("meta[name=description]"))
                    .as(page)
                    .hasSize(1);
        }
    }

    @Test
    void pageOfAnUnavailableServiceTellsWhatStillWorks() throws Exception {
        SERVICES.down("GET /api/orders");
        MockHttpServletResponse response = perform(signedIn(get("/orders")));
        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getHeader("Retry-After")).isNotNull();
        Document page = html(response);
        assertThat(page.selectFirst("h1").text()).contains("ticket desk");
        assertThat(page.selectFirst("meta[http-equiv=refresh]")).isNotNull();

        SERVICES.down("GET /api/users/currentuser");
        Document event = html(perform(signedIn(get("/events/e1"))));
        assertThat(event.selectFirst("h1").text()).isEqualTo("Requiem");
        assertThat(event.select("form[action=/signout]")).hasSize(1);
    }

    @Test
    void busyPageSendsTheSameFormAgain() throws Exception {
        SERVICES.answer(
                "POST /api/orders",
                503,
                "{\"status\": 503, \"code\": \"unavailable\", \"detail\": \"busy\"}",
                Map.of("Retry-After", "2"));
        MockHttpServletResponse response =
                perform(signedIn(post("/events/e1/order")).param("t_floor", "2").param("key", "0123456789"));
        assertThat(response.getStatus()).isEqualTo(503);
        Element form = html(response).selectFirst("form[data-retry]");
        assertThat(form.attr("action")).isEqualTo("/events/e1/order");
        assertThat(form.selectFirst("input[name=key]").val()).isEqualTo("0123456789");
        assertThat(form.selectFirst("input[name=t_floor]").val()).isEqualTo("2");
    }

    @Test
    void unknownAndForeignResourcesAreNotFound() throws Exception {
        for (String path : new String[] {"/events/none", "/orders/none", "/orders/none/checkout", "/nothing"}) {
            MockHttpServletResponse response = perform(signedIn(get(path)));
            assertThat(response.getStatus()).as(path).isEqualTo(404);
        }
        assertThat(html(perform(signedIn(get("/orders/none"))))
                        .selectFirst("h1")
                        .text())
                .isEqualTo("There is nothing here");
    }

    @Test
    void formsOfOtherSitesAreRefused() throws Exception {
        MockHttpServletRequestBuilder pay = signedIn(post("/orders/o1/pay")).param("card", "tok_visa");
        assertThat(perform(pay.header("Sec-Fetch-Site", "cross-site")).getStatus())
                .isEqualTo(403);
        MockHttpServletRequestBuilder older =
                signedIn(post("/orders/o1/pay")).param("card", "tok_visa").header("Host", "tickets.example");
        assertThat(perform(older.header("Origin", "https://evil.example")).getStatus())
                .isEqualTo(403);
        assertThat(SERVICES.asked("POST", "/api/payments")).isEmpty();
    }
}
