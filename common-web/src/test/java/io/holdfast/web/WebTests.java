package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.mongodb.MongoTimeoutException;
import com.nimbusds.jose.JWSAlgorithm;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a client of any service meets, on a real server. */
@SpringBootTest(
        classes = WebTests.Application.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "holdfast.web.jwks-uri=http://localhost:1/jwks.json",
            "holdfast.web.public[0]=GET /public/**",
            "holdfast.web.public[1]=POST /public/**",
            "holdfast.web.guest[0]=GET /guests",
            "holdfast.web.max-body=10KB",
            "management.endpoints.web.exposure.include=*",
            "server.forward-headers-strategy=native", // as every service has it
            "spring.main.banner-mode=off"
        })
class WebTests {

    private static final TestTokens TOKENS = new TestTokens("k1");
    private static final String COOKIE = "holdfast_session=";

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private RevokedSessions revoked;

    @Test
    void anAnswerThatBreaksOffDoesNotArriveAsAWholeOne() {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> get("/public/broken-off"));
    }

    @Test
    void aRouteThatIsNotPublicNeedsASession() throws Exception {
        assertProblem(get("/private"), 401, "unauthenticated");
        assertThat(get("/private", "Authorization", "Bearer " + TOKENS.token("s1"))
                        .body())
                .contains("\"id\":\"u1\"");
        assertThat(get("/private", "Cookie", COOKIE + TOKENS.token("s1")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aPublicRouteKnowsItsCallerAndHasNoneIfTheTokenIsInvalid() throws Exception {
        assertThat(get("/public/who").body()).isEqualTo("none");
        assertThat(get("/public/who", "Cookie", COOKIE + TOKENS.token("s1")).body())
                .isEqualTo("u1");
        assertThat(get("/public/who", "Authorization", "Bearer nonsense").body())
                .isEqualTo("none");
        assertThat(get("/public/who", "Cookie", COOKIE + expired()).body()).isEqualTo("none");
    }

    @Test
    void aGuestIsACallerWhereGuestsAreAndNoOneElsewhere() throws Exception {
        String guest = TOKENS.token(
                JWSAlgorithm.PS256,
                SessionTokens.TYPE,
                SessionTokens.GUEST_AUDIENCE,
                "guest",
                Instant.now().plusSeconds(600));
        assertThat(get("/guests", "Authorization", "Bearer " + guest).body()).isEqualTo("u1 guest");
        assertThat(get("/guests", "Authorization", "Bearer " + TOKENS.token("s1"))
                        .body())
                .isEqualTo("u1");
        assertProblem(get("/guests"), 401, "unauthenticated");
        assertProblem(get("/private", "Authorization", "Bearer " + guest), 401, "unauthenticated");
        assertThat(get("/public/who", "Cookie", COOKIE + guest).body()).isEqualTo("none");
        revoked.revoke("guest", Instant.now().plusSeconds(600));
        assertProblem(get("/guests", "Authorization", "Bearer " + guest), 401, "unauthenticated");
    }

    @Test
    void expiredTokensAndThoseWithAnotherSignatureAreRefused() throws Exception {
        Instant later = Instant.now().plusSeconds(600);
        String rs256 = TOKENS.token(JWSAlgorithm.RS256, "s1", later);
        String stranger = new TestTokens("k1").token("s1");
        for (String token : List.of(expired(), rs256, stranger, "", "a.b.c", "eyJhbGciOiJub25lIn0.e30.")) {
            assertProblem(get("/private", "Authorization", "Bearer " + token), 401, "unauthenticated");
        }
    }

    @Test
    void everyAnswerIsDataAndNothingElse() throws Exception {
        for (String path : List.of("/public/who", "/private", "/nothing", "/public/broken", "/public/%00", "/error")) {
            HttpResponse<String> answer = get(path);
            assertThat(answer.headers().firstValue("Content-Security-Policy"))
                    .as(path)
                    .hasValue("default-src 'none'; base-uri 'none'; frame-ancestors 'none'");
            assertThat(answer.headers().firstValue("X-Content-Type-Options"))
                    .as(path)
                    .hasValue("nosniff");
            assertThat(answer.headers().firstValue("Cache-Control").orElse(""))
                    .as(path)
                    .contains("no-store");
            assertThat(answer.headers().firstValue("Strict-Transport-Security"))
                    .as(path)
                    .isEmpty();
        }
    }

    @Test
    void aSessionThatEndedIsRefusedAtOnce() throws Exception {
        String token = TOKENS.token("ended");
        assertThat(get("/private", "Authorization", "Bearer " + token).statusCode())
                .isEqualTo(200);
        revoked.revoke("ended", Instant.now().plusSeconds(600));
        assertProblem(get("/private", "Authorization", "Bearer " + token), 401, "unauthenticated");
    }

    @Test
    void unsafeRequestsFromOtherSitesAreRefused() throws Exception {
        String cookie = COOKIE + TOKENS.token("s1");
        String here = "http://localhost:" + port;
        String body = "{\"name\":\"n\",\"count\":1}";
        assertProblem(post("/things", body, "Cookie", cookie, "Sec-Fetch-Site", "cross-site"), 403, "cross-origin");
        assertProblem(post("/things", body, "Cookie", cookie, "Sec-Fetch-Site", "same-site"), 403, "cross-origin");
        assertProblem(post("/things", body, "Cookie", cookie, "Origin", "http://evil.example"), 403, "cross-origin");
        assertProblem(post("/things", body, "Cookie", cookie, "Origin", "null"), 403, "cross-origin");
        assertThat(post("/things", body, "Cookie", cookie, "Origin", here).statusCode())
                .isEqualTo(201);
        assertThat(post("/things", body, "Cookie", cookie, "Sec-Fetch-Site", "same-origin")
                        .statusCode())
                .isEqualTo(201);
        assertThat(post(
                                "/things",
                                body,
                                "Cookie",
                                cookie,
                                "Origin",
                                "https://tickets.example",
                                "X-Forwarded-Host",
                                "tickets.example:443")
                        .statusCode())
                .isEqualTo(201);
        assertThat(post(
                                "/things",
                                body,
                                "Authorization",
                                "Bearer " + TOKENS.token("s1"),
                                "Sec-Fetch-Site",
                                "cross-site")
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void anAnswerIsSentWholeAndWithoutASessionOfTheServer() throws Exception {
        for (HttpResponse<String> answer : List.of(
                post("/public/made", "{\"name\":\"n\",\"count\":1}"),
                post("/public/made", "{}"),
                get("/private", "Authorization", "Bearer " + TOKENS.token("s1")),
                get("/private"))) {
            assertThat(answer.headers().firstValue("Content-Length"))
                    .as(answer.body())
                    .hasValue(String.valueOf(answer.body().length()));
            assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        }
    }

    @Test
    void aMissingRouteIsAProblemToo() throws Exception {
        assertProblem(get("/nowhere"), 404, "not-found");
        assertProblem(get("/nowhere", "Authorization", "Bearer " + TOKENS.token("s1")), 404, "not-found");
        assertProblem(get("/error", "Authorization", "Bearer " + TOKENS.token("s1")), 404, "not-found");
        HttpResponse<String> wrongMethod = get("/public/things");
        assertProblem(wrongMethod, 405, "method-not-allowed");
        assertThat(wrongMethod.headers().firstValue("Allow")).contains("POST");
        assertProblem(get("/public/who", "Accept", "image/png"), 406, "not-acceptable");
        assertProblem(
                send(request("/public/things").POST(BodyPublishers.ofString("a=b")), "Content-Type", "text/csv"),
                415,
                "unsupported-media-type");
        assertProblem(
                send(
                        request("/public/things").POST(BodyPublishers.ofString("a")),
                        "Content-Type",
                        "multipart/form-data"),
                400,
                "validation-failed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "\"text\"",
                "{} {}",
                "{\"name\":{\"$ne\":null},\"count\":1}",
                "{\"name\":[\"n\"],\"count\":1}",
                "{\"name\":1,\"count\":1}",
                "{\"name\":true,\"count\":1}",
                "{\"name\":\"n\",\"count\":\"1\"}",
                "{\"name\":\"n\",\"count\":1.5}",
                "{\"name\":\"n\",\"count\":1e400}",
                "{\"name\":\"n\",\"count\":99999999999999999999}",
                "{\"name\":\"n\",\"count\":true}",
                "{\"name\":\"half \\ud83d of one\",\"count\":1}",
                "{\"name\":\"n\",\"count\":null}",
                "{\"name\":\"n\",\"count\":1,\"at\":5}",
                "{\"name\":\"n\",\"count\":1,\"at\":\"yesterday\"}",
                "{\"name\":\"n\",\"count\":1,\"kind\":0}",
                "{\"name\":\"n\",\"count\":1,\"kind\":\"C\"}"
            })
    void aBodyOfTheWrongShapeIsRefused(String body) throws Exception {
        assertProblem(post("/public/things", body), 400, "validation-failed");
    }

    @Test
    void unknownFieldsAreIgnored() throws Exception {
        assertThat(post("/public/things", "{\"name\":\"n\",\"count\":1,\"color\":\"red\"}")
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void invalidFieldsAreNamed() throws Exception {
        JsonNode problem =
                assertProblem(post("/public/things", "{\"name\":\" \",\"count\":0}"), 400, "validation-failed");
        assertThat(problem.get("errors").findValuesAsString("field")).containsExactlyInAnyOrder("name", "count");
        JsonNode shape = assertProblem(post("/public/things", "{\"count\":\"x\"}"), 400, "validation-failed");
        assertThat(shape.get("errors").get(0).get("field").asString()).isEqualTo("count");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"name": 5.5, "count": 1}                    | name  | must be text
            {"name": "n", "count": "x"}                  | count | must be a whole number of at most 9 digits
            {"name": "n", "count": 99999999999999999999} | count | must be a whole number of at most 9 digits
            {"name": "n", "count": []}                   | count | must be a whole number of at most 9 digits
            {"name": "n", "count": 1, "at": "yesterday"} | at    | must be a time such as 2027-05-01T19:00:00Z
            {"name": "n", "count": 1, "kind": "C"}       | kind  | must be one of A, B
            """)
    void aValueOfTheWrongTypeIsRefusedWithWhatItShouldBe(String body, String field, String message) throws Exception {
        JsonNode problem = assertProblem(post("/public/things", body), 400, "validation-failed");
        assertThat(problem.path("detail").asString()).isEqualTo(field + " " + message);
        assertThat(problem.path("errors").path(0).path("field").asString()).isEqualTo(field);
        assertThat(problem.path("errors").path(0).path("message").asString()).isEqualTo(message);
    }

    @Test
    void aParameterOfTheWrongTypeIsRefusedWithWhatItShouldBe() throws Exception {
        assertThat(body(get("/public/items?kind=C")).path("detail").asString()).isEqualTo("kind must be one of A, B");
        assertThat(body(get("/public/numbers/abc", "Accept-Language", "de"))
                        .path("detail")
                        .asString())
                .isEqualTo("number muss eine ganze Zahl mit höchstens 9 Ziffern sein");
    }

    @Test
    void parametersOfTheWrongTypeAreRefused() throws Exception {
        assertProblem(get("/public/items"), 400, "validation-failed");
        assertProblem(get("/public/items?kind=C"), 400, "validation-failed");
        assertProblem(get("/public/items?kind=A&size=0"), 400, "validation-failed");
        assertProblem(get("/public/items?kind=A&size=101"), 400, "validation-failed");
        assertProblem(get("/public/items?kind=A&size=ten"), 400, "validation-failed");
        assertProblem(get("/public/items?kind=A&cursor=@@@"), 400, "validation-failed");
        assertProblem(get("/public/numbers/abc"), 400, "validation-failed");
        assertThat(get("/public/items?kind=A&size=100&cursor=" + Cursors.encode("x", 7))
                        .body())
                .contains("\"items\":[\"x\",\"7\"]", "\"nextCursor\":null");
    }

    @Test
    void anIdempotencyKeyIsOptionalAndOfVisibleCharacters() throws Exception {
        assertThat(post("/public/keyed", "").body()).isEqualTo("none");
        assertThat(post("/public/keyed", "", "Idempotency-Key", "k-1").body()).isEqualTo("k-1");
        assertProblem(post("/public/keyed", "", "Idempotency-Key", "k 1"), 400, "validation-failed");
        assertProblem(post("/public/keyed", "", "Idempotency-Key", "k".repeat(256)), 400, "validation-failed");
    }

    @Test
    void aBodyOverTheLimitIsRefusedWhetherItsLengthIsKnownOrNot() throws Exception {
        byte[] large = ("{\"name\":\"" + "n".repeat(3_000_000) + "\",\"count\":1}").getBytes(StandardCharsets.UTF_8);
        assertProblem(
                send(
                        request("/public/things").POST(BodyPublishers.ofByteArray(large)),
                        "Content-Type",
                        "application/json"),
                413,
                "body-too-large");
        assertProblem(
                send(
                        request("/public/things")
                                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))),
                        "Content-Type",
                        "application/json"),
                413,
                "body-too-large");
    }

    @Test
    void errorsOfOurOwnRevealNothing() throws Exception {
        HttpResponse<String> broken = get("/public/broken");
        assertProblem(broken, 500, "internal-error");
        assertThat(broken.body()).doesNotContain("secret", "Exception", "\tat ");
        HttpResponse<String> away = get("/public/database-away");
        assertProblem(away, 503, "unavailable");
        assertThat(away.headers().firstValue("Retry-After")).contains("2");
    }

    @Test
    void requestsThatTheServerRefusesBeforeAnyFilterAreProblemsToo() throws Exception {
        assertThat(raw("GET /public/who?" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json", "\"code\":\"validation-failed\"");
        assertThat(raw("GET /public/who HTTP/1.1\r\nHost: x\r\nX-Long: " + "a".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json");
        for (String path :
                List.of("/public/%2e%2e;/x", "/public/a%00b", "/public/a%2Fb", "/public/items?kind=%zz", "/{x}")) {
            assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .as(path)
                    .containsPattern("^HTTP/1.1 4\\d\\d")
                    .contains("application/problem+json");
        }
        assertThat(raw("NONSENSE\r\n\r\n")).startsWith("HTTP/1.1 400").contains("application/problem+json");
        assertThat(raw("TRACE /public/who HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 40")
                .contains("application/problem+json");
        assertThat(raw("QUERY /public/who HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .as("a method that exists, but not here")
                .startsWith("HTTP/1.1 405")
                .contains("Allow: GET", "application/problem+json");
    }

    @Test
    void aTableIsWrittenAsItIsWanted() throws Exception {
        HttpResponse<String> german = get("/public/table.csv?separator=tab&headings=words", "Accept-Language", "de");
        assertThat(german.body()).isEqualTo("\ufeffde\tsize\r\n");
        assertThat(german.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
        assertThat(get("/public/table.csv", "Accept-Language", "de").body())
                .as("as spreadsheets in this language expect it")
                .isEqualTo("\ufeffkeys;size\r\n");
        assertThat(get("/public/table.csv").body()).isEqualTo("\ufeffkeys,size\r\n");
        assertProblem(get("/public/table.csv?separator=pipe"), 400, "validation-failed");
        assertProblem(get("/public/table.csv?headings=none"), 400, "validation-failed");
        HttpResponse<String> refused =
                get("/public/table.csv?separator=pipe&headings=words", "Accept-Language", "de-AT");
        assertProblem(refused, 400, "validation-failed");
        assertThat(refused.headers().allValues("Content-Language"))
                .as("that of the problem, not of a table")
                .hasSize(1)
                .doesNotContain("de-AT");
    }

    @Test
    void problemsAreInTheReadersLanguage() throws Exception {
        HttpResponse<String> german = get("/private", "Accept-Language", "de-AT, en;q=0.5");
        assertThat(german.body())
                .isEqualTo(
                        "{\"type\":\"urn:holdfast:problem:unauthenticated\",\"title\":\"Nicht angemeldet\",\"status\":401,"
                                + "\"detail\":\"Melden Sie sich zuerst an.\",\"instance\":\"/private\","
                                + "\"code\":\"unauthenticated\"}");
        assertThat(german.headers().firstValue("Content-Language")).hasValue("de");
        assertThat(String.join(", ", german.headers().allValues("Vary"))).contains("Accept-Language", "Cookie");

        assertThat(get("/nothing", "Accept-Language", "ja").body())
                .contains("\"title\":\"見つかりません\"", "ここには何もないか、あなたのものではありません。");
        assertThat(get("/private", "Accept-Language", "en", "Cookie", "holdfast_language=fr")
                        .body())
                .as("what was chosen in the pages wins")
                .contains("Connectez-vous d’abord.");
        HttpResponse<String> ofSpring = post("/public/who", "{}", "Accept-Language", "de");
        assertThat(ofSpring.statusCode()).isEqualTo(405);
        assertThat(ofSpring.headers().firstValue("Content-Language")).hasValue("de");
        HttpResponse<String> mixed = get("/public/untranslated", "Accept-Language", "de");
        assertThat(mixed.statusCode()).isEqualTo(409);
        assertThat(mixed.headers().firstValue("Content-Language")).hasValue("de, en");
    }

    @Test
    void problemsOfFieldsAreInTheReadersLanguage() throws Exception {
        JsonNode several = body(post("/public/things", "{\"name\":\" \",\"count\":1}", "Accept-Language", "de"));
        assertThat(several.path("detail").asString()).isEqualTo("Die Anfrage ist ungültig.");
        assertThat(several.path("errors").toString())
                .isEqualTo("[{\"field\":\"name\",\"message\":\"darf nicht leer sein\"}]");

        JsonNode size = body(get("/public/items?kind=A&size=101", "Accept-Language", "es-MX"));
        assertThat(size.path("detail").asString()).isEqualTo("size debe estar entre 1 y 100");
        assertThat(size.path("errors").path(0).path("message").asString()).isEqualTo("debe estar entre 1 y 100");
    }

    @Test
    void problemsAreTheSameEnglishWhateverEnglishIsAskedForAndWhereNothingElseIs() throws Exception {
        String english = post("/public/things", "{\"name\":\" \",\"count\":1}").body();
        assertThat(english).contains("The request is not valid.", "must not be blank");

        for (String language : List.of("en", "en-GB", "it", "*", "de;q=0", "nonsense;;")) {
            HttpResponse<String> answer =
                    post("/public/things", "{\"name\":\" \",\"count\":1}", "Accept-Language", language);
            assertThat(answer.body()).as(language).isEqualTo(english);
            assertThat(answer.headers().firstValue("Content-Language"))
                    .as(language)
                    .hasValue("en");
        }
    }

    @Test
    void operatorsEndpointsAnswerThisMachineButNoWebPageInItsBrowser() throws Exception {
        assertThat(get("/actuator/health").statusCode()).isEqualTo(200);
        assertThat(get("/actuator/beans").statusCode()).isEqualTo(200);
        assertProblem(post("/actuator/loggers/x", "{}", "Sec-Fetch-Site", "cross-site"), 403, "cross-origin");
    }

    /** Who may ask is decided by the socket's address: a header cannot make a caller local, nor this one remote. */
    @Test
    void noForwardedAddressCountsForOperatorsEndpoints() throws Exception {
        assertThat(get("/actuator/beans", "X-Forwarded-For", "203.0.113.7").statusCode())
                .isEqualTo(200);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            excludeName = {
                "org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration",
                "org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration",
                "org.springframework.boot.data.mongodb.autoconfigure.DataMongoRepositoriesAutoConfiguration"
            })
    @Import(Things.class)
    static class Application {
        @Bean
        CachedKeys keys() {
            return new CachedKeys(TOKENS::published, Clock.systemUTC());
        }
    }

    enum Kind {
        A,
        B
    }

    record Thing(
            @NotBlank String name,
            @Positive int count,
            @Nullable Instant at,
            @Nullable Kind kind) {}

    @RestController
    static class Things {
        private final TableAnswers tables;

        Things(TableAnswers tables) {
            this.tables = tables;
        }

        @GetMapping("/private")
        Map<String, String> mine(Caller caller) {
            return Map.of("id", caller.id(), "email", caller.email(), "session", caller.sessionId());
        }

        @GetMapping(path = "/guests", produces = "text/plain")
        String guests(Caller caller) {
            return caller.id() + (caller.guest() ? " guest" : "");
        }

        @GetMapping(path = "/public/who", produces = "text/plain")
        String who(@Nullable Caller caller) {
            return caller == null ? "none" : caller.id();
        }

        @PostMapping({"/things", "/public/things"})
        @ResponseStatus(HttpStatus.CREATED)
        Thing create(@Valid @RequestBody Thing thing) {
            return thing;
        }

        @PostMapping("/public/made")
        ResponseEntity<Thing> make(@Valid @RequestBody Thing thing) {
            return ResponseEntity.created(URI.create("/made")).body(thing);
        }

        @GetMapping("/public/broken-off")
        void brokenOff(HttpServletResponse response) throws IOException {
            response.getWriter().print("row\n".repeat(100_000));
            throw new MongoTimeoutException("The cursor is gone");
        }

        @GetMapping("/public/items")
        Page<String> items(@RequestParam Kind kind, PageRequest page) {
            return new Page<>(page.cursor() == null ? List.of(kind.name()) : Cursors.decode(page.cursor()), null);
        }

        @GetMapping("/public/table.csv")
        void table(TableRequest table) throws IOException {
            String reader = tables.words(table).map(Locale::toLanguageTag).orElse("keys");
            tables.csv("table.csv", List.of(reader, "size"), table);
        }

        @GetMapping("/public/numbers/{number}")
        int number(@PathVariable int number) {
            return number;
        }

        @PostMapping(path = "/public/keyed", produces = "text/plain")
        String keyed(Optional<IdempotencyKey> key) {
            return key.map(IdempotencyKey::value).orElse("none");
        }

        @GetMapping("/public/untranslated")
        void untranslated() {
            throw ProblemException.of(HttpStatus.CONFLICT, "conflict", "What no bundle has.");
        }

        @GetMapping("/public/broken")
        String broken() {
            throw new IllegalStateException("secret");
        }

        @GetMapping("/public/database-away")
        String databaseAway() {
            throw new MongoTimeoutException("secret");
        }
    }

    private static String expired() {
        return TOKENS.token(JWSAlgorithm.PS256, "s1", Instant.now().minusSeconds(120));
    }

    private static JsonNode assertProblem(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = JsonMapper.shared().readTree(response.body());
        assertThat(problem.get("code").asString()).isEqualTo(code);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.propertyNames()).contains("type", "title", "detail", "instance");
        return problem;
    }

    private static JsonNode body(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        return send(request(path), headers);
    }

    private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        return send(
                request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)), headers);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String... headers) throws Exception {
        return http.send(
                headers.length == 0 ? request.build() : request.headers(headers).build(), BodyHandlers.ofString());
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
