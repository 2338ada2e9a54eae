package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import jakarta.servlet.http.Cookie;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** Holding tickets: the choice, with or without an account, and what refuses it. */
class HoldPagesTests extends PagesFixture {

    @Test
    void heldTicketsShowWhenTheyMayBeReleased() throws Exception {
        SERVICES.answer(
                "POST /api/orders",
                409,
                "{\"status\": 409, \"code\": \"all-held\", \"detail\": \"All held.\"}",
                Map.of("Retry-After", "437"));
        Document page = html(perform(signedIn(post("/events/e1/order")).param("t_floor", "2")));
        assertThat(page.selectFirst("[role=alert]:not([hidden])").text()).contains("come back within 8 minutes;");

        SERVICES.problem("POST /api/orders", 409, "all-held");
        Document unknown = html(perform(signedIn(post("/events/e1/order")).param("t_floor", "2")));
        assertThat(unknown.selectFirst("[role=alert]:not([hidden])").text()).contains("come back within minutes;");
    }

    @Test
    void signingInHoldsTheChoiceAtOnceAndLeadsToThePayment() throws Exception {
        MockHttpServletResponse order =
                perform(post("/events/e1/order").param("t_floor", "2").param("key", "0123456789"));
        assertThat(order.getRedirectedUrl())
                .isEqualTo("/signin?return=%2Fevents%2Fe1%2Forder%3Fkey%3D0123456789%26t_floor%3D2");
        assertThat(order.getHeader("Set-Cookie"))
                .startsWith("holdfast_chosen=0123456789.")
                .contains("HttpOnly", "SameSite=Strict");
        Cookie chosen = order.getCookie("holdfast_chosen");
        assertThat(html(perform(get(URI.create(order.getRedirectedUrl())))).text())
                .contains("held as soon as you are signed in");
        SERVICES.answer(
                "POST /api/users/signin",
                200,
                "{}",
                Map.of("Set-Cookie", "holdfast_session=new.token.here; Path=/; HttpOnly; SameSite=Lax"));
        String hold = "/events/e1/order?key=0123456789&t_floor=2";
        MockHttpServletResponse signIn = perform(post("/signin")
                .param("email", "ada@example.com")
                .param("password", "correct horse")
                .param("return", hold));
        assertThat(signIn.getRedirectedUrl()).isEqualTo(hold);
        assertThat(signIn.getHeader("Set-Cookie")).startsWith("holdfast_session=new.token.here");
        SERVICES.answer("POST /api/orders", 201, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        for (int again = 0; again < 2; again++) {
            assertThat(perform(signedIn(get(hold)).cookie(chosen)).getRedirectedUrl())
                    .isEqualTo("/orders/o1/checkout");
        }
        assertThat(SERVICES.asked("POST", "/api/orders"))
                .hasSize(2)
                .allSatisfy(asked -> assertThat(asked.header("Idempotency-key")).isEqualTo(chosen.getValue()));
    }

    @Test
    void onlyTheBrowserThatChoseHoldsAfterSigningIn() throws Exception {
        SERVICES.answer("POST /api/orders", 201, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        String hold = "/events/e1/order?key=0123456789&t_floor=2";
        Cookie chosen = perform(post("/events/e1/order").param("t_floor", "2").param("key", "0123456789"))
                .getCookie("holdfast_chosen");
        Cookie other = new Cookie("holdfast_chosen", "0123456789.0000000000000000");
        String shown = "/events/e1?t_floor=2";
        assertThat(perform(signedIn(get(hold))).getRedirectedUrl()).isEqualTo(shown);
        assertThat(perform(signedIn(get(hold)).cookie(other)).getRedirectedUrl())
                .isEqualTo(shown);
        // The same key with another choice, at another event, and the right one without a session.
        assertThat(perform(signedIn(get(hold.replace("t_floor=2", "t_floor=6"))).cookie(chosen))
                        .getRedirectedUrl())
                .isEqualTo("/events/e1?t_floor=6");
        assertThat(perform(signedIn(get(hold.replace("e1", "e2"))).cookie(chosen))
                        .getRedirectedUrl())
                .isEqualTo("/events/e2?t_floor=2");
        SERVICES.answer("GET /api/users/currentuser", 200, "{\"currentUser\": null}");
        assertThat(perform(get(hold).cookie(chosen)).getRedirectedUrl()).isEqualTo(shown);
        assertThat(SERVICES.asked("POST", "/api/orders")).isEmpty();
    }

    @Test
    void whatIsGoneAfterSigningInIsShownWithTheChoice() throws Exception {
        Cookie chosen = perform(post("/events/e1/order").param("t_floor", "5").param("key", "0123456789"))
                .getCookie("holdfast_chosen");
        SERVICES.answer("POST /api/orders", 409, """
            {"status": 409, "code": "not-enough-left", "detail": "x",
             "errors": [{"field": "items.floor", "tierId": "floor", "message": "only 3 left", "available": 3}]}\
            """);
        MockHttpServletResponse refused = perform(
                signedIn(get("/events/e1/order?key=0123456789&t_floor=5")).cookie(chosen));
        assertThat(refused.getStatus()).isEqualTo(409);
        Document page = html(refused);
        assertThat(page.selectFirst("#problems").text()).contains("not enough of these tickets left");
        assertThat(page.selectFirst("#problems").attr("data-code")).isEqualTo("not-enough-left");
        assertThat(page.selectFirst("[data-tier=floor]").text()).contains("3");
        assertThat(page.selectFirst("input[name=t_floor]").val()).isEqualTo("5");
    }

    @Test
    void signingOutForgetsTheChoice() throws Exception {
        SERVICES.answer("POST /api/users/signout", 200, "{}");
        MockHttpServletResponse out =
                perform(signedIn(post("/signout")).cookie(new Cookie("holdfast_chosen", "0123456789.0")));
        assertThat(out.getHeaders("Set-Cookie"))
                .anySatisfy(cookie ->
                        assertThat(cookie).startsWith("holdfast_chosen=;").contains("Max-Age=0"));
    }

    @Test
    void aGuestGivesNameAndAddressAndGoesOnToThePayment() throws Exception {
        Document page = html(perform(get("/events/e1")));
        assertThat(page.select(".box-guest input").eachAttr("name")).containsExactly("name", "email");
        assertThat(page.selectFirst("form#tickets").hasAttr("novalidate"))
                .as("what is wrong is said at the field, in the page's language")
                .isTrue();
        asGuest();
        SERVICES.answer("POST /api/orders", 201, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        MockHttpServletResponse held = perform(guestOrder("Ada", "ada@example.com"));
        assertThat(held.getRedirectedUrl()).isEqualTo("/orders/o1/checkout");
        assertThat(held.getHeader("Set-Cookie")).startsWith("holdfast_session=guest.token.here");
        assertThat(SERVICES.asked("POST", "/api/users/guest").getFirst().body())
                .contains("\"email\":\"ada@example.com\"", "\"name\":\"Ada\"");
        assertThat(SERVICES.asked("POST", "/api/orders").getFirst().header("Authorization"))
                .isEqualTo("Bearer guest.token.here");
    }

    /** A browser presses the first button of a form for it. */
    @Test
    void theEnterKeyHoldsTheTickets() throws Exception {
        Document page = html(perform(get("/events/e1")));
        Element pressed = page.selectFirst("#tickets button:not([type=button]), button[form=tickets]");
        assertThat(pressed.attr("name")).isEmpty();
        assertThat(pressed.hasAttr("disabled") || pressed.hasAttr("formaction")).isFalse();
        assertThat(page.select("#tickets button[name=account]")).hasSize(1);
    }

    @Test
    void aGuestIsAskedForWhatIsMissingAndTheChoiceIsKept() throws Exception {
        for (String[] typed : List.of(new String[] {"", "ada@example.com"}, new String[] {"Ada", "ada"})) {
            MockHttpServletResponse refused = perform(guestOrder(typed[0], typed[1]));
            assertThat(refused.getStatus()).isEqualTo(400);
            Document page = html(refused);
            assertThat(page.select(".box-guest .wrong")).hasSize(1);
            assertThat(page.selectFirst("#guest-name").val()).isEqualTo(typed[0]);
            assertThat(page.selectFirst("#guest-email").val()).isEqualTo(typed[1]);
            assertThat(page.selectFirst("input[name=t_floor]").val()).isEqualTo("2");
        }
        assertThat(SERVICES.asked("POST", "/api/users/guest")).isEmpty();
        SERVICES.problem("POST /api/users/guest", 429, "rate-limited");
        assertThat(html(perform(guestOrder("Ada", "ada@example.com")))
                        .selectFirst("#guest-email-problem")
                        .text())
                .contains("Many purchases");
    }

    @Test
    void aKnownGuestBuysAgainAndSeesTheOrders() throws Exception {
        knownGuest();
        Document page = html(perform(signedIn(get("/events/e1"))));
        assertThat(page.selectFirst("#guest-email").val()).isEqualTo("ada@example.com");
        assertThat(page.select("a[href=/signin]")).isNotEmpty();
        SERVICES.answer("POST /api/orders", 201, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        assertThat(perform(signedIn(guestOrder("Ada", "ada@example.com"))).getRedirectedUrl())
                .isEqualTo("/orders/o1/checkout");
        assertThat(SERVICES.asked("POST", "/api/users/guest")).isEmpty();
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "COMPLETED", Duration.ZERO));
        SERVICES.answer("GET /api/orders/o1/tickets", 200, FakeServices.tickets());
        Document order = html(perform(signedIn(get("/orders/o1"))));
        assertThat(order.select(".ticket")).isNotEmpty();
        assertThat(order.selectFirst(".guest-note").text()).contains("ada@example.com", "Make an account");
        // Everything else asks to sign in.
        for (String path : List.of("/account", "/organizer", "/events/new")) {
            assertThat(perform(signedIn(get(path))).getRedirectedUrl()).startsWith("/signin?return=");
        }
    }

    @Test
    void theLinkOfAGuestsMailOpensTheOrderByAForm() throws Exception {
        Document form = html(perform(get("/orders/o1/open?token=secret")));
        assertThat(form.selectFirst("form[action=/orders/o1/open] input[name=token]")
                        .val())
                .isEqualTo("secret");
        assertThat(SERVICES.asked("POST", "/api/users/guest/link")).isEmpty();
        SERVICES.answer(
                "POST /api/users/guest/link",
                200,
                "{}",
                Map.of("Set-Cookie", "holdfast_session=guest.token.here; Path=/; HttpOnly; SameSite=Lax"));
        MockHttpServletResponse opened = perform(post("/orders/o1/open").param("token", "secret"));
        assertThat(opened.getRedirectedUrl()).isEqualTo("/orders/o1");
        assertThat(opened.getHeader("Set-Cookie")).startsWith("holdfast_session=guest.token.here");
        SERVICES.answer("POST /api/users/guest/link", 200, "{}");
        assertThat(perform(signedIn(post("/orders/o1/open")).param("token", "secret"))
                        .getRedirectedUrl())
                .isEqualTo("/orders?adopted");
        SERVICES.problem("POST /api/users/guest/link", 410, "link-over");
        Document over = html(perform(post("/orders/o1/open").param("token", "secret")));
        assertThat(over.select("a[href^=/signin?return=]")).hasSize(1);
    }

    private static MockHttpServletRequestBuilder guestOrder(String name, String email) {
        return post("/events/e1/order")
                .param("t_floor", "2")
                .param("key", "0123456789")
                .param("name", name)
                .param("email", email);
    }

    private static void asGuest() {
        SERVICES.answer(
                "POST /api/users/guest",
                201,
                "{}",
                Map.of("Set-Cookie", "holdfast_session=guest.token.here; Path=/; HttpOnly; SameSite=Lax"));
    }

    private static void knownGuest() {
        SERVICES.answer("GET /api/users/currentuser", 200, """
            {"currentUser": null, "guest": {"id": "g1", "email": "ada@example.com", "name": "Ada"}}\
            """);
    }

    @Test
    void emptyChoiceIsRefusedBeforeSigningIn() throws Exception {
        MockHttpServletResponse response = perform(post("/events/e1/order").param("t_floor", "0"));
        assertThat(response.getStatus()).isEqualTo(400);
        assertThat(html(response).selectFirst("[role=alert]:not([hidden])").text())
                .isEqualTo("Choose how many tickets you want.");
    }

    @Test
    void orderSendsKeyAndSessionAndLeadsToTheCheckout() throws Exception {
        SERVICES.answer("POST /api/orders", 201, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
        for (int again = 0; again < 2; again++) {
            MockHttpServletResponse response = perform(signedIn(post("/events/e1/order"))
                    .param("t_floor", "2")
                    .param("t_balcony", "0")
                    .param("key", "0123456789"));
            assertThat(response.getRedirectedUrl()).isEqualTo("/orders/o1/checkout");
        }
        List<FakeServices.Asked> asked = SERVICES.asked("POST", "/api/orders");
        assertThat(asked.getFirst().header("Authorization")).isEqualTo("Bearer " + FakeServices.TOKEN);
        assertThat(asked.getFirst().header("Idempotency-key"))
                .isEqualTo(asked.getLast().header("Idempotency-key"));
        assertThat(asked.getFirst().body()).contains("\"floor\"").doesNotContain("balcony");
        perform(signedIn(post("/events/e1/order")).param("t_floor", "3").param("key", "0123456789"));
        assertThat(SERVICES.asked("POST", "/api/orders").getLast().header("Idempotency-key"))
                .isNotEqualTo(asked.getFirst().header("Idempotency-key"));
    }

    @Test
    void refusalIsShownAtItsLineAndKeepsTheChoice() throws Exception {
        SERVICES.answer("POST /api/orders", 409, """
            {"status": 409, "code": "not-enough-left", "detail": "x",
             "errors": [{"field": "items.floor", "tierId": "floor", "message": "only 3 left", "available": 3}]}\
            """);
        MockHttpServletResponse response = perform(signedIn(post("/events/e1/order"))
                .param("t_floor", "5")
                .param("t_balcony", "1")
                .param("key", "0123456789"));
        assertThat(response.getStatus()).isEqualTo(409);
        Document page = html(response);
        assertThat(page.selectFirst("[role=alert]:not([hidden])").text()).contains("not enough");
        assertThat(page.selectFirst("[data-tier=floor] .tier-problem").text()).isEqualTo("Only 3 left.");
        assertThat(page.selectFirst("[data-tier=balcony] .tier-problem")).isNull();
        assertThat(page.selectFirst("input[name=t_balcony]").val()).isEqualTo("1");
    }

    @Test
    void limitPerBuyerShowsHowManyMore() throws Exception {
        SERVICES.answer("POST /api/orders", 409, """
            {"status": 409, "code": "limit-reached", "detail": "x",
             "errors": [{"field": "items[0].quantity", "tierId": "floor", "message": "x", "available": 1}]}\
            """);
        Document tier = html(perform(signedIn(post("/events/e1/order")).param("t_floor", "3")));
        assertThat(tier.selectFirst("[role=alert]:not([hidden])").text()).contains("more than one person may buy");
        assertThat(tier.selectFirst("[data-tier=floor] .tier-problem").text()).isEqualTo("You can have one more.");

        SERVICES.answer("POST /api/orders", 409, """
            {"status": 409, "code": "limit-reached", "detail": "x",
             "errors": [{"field": "items", "message": "x", "available": 0}]}\
            """);
        Document event = html(perform(signedIn(post("/events/e1/order")).param("t_floor", "3")));
        assertThat(event.selectFirst("[role=alert]:not([hidden])").text()).contains("as many as one person may buy");
        assertThat(event.selectFirst("input[name=t_floor]").val()).isEqualTo("3");
    }

    @Test
    void whoeverHoldsTooManyIsToldToPay() throws Exception {
        SERVICES.answer("POST /api/orders", 409, """
                {"status": 409, "code": "too-many-held", "detail": "x",
                 "errors": [{"field": "items", "message": "x", "available": 2}]}""");
        Document page = html(perform(signedIn(post("/events/e1/order")).param("t_floor", "3")));
        assertThat(page.selectFirst("[role=alert]:not([hidden])").text()).contains("Pay for them, or give some back");
    }

    @Test
    void heldTicketsCanBeTriedAgainAtTheNextRelease() throws Exception {
        SERVICES.answer("POST /api/orders", 409, """
                 {"status": 409, "code": "all-held", "detail": "x",
                  "errors": [{"field": "items.floor", "tierId": "floor", "message": "x", "available": 0}]}\
                 """, Map.of("Retry-After", "43"));
        Document page = html(perform(signedIn(post("/events/e1/order")).param("t_floor", "3")));
        Element countdown = page.selectFirst("[role=alert] [data-countdown]");
        assertThat(Duration.between(
                        java.time.Instant.parse(countdown.attr("data-now")),
                        java.time.Instant.parse(countdown.attr("data-until"))))
                .isBetween(Duration.ofSeconds(42), Duration.ofSeconds(43));
        assertThat(page.selectFirst("[role=alert] button").text()).isEqualTo("Try again");
        assertThat(page.selectFirst("[data-tier=floor] .tier-problem").text()).startsWith("None is free right now.");
    }

    @Test
    void aVisitorIsToldOfTheirOwnHold() throws Exception {
        SERVICES.answer("POST /api/orders", 409, """
                 {"status": 409, "code": "all-held", "detail": "x",
                  "errors": [{"field": "items.floor", "tierId": "floor", "message": "x", "available": 0, "orderId": "o7"}]}\
                 """, Map.of("Retry-After", "43"));
        Element problem = html(perform(signedIn(post("/events/e1/order")).param("t_floor", "3")))
                .selectFirst("[role=alert]:not([hidden])");
        assertThat(problem.text()).startsWith("You hold some of these tickets yourself:");
        assertThat(problem.select("a").attr("href")).isEqualTo("/orders/o7");
    }

    @Test
    void salesPausedWhileChoosingAreExplained() throws Exception {
        SERVICES.answer(
                "GET /api/events/e1",
                200,
                FakeServices.seatedEvent("e1", "Requiem").replace("\"salesPaused\": false", "\"salesPaused\": true"));
        SERVICES.problem("POST /api/orders", 409, "sales-closed");
        Document page = html(perform(signedIn(post("/events/e1/order")).param("t_floor", "3")));
        assertThat(page.selectFirst("[role=alert]:not([hidden])").text()).startsWith("Sales are paused");
    }

    @Test
    void moreThanOneOrderMayHaveIsRefusedWithTheMost() throws Exception {
        SERVICES.answer("POST /api/orders", 400, """
            {"status": 400, "code": "validation-failed", "detail": "items[0].quantity must be less than or equal to 1000",
             "errors": [{"field": "items[0].quantity", "message": "must be less than or equal to 1000"}]}""");

        Document page = html(perform(signedIn(post("/events/e1/order"))
                .param("t_floor", "99999999999")
                .param("key", "0123456789")));

        assertThat(page.select("#problems").text())
                .isEqualTo("That choice does not work. Look at how many you want of each.");
        assertThat(page.select("[data-tier=floor] .tier-problem").text()).isEqualTo("6 at most in one order.");
    }
}
