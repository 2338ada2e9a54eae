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
import java.util.Map;
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
import tools.jackson.databind.json.JsonMapper;

/** Changes of passwords at two replicas of auth-service on one real database and broker. */
class PasswordChangeIT {

    private static final String OLD = "correct horse";
    private static final String NEW = "battery staple";
    private static final String DATABASE = "auth_" + Ids.random();
    private static final Duration SOON = Duration.ofMinutes(1);

    private static AuthReplica one;
    private static AuthReplica two;

    @BeforeAll
    static void start() {
        one = AuthReplica.start(DATABASE);
        two = AuthReplica.start(DATABASE);
    }

    @AfterAll
    static void stop() {
        two.close();
        one.close();
    }

    private final String email = Ids.random() + "@example.org";
    private final String mine = one.signUp(email, OLD).token();

    @Test
    void afterAChangeOnlyTheNewPasswordSignsIn() {
        Answer changed = change(two, mine, OLD, NEW);
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().isEmpty()).isTrue();
        assertThat(one.signIn(email, OLD).code()).isEqualTo("bad-credentials");
        assertThat(one.signIn(email, NEW).status()).isEqualTo(200);
    }

    @Test
    void aChangeEndsEveryOtherSessionAtEveryReplica() {
        String other = one.signIn(email, OLD).token();
        String third = two.signIn(email, OLD).token();
        String otherUsers = one.signUp("x" + email, OLD).token();

        assertThat(change(two, mine, OLD, NEW).status()).isEqualTo(200);

        for (String ended : List.of(other, third)) {
            assertThat(one.currentUser(ended).isNull()).isTrue();
            assertThat(two.currentUser(ended).isNull()).isTrue();
            // The list by which other services refuse tokens, too.
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(one.bean(RevokedSessions.class).isRevoked(session(ended)))
                                    .isTrue());
        }
        for (String kept : List.of(mine, otherUsers)) {
            assertThat(one.currentUser(kept).isNull()).isFalse();
            assertThat(one.bean(RevokedSessions.class).isRevoked(session(kept))).isFalse();
        }
    }

    @Test
    void aWrongPasswordChangesNothing() {
        String other = one.signIn(email, OLD).token();
        Answer refused = change(one, mine, "wrong password", NEW);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("wrong-password");
        assertThat(refused.json().at("/errors/0/field").asString()).isEqualTo("currentPassword");
        assertThat(one.currentUser(other).isNull()).isFalse();
        assertThat(one.signIn(email, NEW).status()).isEqualTo(401);
        assertThat(one.signIn(email, OLD).status()).isEqualTo(200);
    }

    @Test
    void wrongPasswordsAreCountedTogetherWithThoseAtSignIn() {
        String[] guesser = {"X-Forwarded-For", "203.0.113.17"};
        for (int i = 0; i < 10; i++) {
            Answer wrong = i % 2 == 0
                    ? change(one, mine, "guess-" + i, NEW, guesser)
                    : one.signIn(email, "guess-" + i, guesser);
            assertThat(wrong.status()).isEqualTo(i % 2 == 0 ? 403 : 401);
        }
        for (Answer stopped : List.of(change(one, mine, OLD, NEW, guesser), one.signIn(email, OLD, guesser))) {
            assertThat(stopped.status()).isEqualTo(429);
            assertThat(stopped.code()).isEqualTo("rate-limited");
            assertThat(Integer.parseInt(stopped.header("Retry-After"))).isBetween(1, 900);
        }
        assertThat(change(one, mine, OLD, NEW, "X-Forwarded-For", "203.0.113.18")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void ofSeveralChangesAtOnceOneSucceeds() throws Exception {
        List<String> sessions =
                atOnce(6, i -> (i % 2 == 0 ? one : two).signIn(email, OLD).token());
        List<Answer> answers = atOnce(6, i -> change(i % 2 == 0 ? one : two, sessions.get(i), OLD, NEW + i));
        assertThat(answers).extracting(Answer::status).isSubsetOf(200, 401, 403);
        int[] made = IntStream.range(0, 6)
                .filter(i -> answers.get(i).status() == 200)
                .toArray();
        assertThat(made).hasSize(1);
        for (int i = 0; i < 6; i++) {
            boolean won = i == made[0];
            String address = "203.0.113." + (20 + i);
            assertThat(two.currentUser(sessions.get(i)).isNull()).isEqualTo(!won);
            assertThat(one.signIn(email, NEW + i, "X-Forwarded-For", address).status())
                    .isEqualTo(won ? 200 : 401);
        }
    }

    @Test
    void sessionsBegunWithTheOldPasswordDuringAChangeAreEnded() throws Exception {
        List<Answer> answers = atOnce(12, i -> i == 6 ? change(one, mine, OLD, NEW) : two.signIn(email, OLD));
        assertThat(answers.get(6).status()).isEqualTo(200);
        for (int i = 0; i < 12; i++) {
            if (i != 6 && answers.get(i).status() == 200) {
                assertThat(one.currentUser(answers.get(i).token()).isNull()).isTrue();
            }
        }
        assertThat(one.currentUser(mine).isNull()).isFalse();
    }

    @Test
    void aTokenWhoseSessionEndedChangesNoPassword() {
        // Ended without a message, as when the broker is away.
        Query itself = Query.query(Criteria.where("_id").is(session(mine)));
        mongo().updateFirst(itself, new Update().set("endedAt", Instant.now()), "sessions");
        assertThat(change(one, mine, OLD, NEW).code()).isEqualTo("unauthenticated");
        assertThat(one.signIn(email, OLD).status()).isEqualTo(200);
    }

    @Test
    void aChangeCutShortByACrashIsFinishedLater() {
        String other = one.signIn(email, OLD).token();
        Query account = Query.query(Criteria.where("email").is(email));
        Map<String, Object> change = Map.of("session", session(mine), "at", Instant.EPOCH);
        mongo().updateFirst(account, new Update().set("change", change), "accounts");

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(two.currentUser(other).isNull()).isTrue());
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(mongo().exists(
                                        account.addCriteria(
                                                Criteria.where("change").exists(true)),
                                        "accounts"))
                        .isFalse());
        assertThat(two.currentUser(mine).isNull()).isFalse();
    }

    @Test
    void theNewPasswordHasTheLimitsOfAnyOther() {
        for (String password : List.of("1234567", "p".repeat(129))) {
            Answer refused = change(one, mine, OLD, password);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.json().at("/errors/0/field").asString()).isEqualTo("newPassword");
        }
        // Of 128 characters with two UTF-16 units each.
        String longest = new String(IntStream.range(0x1F400, 0x1F480).toArray(), 0, 128);
        assertThat(change(one, mine, OLD, longest).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"currentPassword\":\"correct horse\"}",
                "{\"newPassword\":\"battery staple\"}",
                "{\"currentPassword\":{\"$ne\":null},\"newPassword\":\"battery staple\"}",
                "{\"currentPassword\":\"correct horse\",\"newPassword\":[\"battery staple\"]}"
            })
    void passwordsMustBeStrings(String body) {
        Answer refused = one.post("/api/users/password", body, "Authorization", "Bearer " + mine);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("validation-failed");
    }

    @Test
    void aChangeNeedsASessionAndTheSameOrigin() {
        String body = JsonMapper.shared().writeValueAsString(Map.of("currentPassword", OLD, "newPassword", NEW));
        assertThat(one.post("/api/users/password", body).code()).isEqualTo("unauthenticated");
        assertThat(one.post(
                                "/api/users/password",
                                body,
                                "Cookie",
                                "holdfast_session=" + mine,
                                "Sec-Fetch-Site",
                                "cross-site")
                        .code())
                .isEqualTo("cross-origin");
    }

    private static Answer change(AuthReplica replica, String token, String current, String fresh, String... headers) {
        List<String> all = new ArrayList<>(List.of("Authorization", "Bearer " + token));
        all.addAll(List.of(headers));
        return replica.post(
                "/api/users/password",
                JsonMapper.shared().writeValueAsString(Map.of("currentPassword", current, "newPassword", fresh)),
                all.toArray(String[]::new));
    }

    private static MongoOperations mongo() {
        return one.bean(MongoOperations.class);
    }

    private static String session(String token) {
        try {
            return SignedJWT.parse(token).getJWTClaimsSet().getStringClaim("sid");
        } catch (ParseException e) {
            throw new IllegalArgumentException(token, e);
        }
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
