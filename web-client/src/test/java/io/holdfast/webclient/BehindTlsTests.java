package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import jakarta.servlet.http.Cookie;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** Cookies and headers of a site with TLS in front. */
@SpringBootTest(
        properties = {
            "spring.config.name=web-client",
            "holdfast.web.secure-cookies=true",
            "holdfast.webclient.connect-timeout=1m",
            "holdfast.webclient.read-timeout=1m"
        })
class BehindTlsTests extends PagesFixture {

    @BeforeEach
    void prepareAnswers() {
        SERVICES.answer("GET /api/orders/o1", 200, FakeServices.order("o1", "AWAITING_PAYMENT", Duration.ofMinutes(9)));
    }

    @Test
    void onlyACookieThatNoOtherHostCanSetIsALanguage() throws Exception {
        assertThat(send(post("/language").param("language", "de")).getHeader("Set-Cookie"))
                .startsWith("__Host-holdfast_language=de;")
                .contains("Secure");
        assertThat(send(get("/signin").cookie(new Cookie("holdfast_language", "de")))
                        .getContentAsString())
                .contains("lang=\"en\"");
        assertThat(send(get("/signin").cookie(new Cookie("__Host-holdfast_language", "de")))
                        .getContentAsString())
                .contains("lang=\"de\"");
    }

    /** Another host of the domain can set a cookie of any name without the prefix. */
    @Test
    void onlyACookieThatNoOtherHostCanSetIsASession() throws Exception {
        MockHttpServletResponse planted =
                send(get("/orders/o1/checkout").cookie(new Cookie("holdfast_session", FakeServices.TOKEN)));
        assertThat(planted.getRedirectedUrl()).startsWith("/signin?");
        assertThat(SERVICES.asked("GET", "/api/users/currentuser")).isEmpty();
        assertThat(send(signedInOverTls(get("/orders/o1/checkout"))).getStatus())
                .isEqualTo(200);
        assertThat(send(signedInOverTls(post("/signout"))).getHeader("Set-Cookie"))
                .startsWith("__Host-holdfast_session=;")
                .contains("Max-Age=0", "Secure");
    }

    @Test
    void messageForTheNextPageIsInASecureCookie() throws Exception {
        SERVICES.problem("POST /api/payments", 402, "card-declined");
        Cookie left = send(signedInOverTls(post("/orders/o1/pay")).param("card", "tok_chargeDeclined"))
                .getCookies()[0];
        assertThat(left.getName()).isEqualTo("__Secure-holdfast_passing");
        assertThat(left.getSecure()).isTrue();
        assertThat(left.isHttpOnly()).isTrue();
        MockHttpServletResponse shown =
                send(signedInOverTls(get("/orders/o1/checkout")).cookie(left));
        assertThat(shown.getContentAsString()).contains("role=\"alert\"");
        assertThat(shown.getHeader("Set-Cookie")).contains("Max-Age=0", "Secure");
    }

    @Test
    void browsersAreToldToInsistOnTls() throws Exception {
        for (String path : new String[] {"/signin", "/assets/door.js", "/nothing"}) {
            assertThat(send(get(path)).getHeader("Strict-Transport-Security"))
                    .as(path)
                    .isEqualTo("max-age=31536000; includeSubDomains");
        }
    }

    private static MockHttpServletRequestBuilder signedInOverTls(MockHttpServletRequestBuilder request) {
        return request.cookie(new Cookie("__Host-holdfast_session", FakeServices.TOKEN));
    }
}
