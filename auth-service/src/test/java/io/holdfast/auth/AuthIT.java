package io.holdfast.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.SignedJWT;
import io.holdfast.auth.AuthReplica.Answer;
import io.holdfast.messaging.Ids;
import io.holdfast.web.RevokedSessions;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/** Two replicas of auth-service on one real database and broker. */
class AuthIT {

    private static final String PASSWORD = "correct horse";
    private static final String DATABASE = "auth_" + Ids.random();
    private static final Duration SOON = Duration.ofMinutes(1);

    private static AuthReplica one;
    private static AuthReplica two;

    @BeforeAll
    static void start() {
        one = replica();
        two = replica();
    }

    @AfterAll
    static void stop() {
        two.close();
        one.close();
    }

    @Test
    void everySpellingOfADomainIsTheSameAccount() {
        String name = Ids.random();
        assertThat(one.signUp(name + "@příklad.example", PASSWORD).status()).isEqualTo(201);
        for (String domain : List.of("PŘÍKLAD.example", "xn--pklad-zsa96e.example.", "příklad\u3002\uFF45xample")) {
            assertThat(two.signUp(name + "@" + domain, PASSWORD).code()).isEqualTo("email-taken");
            assertThat(two.signIn(name + "@" + domain, PASSWORD).status()).isEqualTo(200);
        }
    }

    /** Stored with the spelling that was typed, before domains had one form. */
    @Test
    void accountsFromBeforeGoOnWorking() {
        String name = Ids.random();
        String before = name + "@\uFF45xample.org";
        one.signUp(name + "@old.example", PASSWORD);
        one.bean(MongoOperations.class)
                .updateFirst(
                        Query.query(Criteria.where("email").is(name + "@old.example")),
                        new Update().set("email", before),
                        "accounts");
        assertThat(two.signIn(before, PASSWORD).status()).isEqualTo(200);
        assertThat(two.signUp(before, "another password").code()).isEqualTo("email-taken");
    }

    @Test
    void aSessionFromSignUpToSignOut() {
        String email = Ids.random() + "@Example.ORG";
        Answer signedUp = one.post(
                "/api/users/signup",
                "{\"email\":\" %s \",\"password\":\"%s\",\"name\":\" Ada \",\"admin\":true}"
                        .formatted(email, PASSWORD));
        assertThat(signedUp.status()).isEqualTo(201);
        assertThat(signedUp.json().propertyNames()).containsExactly("id", "email", "name");
        assertThat(signedUp.json().get("email").asString()).isEqualTo(email.toLowerCase(Locale.ROOT));
        assertThat(signedUp.json().get("name").asString()).isEqualTo("Ada");
        assertThat(signedUp.header("Set-Cookie"))
                .startsWith("holdfast_session=")
                .contains("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000");

        String cookie = "holdfast_session=" + signedUp.token();
        Answer current = two.get("/api/users/currentuser", "Cookie", cookie);
        assertThat(current.json().get("currentUser")).isEqualTo(signedUp.json());
        assertThat(current.header("Set-Cookie")).as("not renewed yet").isEmpty();

        assertThat(two.post("/api/users/signout", "{}", "Cookie", cookie, "Sec-Fetch-Site", "cross-site")
                        .code())
                .isEqualTo("cross-origin");
        Answer signedOut = two.post("/api/users/signout", "{}", "Cookie", cookie);
        assertThat(signedOut.status()).isEqualTo(200);
        assertThat(signedOut.json().isEmpty()).isTrue();
        assertThat(signedOut.header("Set-Cookie")).contains("Max-Age=0");
        for (AuthReplica replica : List.of(one, two)) {
            assertThat(replica.currentUser(signedUp.token()).isNull()).isTrue();
        }
    }

    @Test
    void everyReplicaRevokesASessionThatEnded() throws ParseException {
        String token = one.signUp(Ids.random() + "@example.org", PASSWORD).token();
        String session = SignedJWT.parse(token).getJWTClaimsSet().getStringClaim("sid");
        one.post("/api/users/signout", "{}", "Authorization", "Bearer " + token);
        assertThat(one.bean(RevokedSessions.class).isRevoked(session)).isTrue();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(two.bean(RevokedSessions.class).isRevoked(session))
                        .isTrue());
    }

    @Test
    void withoutAValidTokenThereIsNoCurrentUser() {
        for (String token : List.of("nonsense", "a.b.c", "eyJhbGciOiJub25lIn0.e30.")) {
            assertThat(one.currentUser(token).isNull()).isTrue();
        }
        assertThat(one.get("/api/users/currentuser").response().body()).isEqualTo("{\"currentUser\":null}");
        assertThat(one.post("/api/users/signout", "").status()).isEqualTo(200);
    }

    @Test
    void tenSignUpsOfOneEmailAtOnceMakeOneAccount() throws Exception {
        String email = Ids.random() + "@example.org";
        List<Answer> answers = atOnce(
                10,
                i -> (i % 2 == 0 ? one : two).signUp(i % 3 == 0 ? email.toUpperCase(Locale.ROOT) : email, PASSWORD));
        assertThat(answers).extracting(Answer::status).containsOnly(201, 409);
        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 409)
                .extracting(Answer::code)
                .containsOnly("email-taken");
        assertThat(one.signIn(email, PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void oneSignUpSentTenTimesIsAnsweredTenTimes() throws Exception {
        String email = Ids.random() + "@example.org";
        String key = Ids.random();
        List<Answer> answers =
                atOnce(10, i -> (i % 2 == 0 ? one : two).signUp(email, PASSWORD, "Idempotency-Key", key));
        assertThat(answers).extracting(Answer::status).containsOnly(201);
        assertThat(answers)
                .extracting(Answer::json)
                .containsOnly(answers.getFirst().json());
        assertThat(answers)
                .filteredOn(answer -> answer.header("Idempotency-Replayed").equals("true"))
                .hasSize(9);
        for (Answer answer : List.of(
                one.signUp(email, PASSWORD + "!", "Idempotency-Key", key),
                one.signUp("other-" + email, PASSWORD, "Idempotency-Key", key))) {
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.code()).isEqualTo("idempotency-key-reused");
        }
    }

    @Test
    void anUnknownEmailAndAWrongPasswordLookTheSame() {
        String email = Ids.random() + "@example.org";
        one.signUp(email, PASSWORD);
        Answer wrong = one.signIn(email, "wrong password");
        Answer unknown = one.signIn("x" + email, "wrong password");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.code()).isEqualTo("bad-credentials");
        assertThat(unknown.response().body()).isEqualTo(wrong.response().body());
    }

    @Test
    void wrongPasswordsAreLimitedWithoutLockingTheOwnerOut() {
        String email = Ids.random() + "@example.org";
        String guesser = "203.0.113.7";
        one.signUp(email, PASSWORD);
        for (int i = 0; i < 10; i++) {
            assertThat(one.signIn(email, "guess-" + i, "X-Forwarded-For", guesser)
                            .status())
                    .isEqualTo(401);
        }
        Answer stopped = one.signIn(email, PASSWORD, "X-Forwarded-For", guesser);
        assertThat(stopped.status()).isEqualTo(429);
        assertThat(stopped.code()).isEqualTo("rate-limited");
        assertThat(Integer.parseInt(stopped.header("Retry-After"))).isBetween(1, 900);
        assertThat(one.signIn(email, PASSWORD, "X-Forwarded-For", "203.0.113.8").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"email\":{\"$ne\":null},\"password\":{\"$ne\":null}}",
                "{\"email\":{\"$gt\":\"\"},\"password\":\"correct horse\"}",
                "{\"email\":[\"a@example.org\"],\"password\":\"correct horse\"}",
                "{\"email\":\"a@example.org\",\"password\":{\"$regex\":\".*\"}}",
                "{\"email\":\"a@example.org\",\"password\":12345678}",
                "{\"email\":null,\"password\":\"correct horse\"}",
                "{\"email\":\"a@example.org\"}"
            })
    void credentialsMustBeStrings(String body) {
        for (String path : List.of("/api/users/signup", "/api/users/signin")) {
            Answer answer = one.post(path, body);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.code()).isEqualTo("validation-failed");
        }
    }

    @Test
    void passwordsAndNamesHaveTheirLimits() {
        String email = Ids.random() + "@example.org";
        assertThat(one.signUp(email, "1234567").status()).isEqualTo(400);
        assertThat(one.signUp(email, "p".repeat(129)).status()).isEqualTo(400);
        assertThat(one.signUp("no address", PASSWORD).status()).isEqualTo(400);
        assertThat(one.post(
                                "/api/users/signup",
                                "{\"email\":\"%s\",\"password\":\"%s\",\"name\":\"%s\"}"
                                        .formatted(email, PASSWORD, "n".repeat(101)))
                        .status())
                .isEqualTo(400);
        // Of 128 characters with two UTF-16 units each.
        String longest = new String(IntStream.range(0x1F400, 0x1F480).toArray(), 0, 128);
        assertThat(one.signUp(email, longest).status()).isEqualTo(201);
        assertThat(one.signIn(email, longest).status()).isEqualTo(200);
    }

    @Test
    void aTokenThatRanOutIsRenewedWhileItsSessionLives() throws Exception {
        try (AuthReplica hasty = replica("--holdfast.auth.token-ttl=1s")) {
            String first = hasty.signUp(Ids.random() + "@example.org", PASSWORD).token();
            await().atMost(SOON)
                    .until(() -> SignedJWT.parse(first)
                            .getJWTClaimsSet()
                            .getExpirationTime()
                            .toInstant()
                            .isBefore(Instant.now()));
            Answer renewed = hasty.get("/api/users/currentuser", "Cookie", "holdfast_session=" + first);
            assertThat(renewed.json().get("currentUser").isNull()).isFalse();
            assertThat(renewed.token()).isNotEmpty().isNotEqualTo(first);
            hasty.post("/api/users/signout", "{}", "Authorization", "Bearer " + first);
            assertThat(hasty.currentUser(renewed.token()).isNull()).isTrue();
        }
    }

    @Test
    void keysSurviveARestart() throws Exception {
        String token = one.signUp(Ids.random() + "@example.org", PASSWORD).token();
        try (AuthReplica restarted = replica()) {
            assertThat(restarted.currentUser(token).isNull()).isFalse();
            String kid = SignedJWT.parse(token).getHeader().getKeyID();
            assertThat(restarted.kids()).contains(kid);
        }
    }

    @Test
    void onlyPublicKeysArePublished() {
        String jwks = one.get("/.well-known/jwks.json").response().body();
        assertThat(jwks).contains("\"kty\":\"RSA\"", "\"alg\":\"PS256\"").doesNotContain("\"d\":", "\"p\":");
    }

    private static AuthReplica replica(String... settings) {
        return AuthReplica.start(DATABASE, settings);
    }

    private static <T> List<T> atOnce(int times, IntFunction<T> call) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                int number = i;
                futures.add(threads.submit(() -> call.apply(number)));
            }
            List<T> answers = new ArrayList<>();
            for (Future<T> future : futures) {
                answers.add(future.get());
            }
            return answers;
        }
    }
}
