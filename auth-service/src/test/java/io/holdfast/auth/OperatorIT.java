package io.holdfast.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.auth.AuthReplica.Answer;
import io.holdfast.messaging.Ids;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import tools.jackson.databind.JsonNode;

/** Operators, what they may do with accounts, and the record of it: two replicas of auth-service on one real database. */
@Tag("storage")
class OperatorIT {

    private static final String PASSWORD = "correct horse";
    private static final String DATABASE = "auth_" + Ids.random();
    private static final Duration SOON = Duration.ofMinutes(1);

    private static AuthReplica one;
    private static AuthReplica two;

    private final String email = Ids.random() + "@example.org";
    private final String boss = Ids.random() + "@example.org";

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

    @Test
    void whatIsForOperatorsDoesNotExistForOthers() {
        String token = one.signUp(email, PASSWORD).token();

        for (String path : List.of("accounts", "accounts/x", "mails", "record")) {
            Answer answer = one.get("/api/users/operator/" + path, bearer(token));
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.code()).isEqualTo("not-found");
            assertThat(one.get("/api/users/operator/" + path).code()).isEqualTo("unauthenticated");
        }
        for (String path : List.of("accounts/x/lift", "mails/x/resend")) {
            assertThat(one.post("/api/users/operator/" + path, "{}", bearer(token))
                            .status())
                    .as(path)
                    .isEqualTo(404);
        }
        assertThat(suspend(token, "x").status()).isEqualTo(404);
    }

    @Test
    void aRightThatIsGrantedComesWithTheNextSignInAndEndsAtOnceWithItsSessions() {
        String before = one.signUp(boss, PASSWORD).token();
        assertThat(admin("GRANT", boss).json().get("operator").asBoolean()).isTrue();
        assertThat(one.get("/api/users/operator/mails", bearer(before)).status())
                .as("a token says what was right when it was issued")
                .isEqualTo(404);

        Answer signedIn = two.signIn(boss, PASSWORD);
        String operator = signedIn.token();
        assertThat(signedIn.json().get("operator").asBoolean()).isTrue();
        assertThat(one.currentUser(operator).get("operator").asBoolean()).isTrue();
        assertThat(one.get("/api/users/operator/mails", bearer(operator)).status())
                .isEqualTo(200);
        assertThat(one.get("/actuator/operators").response().body()).contains(boss);

        assertThat(admin("REVOKE", boss).json().get("operator").asBoolean()).isFalse();
        assertThat(one.get("/api/users/operator/mails", bearer(operator)).status())
                .as("its session has ended")
                .isEqualTo(401);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(two.get("/api/users/operator/mails", bearer(operator))
                                .status())
                        .as("at other replicas, too")
                        .isEqualTo(401));
        assertThat(one.signIn(boss, PASSWORD).json().has("operator")).isFalse();
        assertThat(admin("GRANT", "other-" + boss).status()).as("no account").isNotEqualTo(200);
    }

    @Test
    void aSuspendedAccountIsSignedOutAndCannotSignInUntilThatIsLifted() {
        String operator = operator();
        String token = one.signUp(email, PASSWORD).token();
        String id = one.currentUser(token).get("id").asString();
        assertThat(find(operator, email).get("id").asString()).isEqualTo(id);

        Answer suspended = suspend(operator, id);
        assertThat(suspended.json().get("reason").asString()).isEqualTo("Sells what is not there");
        assertThat(suspend(operator, id).json().get("suspendedAt"))
                .as("once")
                .isEqualTo(suspended.json().get("suspendedAt"));

        assertThat(one.currentUser(token).isNull()).isTrue();
        assertThat(two.currentUser(token).isNull()).isTrue();
        Answer refused = two.signIn(email, PASSWORD);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("account-suspended");
        assertThat(two.signIn(email, "wrong " + PASSWORD).code())
                .as("not told to strangers")
                .isEqualTo("bad-credentials");
        assertThat(one.get("/api/users/operator/accounts", bearer(operator))
                        .response()
                        .body())
                .contains(id);

        assertThat(one.post("/api/users/operator/accounts/%s/lift".formatted(id), "{}", bearer(operator))
                        .json()
                        .get("suspendedAt")
                        .isNull())
                .isTrue();
        String again = one.signIn(email, PASSWORD).token();

        assertThat(kinds(one.get("/api/users/record", bearer(again)).json()))
                .containsSubsequence(
                        "signed-in",
                        "suspension-lifted",
                        "sign-in-failed",
                        "sign-in-suspended",
                        "account-suspended",
                        "signed-in",
                        "signed-up");
        assertThat(announced(id))
                .as("suspended, lifted: each change is told of")
                .isEqualTo(2);
    }

    @Test
    void anOperatorCannotSuspendAnother() {
        String operator = operator();
        String id = one.currentUser(operator).get("id").asString();
        assertThat(suspend(operator, id).code()).isEqualTo("is-operator");
    }

    @Test
    void aSuspensionThatWasCutShortEndsTheSessions() {
        String operator = operator();
        String token = one.signUp(email, PASSWORD).token();
        String id = one.currentUser(token).get("id").asString();
        // As a crash leaves it that comes between the decision and the end of the sessions.
        mongo().updateFirst(
                        Query.query(Criteria.where("_id").is(id)),
                        new Update()
                                .set("standing.suspendedAt", java.time.Instant.now())
                                .set("change.session", "")
                                .set("change.kind", "owner")
                                .set("change.at", java.time.Instant.now().minusSeconds(60)),
                        "accounts");

        await().atMost(SOON).until(() -> one.currentUser(token).isNull());
        assertThat(find(operator, email).get("suspendedAt").isNull()).isFalse();
    }

    @Test
    void theRecordTellsAPersonWhatWasDoneAndNotWhichOperatorDidIt() {
        String operator = operator();
        String token = one.signUp(email, PASSWORD, "User-Agent", "Test browser").token();
        String id = one.currentUser(token).get("id").asString();
        suspend(operator, id);
        one.post("/api/users/operator/accounts/%s/lift".formatted(id), "{}", bearer(operator));
        token = one.signIn(email, PASSWORD).token();

        JsonNode own =
                one.get("/api/users/record?size=100", bearer(token)).json().get("items");
        JsonNode suspended = entry(own, "account-suspended");
        assertThat(suspended.get("role").asString()).isEqualTo("OPERATOR");
        assertThat(suspended.get("actor").isNull()).isTrue();
        assertThat(suspended.get("address").isNull()).isTrue();
        JsonNode signedUp = entry(own, "signed-up");
        assertThat(signedUp.get("actor").asString()).isEqualTo(id);
        assertThat(signedUp.get("device").asString()).isEqualTo("Test browser");
        assertThat(signedUp.get("address").asString()).isNotEmpty();

        JsonNode all = one.get("/api/users/operator/record?account=" + id, bearer(operator))
                .json()
                .get("items");
        assertThat(entry(all, "account-suspended").get("actor").asString())
                .isEqualTo(one.currentUser(operator).get("id").asString());
    }

    @Test
    void theRecordIsReadInPages() {
        String token = one.signUp(email, PASSWORD).token();
        for (int i = 0; i < 4; i++) {
            one.signIn(email, "wrong " + i);
        }

        List<String> found = new java.util.ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = one.get("/api/users/record?size=2&cursor=" + cursor, bearer(token))
                    .json();
            assertThat(page.get("items").size()).isLessThanOrEqualTo(2);
            found.addAll(kinds(page));
            cursor = page.get("nextCursor").isNull()
                    ? ""
                    : page.get("nextCursor").asString();
        } while (!cursor.isEmpty());

        assertThat(found).hasSize(6).containsSubsequence("sign-in-failed", "signed-in", "signed-up");
        assertThat(one.get("/api/users/record?cursor=x", bearer(token)).status())
                .isEqualTo(400);
    }

    @Test
    void aLockoutIsInTheRecord() {
        String token = one.signUp(email, PASSWORD).token();
        for (int i = 0; i < 10; i++) {
            one.signIn(email, "wrong " + i);
        }
        assertThat(one.signIn(email, PASSWORD).status()).isEqualTo(429);

        assertThat(kinds(one.get("/api/users/record?size=100", bearer(token)).json()))
                .containsOnlyOnce("locked-out")
                .filteredOn("sign-in-failed"::equals)
                .hasSize(10);
    }

    private String operator() {
        one.signUp(boss, PASSWORD);
        admin("GRANT", boss);
        return one.signIn(boss, PASSWORD).token();
    }

    private static Answer admin(String action, String address) {
        return one.post("/actuator/operators", """
                {"action": "%s", "address": "%s"}""".formatted(action, address));
    }

    private static Answer suspend(String operator, String id) {
        return one.post(
                "/api/users/operator/accounts/%s/suspend".formatted(id),
                "{\"reason\": \"Sells what is not there\"}",
                bearer(operator));
    }

    private static JsonNode find(String operator, String email) {
        return one.get("/api/users/operator/accounts?email=" + email, bearer(operator))
                .json()
                .get(0);
    }

    private static JsonNode entry(JsonNode items, String kind) {
        for (JsonNode item : items) {
            if (item.get("kind").asString().equals(kind)) {
                return item;
            }
        }
        throw new AssertionError("No " + kind + " in " + items);
    }

    private static List<String> kinds(JsonNode page) {
        return page.get("items")
                .valueStream()
                .map(item -> item.get("kind").asString())
                .toList();
    }

    private static long announced(String id) {
        return ((Number) mongo().findById(id, org.bson.Document.class, "accounts")
                        .get("version"))
                .longValue();
    }

    private static MongoOperations mongo() {
        return one.bean(MongoOperations.class);
    }

    private static String[] bearer(String token) {
        return new String[] {"Authorization", "Bearer " + token};
    }
}
