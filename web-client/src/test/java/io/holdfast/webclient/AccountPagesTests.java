package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** The page of an account, its codes and passwords, and the links that mails lead to. */
class AccountPagesTests extends PagesFixture {

    @Test
    void whatIsWrongWhenCodesAreTurnedOnOrOffIsToldWhereItIs() throws Exception {
        SERVICES.problem("POST /api/users/totp", 409, "address-not-proven");
        MockHttpServletResponse unproven =
                perform(signedIn(post("/account/codes")).param("password", "correct horse"));
        assertThat(unproven.getStatus()).isEqualTo(409);
        assertThat(html(unproven).selectFirst("[role=alert]:not([hidden])").text())
                .contains("Confirm your address first");

        SERVICES.answer("GET /api/users/totp", 200, "{\"on\": true, \"recoveryCodesLeft\": 3}");
        SERVICES.problem("POST /api/users/totp/remove", 403, "bad-code");
        Document off = html(perform(signedIn(post("/account/codes/remove"))
                .param("password", "correct horse")
                .param("code", "000000")));
        assertThat(off.selectFirst("#code-problem").text()).contains("wrong");
        assertThat(off.selectFirst("#codes-password-problem")).isNull();
        SERVICES.answer("POST /api/users/totp/remove", 400, """
            {"status": 400, "code": "validation-failed", "errors": [{"field": "code", "message": "must not be blank"}]}\
            """);
        Document none = html(perform(signedIn(post("/account/codes/remove"))
                .param("password", "correct horse")
                .param("code", " ")));
        assertThat(none.selectFirst("#code-problem")).isNotNull();
        assertThat(none.selectFirst("#codes-password-problem")).isNull();
        SERVICES.problem("POST /api/users/totp/remove", 403, "wrong-password");
        Document other = html(perform(signedIn(post("/account/codes/remove"))
                .param("password", "wrong horse")
                .param("code", "123456")));
        assertThat(other.selectFirst("#codes-password-problem")).isNotNull();
        assertThat(other.selectFirst("#code-problem")).isNull();
    }

    @Test
    void whoHasNoPasswordIsAskedForNoneAndPerhapsToSignInAgain() throws Exception {
        SERVICES.answer("GET /api/users/account", 200, """
                {"id": "u1", "email": "ada@example.com", "name": "Ada", "proven": true, "movingTo": null, "hasPassword": false}""");
        SERVICES.answer("GET /api/users/totp", 200, "{\"on\": false, \"recoveryCodesLeft\": 0}");
        Document account = html(perform(signedIn(get("/account"))));
        assertThat(account.select("form[action=/account/email]")).hasSize(1);
        assertThat(account.select("form[action=/account/codes]")).hasSize(1);
        assertThat(account.select("input[type=password]")).isEmpty();
        assertThat(html(perform(signedIn(get("/account/erase")))).select("input[type=password]"))
                .isEmpty();

        for (String form : List.of("email", "totp", "erase")) {
            SERVICES.problem("POST /api/users/" + form, 403, "sign-in-again");
        }
        for (MockHttpServletRequestBuilder form : List.of(
                post("/account/email").param("email", "b@example.com"),
                post("/account/codes"),
                post("/account/erase").param("sure", "yes"))) {
            MockHttpServletResponse refused = perform(signedIn(form));
            assertThat(refused.getStatus()).isEqualTo(403);
            assertThat(html(refused).selectFirst("[role=alert]:not([hidden])").text())
                    .contains("Sign in again");
        }
    }

    /** The service's message is in the reader's language, and so tells the page nothing. */
    @Test
    void aPasswordThatWouldBeGuessedIsToldFromOneOfTheWrongLengthInEveryLanguage() throws Exception {
        for (String call : List.of("signup", "reset/confirm", "password")) {
            SERVICES.answer("POST /api/users/" + call, 400, """
                {"status": 400, "code": "validation-failed", "detail": "x", "errors": [
                 {"field": "password", "message": "gehört zu den ersten"},
                 {"field": "newPassword", "message": "gehört zu den ersten"}]}""");
        }
        for (MockHttpServletRequestBuilder form : List.of(
                post("/signup").param("email", "ada@example.com").param("password", "password1"),
                post("/account/reset").param("token", "t").param("newPassword", "password1"),
                password("correct horse", "password1"))) {
            assertThat(html(perform(form.header("Accept-Language", "de")))
                            .select(".problem:not([hidden])")
                            .eachText())
                    .containsExactly(
                            "Das würden andere zuerst versuchen. Nehmen Sie mehrere Wörter, die nicht zusammengehören.");
        }
        assertThat(html(perform(password("correct horse", "x".repeat(129)).header("Accept-Language", "de")))
                        .select(".problem:not([hidden])")
                        .eachText())
                .containsExactly("Nehmen Sie 8 bis 128 Zeichen.");
    }

    @Test
    void aResetLinkThatIsNoneSaysNothingOfThePassword() throws Exception {
        SERVICES.answer("POST /api/users/reset/confirm", 400, """
            {"status": 400, "code": "validation-failed", "detail": "x",
             "errors": [{"field": "token", "message": "must not be blank"}]}""");
        Document page = html(perform(post("/account/reset").param("newPassword", "battery staple horse")));
        assertThat(page.select("a[href=/account/forgotten]")).hasSize(1);
        assertThat(page.select(".problem:not([hidden])")).isEmpty();
    }

    @Test
    void accountPageIsLinkedAndNeedsASession() throws Exception {
        assertThat(html(perform(signedIn(get("/")))).select(".nav a[href=/account]"))
                .hasSize(1);
        assertThat(html(perform(get("/"))).select("a[href=/account]")).isEmpty();
        assertThat(perform(get("/account")).getRedirectedUrl()).isEqualTo("/signin?return=%2Faccount");
        Document page = html(perform(signedIn(get("/account"))));
        Element form = page.selectFirst("form[action=/account/password]");
        assertThat(form.selectFirst("#email").val()).isEqualTo("ada@example.com");
        assertThat(form.select("input[type=password]").eachAttr("autocomplete"))
                .containsExactly("current-password", "new-password");
        assertThat(page.select(".note")).isEmpty();
    }

    @Test
    void accountPageShowsWhatIsOpen() throws Exception {
        SERVICES.answer("GET /api/users/account", 200, """
            {"id": "u1", "email": "ada@example.com", "name": "Ada", "proven": false, "movingTo": "ada@example.net"}\
            """);
        SERVICES.answer("GET /api/users/sessions", 200, """
            [{"id": "s1", "createdAt": "2026-11-01T10:00:00Z", "lastSeenAt": "2026-11-02T10:00:00Z", "current": true,
              "device": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"},
             {"id": "s2", "createdAt": "2026-11-01T10:00:00Z", "lastSeenAt": "2026-11-01T10:00:00Z", "current": false,
              "device": null}]\
            """);
        Document page = html(perform(signedIn(get("/account"))));
        assertThat(page.selectFirst("form[action=/account/verification]").text())
                .contains("ada@example.com is not confirmed");
        assertThat(page.select(".sessions li").eachText().getFirst())
                .contains("Firefox, Linux", "this device")
                .doesNotContain("Sign out there");
        assertThat(page.select(".sessions li").eachText().getLast()).contains("A device", "Sign out there");
        assertThat(page.select(".sessions input[name=id]").eachAttr("value")).containsExactly("s2");
        String which = page.selectFirst(".sessions button").attr("aria-describedby");
        assertThat(page.getElementById(which).text()).isEqualTo("A device");
        assertThat(page.selectFirst("form[action=/account/email]").text()).contains("Waiting for ada@example.net");

        SERVICES.down("GET /api/users/sessions");
        Document without = html(perform(signedIn(get("/account"))));
        assertThat(without.select("form[action=/account/password]")).hasSize(1);
    }

    /** Its address is secret. Without any referrer, older browsers would send its form with the origin "null", as other sites do. */
    @Test
    void aLinkInAMailOnlyOpensAPage() throws Exception {
        for (String path : new String[] {
            "/account/verify",
            "/account/reset",
            "/account/signin-link",
            "/account/email/confirm/to",
            "/account/forgotten",
            "/orders/o1/open"
        }) {
            Document page = html(perform(get(path).param("token", "secret")));
            if (!path.equals("/account/forgotten")) {
                assertThat(page.selectFirst("form input[name=token]").val()).isEqualTo("secret");
            }
            assertThat(page.selectFirst("meta[name=referrer]").attr("content")).isEqualTo("strict-origin");
        }
        assertThat(SERVICES.asked("POST", "/api/users/verify")).isEmpty();
    }

    @Test
    void aLinkThatIsOverLeadsToAnother() throws Exception {
        SERVICES.problem("POST /api/users/reset/confirm", 410, "link-over");
        MockHttpServletResponse response =
                perform(post("/account/reset").param("token", "old").param("newPassword", "battery staple horse"));
        assertThat(response.getStatus()).isEqualTo(410);
        assertThat(html(response).select("a[href=/account/forgotten]")).hasSize(1);
        assertThat(response.getContentAsString()).doesNotContain("battery");
    }

    /** So that auth-service ends it. */
    @Test
    void theSessionThatTheBrowserHasGoesAlongWithALink() throws Exception {
        SERVICES.problem("POST /api/users/reset/confirm", 410, "link-over");
        SERVICES.problem("POST /api/users/signin-link/confirm", 410, "link-over");
        perform(signedIn(post("/account/reset").param("token", "a").param("newPassword", "battery staple horse")));
        perform(signedIn(post("/account/signin-link").param("token", "b")));
        for (String link : List.of("reset", "signin-link")) {
            assertThat(SERVICES.asked("POST", "/api/users/" + link + "/confirm")
                            .getFirst()
                            .header("Authorization"))
                    .isEqualTo("Bearer " + FakeServices.TOKEN);
        }
    }

    @Test
    void aForgottenPasswordIsAnsweredAlikeForEveryAddress() throws Exception {
        SERVICES.answer("POST /api/users/reset", 202, "{}");
        SERVICES.answer("POST /api/users/signin-link", 202, "{}");
        for (String way : new String[] {"reset", "link"}) {
            MockHttpServletResponse response = perform(
                    post("/account/forgotten").param("email", "ada@example.com").param("way", way));
            assertThat(html(response).selectFirst("[role=status].ok").text()).contains("ada@example.com");
        }
        assertThat(SERVICES.asked("POST", "/api/users/reset")).hasSize(1);
        assertThat(SERVICES.asked("POST", "/api/users/signin-link")).hasSize(1);
    }

    @Test
    void changedPasswordTellsThatOtherDevicesAreSignedOut() throws Exception {
        SERVICES.answer("POST /api/users/password", 200, "{}");
        MockHttpServletResponse response =
                perform(password("correct horse", "battery staple").header("X-Forwarded-For", "203.0.113.7"));
        assertThat(response.getRedirectedUrl()).isEqualTo("/account?changed");
        FakeServices.Asked asked = SERVICES.asked("POST", "/api/users/password").getFirst();
        assertThat(asked.header("Authorization")).isEqualTo("Bearer " + FakeServices.TOKEN);
        assertThat(asked.header("X-forwarded-for")).isEqualTo("203.0.113.7");
        assertThat(asked.body())
                .contains("\"currentPassword\":\"correct horse\"", "\"newPassword\":\"battery staple\"");
        Document page = html(perform(signedIn(get(response.getRedirectedUrl()))));
        assertThat(page.selectFirst("[role=status].ok").text()).contains("every other device is signed out");
    }

    @Test
    void refusedPasswordChangeIsExplainedAtTheFieldWithoutThePasswords() throws Exception {
        SERVICES.problem("POST /api/users/password", 403, "wrong-password");
        MockHttpServletResponse wrong = perform(password("correct house", "battery staple"));
        assertThat(wrong.getStatus()).isEqualTo(403);
        assertThat(html(wrong).selectFirst("#currentPassword-problem").text()).contains("not your current password");
        assertThat(wrong.getContentAsString()).doesNotContain("correct house", "battery staple");

        SERVICES.answer("POST /api/users/password", 400, """
            {"status": 400, "code": "validation-failed", "detail": "x", "errors": [{"field": "newPassword", "message": "x"}]}\
            """);
        Document long129 = html(perform(password("correct horse", "p".repeat(129))));
        assertThat(long129.selectFirst("#newPassword-problem").text()).contains("8 to 128");

        SERVICES.answer(
                "POST /api/users/password",
                429,
                "{\"status\": 429, \"code\": \"rate-limited\"}",
                Map.of("Retry-After", "600"));
        MockHttpServletResponse locked = perform(password("correct horse", "battery staple"));
        assertThat(locked.getStatus()).isEqualTo(429);
        assertThat(locked.getHeader("Retry-After")).isEqualTo("600");
        assertThat(html(locked).selectFirst("[role=alert]:not([hidden])").text())
                .contains("10 minutes");

        SERVICES.problem("POST /api/users/password", 401, "unauthenticated");
        assertThat(perform(password("correct horse", "battery staple")).getRedirectedUrl())
                .isEqualTo("/signin?return=%2Faccount");

        SERVICES.down("POST /api/users/password");
        MockHttpServletResponse unsure = perform(password("correct horse", "battery staple"));
        assertThat(unsure.getStatus()).isEqualTo(503);
        assertThat(html(unsure).selectFirst("[role=alert]:not([hidden])").text())
                .contains("not certain");
    }

    @Test
    void shortPasswordIsRefusedWithoutARequest() throws Exception {
        Document page = html(perform(password("correct horse", "1234567")));
        assertThat(page.selectFirst("#newPassword-problem").text()).contains("Too short");
        assertThat(SERVICES.asked("POST", "/api/users/password")).isEmpty();
    }

    private static MockHttpServletRequestBuilder password(String current, String fresh) {
        return signedIn(post("/account/password"))
                .param("currentPassword", current)
                .param("newPassword", fresh);
    }
}
