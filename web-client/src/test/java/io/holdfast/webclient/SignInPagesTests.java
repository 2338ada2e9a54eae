package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import jakarta.servlet.http.Cookie;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** Signing in and up: by password, code, passkey, link and identity provider. */
class SignInPagesTests extends PagesFixture {

    @Test
    void signInTellsGuestsOfTheLinkInTheirMail() throws Exception {
        String hint = "Bought without an account? Open the link in our mail.";
        for (String orders : List.of("/orders", "/orders/o1")) {
            assertThat(html(perform(get("/signin").param("return", orders))).text())
                    .contains(hint);
        }
        assertThat(html(perform(get("/signin").param("return", "/organizer"))).text())
                .doesNotContain(hint);
    }

    @Test
    void theLinkOfAMailSaysThatItWillSignIn() throws Exception {
        assertThat(html(perform(get("/account/signin-link").param("token", "secret")))
                        .selectFirst(".lead")
                        .text())
                .isEqualTo("You will be signed in on this device.");
    }

    @Test
    void signInSaysWhatIsMissing() throws Exception {
        MockHttpServletResponse refused = perform(post("/signin").param("email", "ada"));

        Document page = html(refused);
        assertThat(refused.getStatus()).isEqualTo(400);
        assertThat(page.selectFirst("#email[aria-invalid]").val()).isEqualTo("ada");
        assertThat(page.selectFirst("#email-problem").text()).startsWith("Enter an e-mail address");
        assertThat(page.selectFirst("#password-problem").text()).isEqualTo("Enter your password.");
        assertThat(SERVICES.asked("POST", "/api/users/signin")).isEmpty();
    }

    @Test
    void anIdentityProviderHasAButtonOnlyIfThereIsOne() throws Exception {
        assertThat(html(perform(get("/signin"))).select("a[href^=/signin/identity]"))
                .isEmpty();
        SERVICES.answer(
                "GET /api/users/signin/methods", 200, "{\"identityProvider\": \"Example ID\", \"passkeys\": false}");
        Element way = html(perform(get("/signin?return=/orders"))).selectFirst("a[href^=/signin/identity]");
        assertThat(way.text()).isEqualTo("Sign in with Example ID");
        assertThat(way.attr("href")).isEqualTo("/signin/identity?return=/orders");
        SERVICES.problem("POST /api/users/signin/identity", 503, "unavailable");
        MockHttpServletResponse away = perform(get(URI.create(way.attr("href"))));
        assertThat(away.getStatus()).isEqualTo(503);
        assertThat(html(away).selectFirst("[role=alert]:not([hidden])")).isNotNull();
        assertThat(html(away).selectFirst("input[name=return]").val()).isEqualTo("/orders");
    }

    @Test
    void passkeysAreOfferedWhereThereAreAny() throws Exception {
        assertThat(html(perform(get("/signin"))).select("form[data-passkey]")).isEmpty();
        SERVICES.answer("GET /api/users/signin/methods", 200, "{\"identityProvider\": null, \"passkeys\": true}");
        Element form = html(perform(get("/signin?return=/orders"))).selectFirst("form[data-passkey]");
        assertThat(form.hasAttr("hidden")).as("until the script shows it").isTrue();
        assertThat(form.selectFirst("input[name=return]").val()).isEqualTo("/orders");
        SERVICES.problem("POST /api/users/signin/passkey", 400, "validation-failed");
        MockHttpServletResponse refused = perform(post("/signin/passkey").param("credential", "no JSON"));
        assertThat(refused.getStatus()).isEqualTo(400);
        assertThat(html(refused).selectFirst("[role=alert]:not([hidden])").text())
                .contains("could not be checked");
        SERVICES.answer(
                "POST /api/users/signin/passkey",
                200,
                "{}",
                Map.of("Set-Cookie", "holdfast_session=new.token.here; Path=/; HttpOnly; SameSite=Lax"));
        MockHttpServletResponse signedIn = perform(
                post("/signin/passkey").param("credential", "{\"id\": \"abc\"}").param("return", "/orders"));
        assertThat(signedIn.getRedirectedUrl()).isEqualTo("/orders");
        assertThat(signedIn.getHeader("Set-Cookie")).startsWith("holdfast_session=new.token.here");
        assertThat(SERVICES.asked("POST", "/api/users/signin/passkey").getLast().body())
                .contains("\"id\":\"abc\"");
    }

    private static Cookie goToProvider(MockHttpServletResponse going) {
        assertThat(going.getRedirectedUrl()).isEqualTo("https://id.example/authorize?x=y");
        Cookie kept = going.getCookie("holdfast_identity");
        assertThat(kept.isHttpOnly()).isTrue();
        assertThat(kept.getPath()).isEqualTo("/signin/callback");
        assertThat(going.getHeader("Set-Cookie")).contains("SameSite=Lax");
        return kept;
    }

    @Test
    void whoIsBackFromTheIdentityProviderGoesOnWhereTheyWere() throws Exception {
        SERVICES.answer(
                "POST /api/users/signin/identity",
                200,
                "{\"location\": \"https://id.example/authorize?x=y\", \"browser\": \"s3cret\"}");
        SERVICES.answer(
                "POST /api/users/signin/identity/confirm",
                200,
                "{}",
                Map.of("Set-Cookie", "holdfast_session=new.token.here; Path=/; HttpOnly; SameSite=Lax"));
        Cookie kept = goToProvider(perform(get("/signin/identity").param("return", "/orders")));
        MockHttpServletResponse back =
                perform(get("/signin/callback?state=s&code=c").cookie(kept));
        assertThat(back.getRedirectedUrl()).isEqualTo("/orders");
        assertThat(back.getHeaders("Set-Cookie"))
                .anyMatch(cookie -> cookie.startsWith("holdfast_session=new.token.here"))
                .anyMatch(cookie -> cookie.startsWith("holdfast_identity=;"));
        assertThat(SERVICES.asked("POST", "/api/users/signin/identity/confirm"))
                .singleElement()
                .satisfies(asked -> assertThat(asked.body()).contains("s3cret"));

        // A browser that comes from another site sends the cookie of the choice only with a request of this one.
        String hold = "/events/e1/order?key=0123456789&t_floor=2";
        kept = goToProvider(perform(get("/signin/identity").param("return", hold)));
        Document arrived = html(perform(get("/signin/callback?state=s&code=c").cookie(kept)));
        assertThat(arrived.selectFirst("meta[http-equiv=refresh]").attr("content"))
                .isEqualTo("0; url=" + hold);
        kept = goToProvider(perform(get("/signin/identity").param("return", "//evil.example")));
        assertThat(perform(get("/signin/callback?state=s&code=c").cookie(kept)).getRedirectedUrl())
                .isEqualTo("/");
    }

    @Test
    void whoDidNotGoToTheIdentityProviderDoesNotComeBack() throws Exception {
        for (MockHttpServletRequestBuilder request : List.of(
                get("/signin/callback?state=s&code=c"),
                get("/signin/callback?state=s&code=c").cookie(new Cookie("holdfast_identity", "made up")),
                get("/signin/callback").cookie(new Cookie("holdfast_identity", "signin.secret.Lw")))) {
            MockHttpServletResponse refused = perform(request);
            assertThat(refused.getStatus()).isEqualTo(410);
            assertThat(html(refused).selectFirst("[role=alert]:not([hidden])").text())
                    .contains("took too long");
        }
        assertThat(SERVICES.asked("POST", "/api/users/signin/identity/confirm")).isEmpty();
    }

    @Test
    void theIdentityProvidersAnswerIsShownPlainly() throws Exception {
        Cookie kept = new Cookie("holdfast_identity", "signin.secret.L29yZGVycw");
        SERVICES.problem("POST /api/users/signin/identity/confirm", 401, "not-confirmed");
        MockHttpServletResponse refused =
                perform(get("/signin/callback?state=s&error=access_denied").cookie(kept));
        assertThat(refused.getStatus()).isEqualTo(401);
        assertThat(html(refused).selectFirst("[role=alert]:not([hidden])")).isNotNull();
        assertThat(html(refused).selectFirst("input[name=return]").val()).isEqualTo("/orders");
    }

    @Test
    void anAccountWithCodesIsAskedForOneAndGoesOnWhereItWas() throws Exception {
        SERVICES.answer("POST /api/users/signin", 401, """
            {"status": 401, "code": "code-needed", "detail": "x",
             "errors": [{"field": "code", "message": "is needed", "challenge": "c1"}]}\
            """);
        Document page = html(perform(post("/signin")
                .param("email", "ada@example.com")
                .param("password", "correct horse")
                .param("return", "/events/e1")));
        assertThat(page.selectFirst("form[action=/signin/code] input[name=challenge]")
                        .val())
                .isEqualTo("c1");
        SERVICES.problem("POST /api/users/signin/code", 401, "bad-code");
        Document again = html(perform(signInCode("000000")));
        assertThat(again.selectFirst("#code-problem").text()).contains("wrong");
        assertThat(again.selectFirst("input[name=challenge]").val()).isEqualTo("c1");
        SERVICES.answer(
                "POST /api/users/signin/code",
                200,
                "{}",
                Map.of("Set-Cookie", "holdfast_session=new.token.here; Path=/; HttpOnly; SameSite=Lax"));
        MockHttpServletResponse done = perform(signInCode("123456"));
        assertThat(done.getRedirectedUrl()).isEqualTo("/events/e1");
        assertThat(done.getHeader("Set-Cookie")).startsWith("holdfast_session=new.token.here");
        SERVICES.problem("POST /api/users/signin/code", 410, "link-over");
        assertThat(perform(signInCode("123456")).getRedirectedUrl()).isEqualTo("/signin?return=%2Fevents%2Fe1");
    }

    private static MockHttpServletRequestBuilder signInCode(String code) {
        return post("/signin/code").param("challenge", "c1").param("code", code).param("return", "/events/e1");
    }

    @Test
    void signingInNeverRedirectsToAnotherSite() throws Exception {
        SERVICES.answer("POST /api/users/signin", 200, "{}");
        for (String target : new String[] {
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/..//evil",
            "/.//evil",
            "/{x}",
            "/%0d%0aX: y\n"
        }) {
            MockHttpServletResponse response = perform(
                    post("/signin").param("email", "a@b").param("password", "x").param("return", target));
            assertThat(response.getRedirectedUrl()).isEqualTo("/");
        }
    }

    @Test
    void wrongPasswordKeepsTheAddressAndNotThePassword() throws Exception {
        SERVICES.problem("POST /api/users/signin", 401, "bad-credentials");
        MockHttpServletResponse response =
                perform(post("/signin").param("email", "ada@example.com").param("password", "wrong one"));
        assertThat(response.getStatus()).isEqualTo(401);
        Document page = html(response);
        assertThat(page.selectFirst("[role=alert]:not([hidden])").text()).contains("do not match");
        assertGetsTheFocus(page);
        assertThat(page.selectFirst("input[name=email]").val()).isEqualTo("ada@example.com");
        assertThat(page.html()).doesNotContain("wrong one");
    }

    @Test
    void aNameThatIsRefusedAtSignUpIsSaidAtItsField() throws Exception {
        SERVICES.answer("POST /api/users/signup", 400, """
            {"status": 400, "code": "validation-failed", "detail": "x",
             "errors": [{"field": "name", "message": "must not have the hidden character U+202E"}]}""");
        Document page = html(perform(post("/signup")
                .param("email", "ada@example.com")
                .param("password", "correct horse")
                .param("name", "\u202EAda")));
        assertThat(page.selectFirst("#name-problem").text()).contains("visible characters");
        assertThat(page.selectFirst("#name").attr("aria-describedby")).isEqualTo("name-problem");
        assertThat(page.select("#problems")).isEmpty();
    }

    @Test
    void tooManySignUpsTellWhenToTryAgain() throws Exception {
        SERVICES.answer(
                "POST /api/users/signup",
                429,
                "{\"status\": 429, \"code\": \"rate-limited\"}",
                Map.of("Retry-After", "40"));
        MockHttpServletResponse response = perform(post("/signup")
                .param("email", "ada@example.com")
                .param("password", "correct horse")
                .header("X-Forwarded-For", "203.0.113.7"));
        assertThat(response.getStatus()).isEqualTo(429);
        assertThat(response.getHeader("Retry-After")).isEqualTo("40");
        assertThat(html(response).selectFirst("[role=alert]:not([hidden])").text())
                .contains("accounts", "in a minute");
        assertThat(html(response).selectFirst("input[name=email]").val()).isEqualTo("ada@example.com");
        assertThat(SERVICES.asked("POST", "/api/users/signup").getFirst().header("X-forwarded-for"))
                .isEqualTo("203.0.113.7");
    }

    /** Another person behind the same address may have typed them. */
    @Test
    void whoMayTryNoPasswordIsToldOfTheOtherWayIn() throws Exception {
        SERVICES.answer(
                "POST /api/users/signin",
                429,
                "{\"status\": 429, \"code\": \"rate-limited\"}",
                Map.of("Retry-After", "600"));
        MockHttpServletResponse response =
                perform(post("/signin").param("email", "ada@example.com").param("password", "correct horse"));
        assertThat(response.getStatus()).isEqualTo(429);
        assertThat(html(response).selectFirst("[role=alert]:not([hidden])").text())
                .contains("from your connection", "in 10 minutes", "a link by mail");
        assertThat(html(response).select("main a[href=/account/forgotten]")).hasSize(1);
    }

    @Test
    void signingOutRemovesTheSessionEvenIfAuthServiceIsDown() throws Exception {
        SERVICES.down("POST /api/users/signout");
        MockHttpServletResponse response = perform(signedIn(post("/signout")));
        assertThat(response.getRedirectedUrl()).isEqualTo("/?signedout");
        assertThat(response.getHeader("Clear-Site-Data")).isEqualTo("\"storage\"");
        assertThat(response.getHeader("Set-Cookie"))
                .startsWith("holdfast_session=;")
                .contains("Max-Age=0");
    }
}
