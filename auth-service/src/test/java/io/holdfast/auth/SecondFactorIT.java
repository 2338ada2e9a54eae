package io.holdfast.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import io.holdfast.auth.AuthReplica.Answer;
import io.holdfast.auth.account.OperatedAccounts;
import io.holdfast.local.MailServer;
import io.holdfast.messaging.Ids;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import javax.crypto.spec.SecretKeySpec;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Signing in with a code of an app: two replicas of auth-service on one real database. */
@Tag("storage")
class SecondFactorIT {

    private static final String DATABASE = "auth_" + Ids.random();
    private static final String PASSWORD = "correct horse battery";

    private static MailServer server;
    private static AuthReplica one;
    private static AuthReplica two;

    private final String email = Ids.random() + "@example.org";
    private String session = "";
    private String secret = "";
    private List<String> recovery = List.of();

    @BeforeAll
    static void start() {
        server = MailServer.start();
        one = replica();
        two = replica();
    }

    @AfterAll
    static void stop() {
        two.close();
        one.close();
        server.close();
    }

    private static AuthReplica replica() {
        return AuthReplica.start(
                DATABASE,
                "--holdfast.mail.smtp=" + server.url(),
                "--holdfast.auth.key-encryption.keys=" + Base64.getEncoder().encodeToString(new byte[32]),
                "--holdfast.auth.failures.per-account=100");
    }

    @Test
    void signingInAsksForACodeOnceItIsOn() {
        turnOn();
        assertThat(state().get("on").asBoolean()).isTrue();
        Answer asked = one.signIn(email, PASSWORD);
        assertThat(asked.status()).isEqualTo(401);
        assertThat(asked.code()).isEqualTo("code-needed");
        assertThat(asked.header("Set-Cookie")).isEmpty();
        assertThat(one.signIn(email, "wrong horse battery").code()).isEqualTo("bad-credentials");

        String challenge = challenge(asked);
        assertThat(complete(two, challenge, "000000").code()).isEqualTo("bad-code");
        Answer done = complete(two, challenge, code(1));
        assertThat(done.status()).isEqualTo(200);
        assertThat(one.currentUser(done.token()).get("email").asString()).isEqualTo(email);
        assertThat(complete(two, challenge, code(1)).code()).as("once").isEqualTo("link-over");
    }

    @Test
    void aCodeCountsOnceHoweverManySignInsUseIt() {
        turnOn();
        String code = code(1);
        List<String> challenges = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            challenges.add(challenge(one.signIn(email, PASSWORD)));
        }
        List<CompletableFuture<Integer>> answers = challenges.stream()
                .map(challenge -> CompletableFuture.supplyAsync(() -> complete(
                                challenges.indexOf(challenge) % 2 == 0 ? one : two, challenge, code)
                        .status()))
                .toList();
        assertThat(answers.stream().map(CompletableFuture::join))
                .filteredOn(status -> status == 200)
                .hasSize(1);
    }

    @Test
    void theCodeThatTurnedItOnSignsNoOneIn() {
        String used = turnOn();
        assertThat(complete(one, challenge(one.signIn(email, PASSWORD)), used).code())
                .isEqualTo("bad-code");
    }

    @Test
    void recoveryCodesWorkOnceInPlaceOfTheApp() {
        turnOn();
        assertThat(recovery)
                .hasSize(10)
                .doesNotHaveDuplicates()
                .as("120 bits each")
                .allMatch(code -> code.matches("([a-z0-9]{4}-){5}[a-z0-9]{4}"));
        String typed = recovery.getFirst().toUpperCase(Locale.ROOT).replace("-", " ");
        assertThat(complete(one, challenge(one.signIn(email, PASSWORD)), typed).status())
                .isEqualTo(200);
        assertThat(complete(two, challenge(two.signIn(email, PASSWORD)), typed).code())
                .isEqualTo("bad-code");
        assertThat(state().get("recoveryCodesLeft").asInt()).isEqualTo(9);
    }

    @Test
    void shorterRecoveryCodesOfEarlierReleasesStillWork() {
        turnOn();
        String old = "abcd-efgh-jkmn-pqrs";
        mongo().getCollection("second_factors")
                .updateOne(
                        new Document("_id", account()),
                        new Document(
                                "$set",
                                new Document(
                                        "recovery",
                                        List.of(Ids.derived("recovery-code", account(), old.replace("-", ""))))));

        assertThat(complete(one, challenge(one.signIn(email, PASSWORD)), old).status())
                .isEqualTo(200);
        assertThat(complete(one, challenge(one.signIn(email, PASSWORD)), old).code())
                .isEqualTo("bad-code");
    }

    @Test
    void nothingThatIsStoredSignsIn() {
        turnOn();
        Document stored = mongo().getCollection("second_factors")
                .find(new Document("_id", account()))
                .first();
        assertThat(stored.toJson()).doesNotContain(secret).doesNotContain(recovery.getFirst());
        assertThat(stored.getString("secret")).as("encrypted").isNull();
    }

    @Test
    void guessingIsLimitedWhateverReplicaItGoesTo() {
        turnOn();
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            AuthReplica replica = i % 2 == 0 ? one : two;
            answers.add(complete(replica, challenge(replica.signIn(email, PASSWORD)), "00000" + i % 10)
                    .status());
        }
        assertThat(answers.subList(0, 10)).containsOnly(401);
        assertThat(answers.subList(10, 12)).containsOnly(429);
        assertThat(complete(one, challenge(one.signIn(email, PASSWORD)), code(1))
                        .status())
                .as("also the right one")
                .isEqualTo(429);
    }

    @Test
    void aLinkInAMailAsksForTheCodeToo() {
        turnOn();
        Answer asked = two.post(
                "/api/users/signin-link/confirm",
                JsonMapper.shared()
                        .writeValueAsString(Map.of("token", mailed("/api/users/signin-link", "/account/signin-link"))));
        assertThat(asked.code()).isEqualTo("code-needed");
        assertThat(complete(one, challenge(asked), code(1)).status()).isEqualTo(200);
    }

    /** As an Arabic keyboard and a Japanese input method type them. */
    @Test
    void codesMayBeTypedInTheDigitsOfAnyScript() {
        turnOn();
        assertThat(complete(one, challenge(one.signIn(email, PASSWORD)), inDigitsFrom('\u0660', code(1)))
                        .status())
                .isEqualTo(200);
        assertThat(complete(two, challenge(two.signIn(email, PASSWORD)), inDigitsFrom('\uff10', recovery.getFirst()))
                        .status())
                .isEqualTo(200);
    }

    private static String inDigitsFrom(char zero, String code) {
        return code.chars()
                .mapToObj(c -> Character.toString(c >= '0' && c <= '9' ? zero + c - '0' : c))
                .collect(Collectors.joining());
    }

    /** Its session would count as one since the change, and go on. */
    @Test
    void noSignInIsCompletedWhileAChangeOfThePasswordIsUnfinished() {
        turnOn();
        String challenge = challenge(one.signIn(email, PASSWORD));
        Query account = Query.query(Criteria.where("email").is(email));
        // Of tomorrow: what finishes changes that were cut short leaves it alone.
        Map<String, Object> change = Map.of("session", "", "at", Instant.now().plus(Duration.ofDays(1)));
        mongo().updateFirst(account, new Update().set("change", change), "accounts");
        assertThat(complete(one, challenge, code(1)).code()).isEqualTo("link-over");
        mongo().updateFirst(account, new Update().unset("change"), "accounts");
        assertThat(complete(one, challenge, code(1)).status()).isEqualTo(200);
    }

    @Test
    void turningItOffNeedsPasswordAndCode() {
        turnOn();
        assertThat(remove("wrong horse battery", code(1)).code()).isEqualTo("wrong-password");
        assertThat(remove(PASSWORD, "000000").code()).isEqualTo("bad-code");
        assertThat(one.signIn(email, PASSWORD).code()).isEqualTo("code-needed");
        assertThat(remove(PASSWORD, code(1)).status()).isEqualTo(200);
        assertThat(one.signIn(email, PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void turningItOnNeedsThePasswordAndACode() {
        signUp();
        assertThat(post(one, "/api/users/totp", Map.of("password", "wrong horse battery"))
                        .code())
                .isEqualTo("wrong-password");
        assertThat(post(one, "/api/users/totp/confirm", Map.of("code", "123456"))
                        .status())
                .isEqualTo(404);
        prepare();
        assertThat(post(two, "/api/users/totp/confirm", Map.of("code", "000000"))
                        .code())
                .isEqualTo("bad-code");
        assertThat(one.signIn(email, PASSWORD).status()).as("not on yet").isEqualTo(200);
    }

    @Test
    void theSessionTellsWhetherACodeWasUsed() {
        turnOn();
        String plain = one.signUp("x" + email, PASSWORD).token();
        assertThat(claims(session)).doesNotContain("mfa");
        Answer done = complete(two, challenge(one.signIn(email, PASSWORD)), code(1));
        assertThat(claims(done.token())).contains("\"mfa\":true");
        assertThat(claims(plain)).doesNotContain("mfa");
    }

    private static String claims(String token) {
        return new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8);
    }

    @Test
    void whoDidNotProveTheAddressTurnsNothingOn() {
        session = one.signUp(email, PASSWORD).token();
        assertThat(post(one, "/api/users/totp", Map.of("password", PASSWORD)).code())
                .isEqualTo("address-not-proven");
    }

    @Test
    void aSecretThatWasReplacedTurnsNothingOn() {
        signUp();
        prepare();
        String old = code(0);
        prepare();
        assertThat(post(two, "/api/users/totp/confirm", Map.of("code", old)).code())
                .isEqualTo("bad-code");
        assertThat(post(two, "/api/users/totp/confirm", Map.of("code", code(0))).status())
                .isEqualTo(200);
    }

    @Test
    void sessionsThatBeganWithoutACodeEndOnceItIsOn() {
        signUp();
        String elsewhere = two.signIn(email, PASSWORD).token();
        turnOnNow();
        assertThat(one.get("/api/users/totp", "Authorization", "Bearer " + elsewhere)
                        .status())
                .isEqualTo(401);
        assertThat(state().get("on").asBoolean()).isTrue();
    }

    @Test
    void anotherPasswordEndsSignInsThatWereBegunWithTheOldOne() {
        turnOn();
        String challenge = challenge(one.signIn(email, PASSWORD));
        assertThat(post(
                                two,
                                "/api/users/password",
                                Map.of("currentPassword", PASSWORD, "newPassword", "another horse battery"))
                        .status())
                .isEqualTo(200);
        assertThat(complete(one, challenge, code(1)).code()).isEqualTo("link-over");
    }

    @Test
    void anotherPasswordByALinkAsksForTheCodeToo() {
        turnOn();
        Answer asked = two.post(
                "/api/users/reset/confirm",
                JsonMapper.shared()
                        .writeValueAsString(Map.of(
                                "token",
                                mailed("/api/users/reset", "/account/reset"),
                                "newPassword",
                                "another horse battery")));
        assertThat(asked.code()).isEqualTo("code-needed");
        assertThat(asked.header("Set-Cookie")).isEmpty();
        assertThat(complete(one, challenge(asked), code(1)).status()).isEqualTo(200);
    }

    @Test
    void theRecordTellsOfChangesAndFailures() {
        turnOn();
        for (int i = 0; i < 10; i++) {
            complete(one, challenge(two.signIn(email, PASSWORD)), "00000" + i);
        }
        assertThat(recorded()).contains("codes-on", "wrong-code", "locked-out").doesNotContain("codes-off");
        assertThat(recorded()).filteredOn("wrong-code"::equals).hasSize(10);
    }

    @Test
    void theOperatorHelpsWhoLostTheApp() {
        turnOn();
        assertThat(one.bean(OperatedAccounts.class).turnCodesOff(email)).isPresent();
        assertThat(two.signIn(email, PASSWORD).status()).isEqualTo(200);
        assertThat(recorded()).contains("codes-taken-off");
        await().until(() ->
                server.mailsTo(email).stream().anyMatch(mail -> mail.subject().contains("no code any more")));
    }

    /** The secret of a link that is asked for at {@code path}. */
    private String mailed(String path, String page) {
        one.post(path, JsonMapper.shared().writeValueAsString(Map.of("email", email)));
        await().until(() ->
                server.mailsTo(email).stream().anyMatch(mail -> mail.link(page).isPresent()));
        String link = server.mailsTo(email).stream()
                .flatMap(mail -> mail.link(page).stream())
                .findFirst()
                .orElseThrow();
        return link.substring(link.indexOf('=') + 1);
    }

    private List<String> recorded() {
        return two
                .get("/api/users/record?size=100", "Authorization", "Bearer " + session)
                .json()
                .get("items")
                .values()
                .stream()
                .map(entry -> entry.get("kind").asString())
                .toList();
    }

    /** Signed up, with a proven address. */
    private void signUp() {
        session = one.signUp(email, PASSWORD).token();
        assertThat(one.bean(OperatedAccounts.class).vouch(email)).isPresent();
    }

    /** Returns the code that was used. */
    private String turnOn() {
        signUp();
        return turnOnNow();
    }

    private String turnOnNow() {
        prepare();
        String code = code(0);
        Answer on = post(two, "/api/users/totp/confirm", Map.of("code", code));
        assertThat(on.status()).isEqualTo(200);
        assertThat(claims(on.token())).contains("\"mfa\":true");
        recovery = on.json().get("recoveryCodes").values().stream()
                .map(each -> each.asString())
                .toList();
        return code;
    }

    private void prepare() {
        Answer prepared = post(one, "/api/users/totp", Map.of("password", PASSWORD));
        assertThat(prepared.status()).isEqualTo(200);
        secret = prepared.json().get("secret").asString();
        assertThat(prepared.json().get("uri").asString())
                .startsWith("otpauth://totp/Holdfast:")
                .contains(secret);
    }

    /** The code of the present step of time, or a later one. */
    private String code(int later) {
        try {
            TimeBasedOneTimePasswordGenerator codes = new TimeBasedOneTimePasswordGenerator();
            return codes.generateOneTimePasswordString(
                    new SecretKeySpec(decoded(secret), codes.getAlgorithm()),
                    Instant.now().plusSeconds(30L * later));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] decoded(String base32) {
        byte[] bytes = new byte[base32.length() * 5 / 8];
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            int value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(base32.charAt(bit / 5));
            if ((value >> (4 - bit % 5) & 1) == 1) {
                bytes[bit / 8] |= (byte) (0x80 >> bit % 8);
            }
        }
        return bytes;
    }

    private static String challenge(Answer asked) {
        return asked.json().get("errors").get(0).get("challenge").asString();
    }

    private static Answer complete(AuthReplica replica, String challenge, String code) {
        return replica.post(
                "/api/users/signin/code",
                JsonMapper.shared().writeValueAsString(Map.of("challenge", challenge, "code", code)));
    }

    private Answer remove(String password, String code) {
        return post(two, "/api/users/totp/remove", Map.of("password", password, "code", code));
    }

    private Answer post(AuthReplica replica, String path, Map<String, String> body) {
        return replica.post(path, JsonMapper.shared().writeValueAsString(body), "Authorization", "Bearer " + session);
    }

    private JsonNode state() {
        return two.get("/api/users/totp", "Authorization", "Bearer " + session).json();
    }

    private String account() {
        return one.currentUser(session).get("id").asString();
    }

    private static MongoOperations mongo() {
        return one.bean(MongoOperations.class);
    }
}
