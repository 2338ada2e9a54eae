package io.holdfast.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.auth.AuthReplica.Answer;
import io.holdfast.auth.account.OperatedAccounts;
import io.holdfast.local.MailServer;
import io.holdfast.messaging.Ids;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Signing in with passkeys: two replicas of auth-service on one real database, and an authenticator in software. */
@Tag("storage")
class PasskeyIT {

    private static final String DATABASE = "auth_" + Ids.random();
    private static final String PASSWORD = "correct horse battery";
    private static final String SITE = "tickets.example";
    private static final String ORIGIN = "https://" + SITE;

    private static MailServer mails;
    private static AuthReplica one;
    private static AuthReplica two;

    private final String email = Ids.random() + "@example.org";
    private String session = "";

    @BeforeAll
    static void start() {
        mails = MailServer.start();
        one = replica();
        two = replica();
    }

    @AfterAll
    static void stop() {
        two.close();
        one.close();
        mails.close();
    }

    private static AuthReplica replica() {
        return AuthReplica.start(DATABASE, "--holdfast.mail.smtp=" + mails.url(), "--holdfast.mail.links=" + ORIGIN);
    }

    @Test
    void aPasskeySignsInAsTwoFactors() {
        SoftwareAuthenticator phone = add();
        Answer signedIn = signIn(phone);
        assertThat(signedIn.status()).isEqualTo(200);
        assertThat(two.currentUser(signedIn.token()).get("email").asString()).isEqualTo(email);
        assertThat(claims(signedIn.token())).contains("\"mfa\":true");
        assertThat(list().get(0).get("usedAt").isNull()).isFalse();
    }

    @Test
    void eachChallengeCountsOnce() {
        SoftwareAuthenticator phone = add();
        Map<String, Object> answer = phone.signIn(challenge(), ORIGIN);
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            AuthReplica replica = i % 2 == 0 ? one : two;
            answers.add(CompletableFuture.supplyAsync(
                    () -> complete(replica, answer).status()));
        }
        assertThat(answers.stream().map(CompletableFuture::join))
                .filteredOn(status -> status == 200)
                .hasSize(1);
        assertThat(complete(one, answer).code()).isEqualTo("link-over");
    }

    @Test
    void aCopyWhoseCountDoesNotGrowIsRefused() {
        SoftwareAuthenticator phone = add();
        assertThat(signIn(phone).status()).isEqualTo(200);
        phone.countBack(1);
        Answer copy = signIn(phone);
        assertThat(copy.status()).isEqualTo(401);
        assertThat(copy.code()).isEqualTo("bad-passkey");
        assertThat(recorded()).contains("passkey-refused");
        assertThat(signIn(phone).status()).as("the one that counts on").isEqualTo(200);
    }

    @Test
    void ofTwoUsesWithOneCountOneSucceeds() {
        SoftwareAuthenticator phone = add();
        Map<String, Object> first = phone.signIn(challenge(), ORIGIN);
        phone.countBack(1);
        Map<String, Object> second = phone.signIn(challenge(), ORIGIN);
        CompletableFuture<Integer> other =
                CompletableFuture.supplyAsync(() -> complete(two, second).status());
        assertThat(List.of(complete(one, first).status(), other.join())).containsExactlyInAnyOrder(200, 401);
    }

    @Test
    void authenticatorsThatDoNotCountMayBeUsedAgain() {
        SoftwareAuthenticator cloud = SoftwareAuthenticator.withoutCount(SITE);
        add(cloud);
        assertThat(signIn(cloud).status()).isEqualTo(200);
        assertThat(signIn(cloud).status()).isEqualTo(200);
    }

    @Test
    void aSignatureOfAnotherKeyIsRefused() {
        SoftwareAuthenticator phone = add();
        phone.loseKey();
        assertThat(signIn(phone).code()).isEqualTo("bad-passkey");
    }

    @Test
    void anAnswerForAnotherSiteIsRefused() {
        SoftwareAuthenticator phone = add();
        assertThat(complete(one, phone.signIn(challenge(), "https://tickets.example.evil"))
                        .code())
                .isEqualTo("bad-passkey");
        signUp("x" + email);
        Answer added = post(
                "/api/users/passkeys",
                new SoftwareAuthenticator(SITE).create(options(), "https://tickets.example.evil"));
        assertThat(added.status()).isEqualTo(400);
    }

    @Test
    void anAuthenticatorThatDidNotVerifyItsUserIsRefused() {
        SoftwareAuthenticator phone = add();
        phone.verifyNoUser();
        assertThat(signIn(phone).code()).isEqualTo("bad-passkey");
        SoftwareAuthenticator key = new SoftwareAuthenticator(SITE);
        key.verifyNoUser();
        assertThat(post("/api/users/passkeys", key.create(options(), ORIGIN)).status())
                .isEqualTo(400);
    }

    @Test
    void aPasskeyThatIsNotKnownIsRefused() {
        SoftwareAuthenticator stranger = new SoftwareAuthenticator(SITE);
        signUp(email);
        stranger.create(options(), ORIGIN);
        assertThat(signIn(stranger).code()).isEqualTo("bad-passkey");
    }

    @Test
    void aChallengeOfOneAccountAddsNothingToAnother() {
        signUp(email);
        JsonNode options = options();
        String victim = session;
        signUp("x" + email);
        Answer added = post("/api/users/passkeys", new SoftwareAuthenticator(SITE).create(options, ORIGIN));
        assertThat(added.code()).isEqualTo("link-over");
        session = victim;
        assertThat(list()).isEmpty();
    }

    @Test
    void aCredentialIsOfOneAccount() {
        SoftwareAuthenticator phone = add();
        signUp("x" + email);
        assertThat(post("/api/users/passkeys", phone.create(options(), ORIGIN)).code())
                .isEqualTo("known-passkey");
    }

    @Test
    void addingNeedsTheOwnerAndAProvenAddress() {
        session = one.signUp(email, PASSWORD).token();
        assertThat(post("/api/users/passkeys/options", Map.of("password", PASSWORD))
                        .code())
                .isEqualTo("address-not-proven");
        assertThat(post("/api/users/passkeys/options", Map.of("password", "wrong horse battery"))
                        .code())
                .isEqualTo("wrong-password");
        assertThat(post("/api/users/passkeys/options", Map.of()).code()).isEqualTo("wrong-password");
    }

    @Test
    void browsersAreAskedForWhatThisNeeds() {
        signUp(email);
        JsonNode options = options();
        assertThat(options.get("rp").get("id").asString()).isEqualTo(SITE);
        assertThat(options.get("authenticatorSelection").get("userVerification").asString())
                .isEqualTo("required");
        assertThat(options.get("authenticatorSelection").get("residentKey").asString())
                .isEqualTo("required");
        add(new SoftwareAuthenticator(SITE), options);
        assertThat(options().get("excludeCredentials")).hasSize(1);
    }

    @Test
    void itIsToldOfAndRecordedAndRemovedAgain() {
        SoftwareAuthenticator phone = add();
        await().until(() -> mails.mailsTo(email).stream()
                .anyMatch(mail -> mail.subject().equals("A passkey was added to your account")));
        String id = list().get(0).get("id").asString();
        assertThat(list().get(0).get("name").asString()).isEqualTo("My phone");
        assertThat(post("/api/users/passkeys/" + id + "/remove", Map.of("password", "wrong horse battery"))
                        .code())
                .isEqualTo("wrong-password");
        assertThat(post("/api/users/passkeys/" + id + "/remove", Map.of("password", PASSWORD))
                        .status())
                .isEqualTo(200);
        assertThat(post("/api/users/passkeys/" + id + "/remove", Map.of("password", PASSWORD))
                        .status())
                .isEqualTo(404);
        assertThat(signIn(phone).code()).isEqualTo("bad-passkey");
        assertThat(recorded()).contains("passkey-added", "passkey-removed");
        await().until(() -> mails.mailsTo(email).stream()
                .anyMatch(mail -> mail.subject().equals("A passkey was removed from your account")));
    }

    @Test
    void theExportTellsOfIt() {
        add();
        JsonNode data = two.get("/api/users/personal-data", "Authorization", "Bearer " + session)
                .json();
        assertThat(data.get("passkeys").get(0).get("name").asString()).isEqualTo("My phone");
    }

    @Test
    void behindTlsWithoutAnAddressOfThePagesThereAreNone() {
        try (AuthReplica replica = AuthReplica.start(
                DATABASE,
                "--holdfast.production=true",
                "--holdfast.auth.hashing.memory=19MB",
                "--holdfast.auth.key-encryption.keys=" + Base64.getEncoder().encodeToString(new byte[32]))) {
            assertThat(replica.get("/api/users/signin/methods")
                            .json()
                            .get("passkeys")
                            .asBoolean())
                    .isFalse();
            assertThat(replica.post("/api/users/signin/passkey/options", "").status())
                    .isEqualTo(404);
        }
        assertThat(one.get("/api/users/signin/methods").json().get("passkeys").asBoolean())
                .isTrue();
    }

    @Test
    void whatIsNoAnswerIsRefused() {
        for (Map<String, Object> nonsense : List.of(
                Map.<String, Object>of(),
                Map.<String, Object>of("id", "x", "response", "y"),
                Map.<String, Object>of(
                        "id", "AA", "rawId", "AA", "type", "public-key", "response", Map.of("clientDataJSON", "AA")))) {
            assertThat(complete(one, nonsense).status()).isEqualTo(400);
        }
    }

    private SoftwareAuthenticator add() {
        signUp(email);
        SoftwareAuthenticator phone = new SoftwareAuthenticator(SITE);
        add(phone, options());
        return phone;
    }

    private void add(SoftwareAuthenticator authenticator) {
        signUp(email);
        add(authenticator, options());
    }

    private void add(SoftwareAuthenticator authenticator, JsonNode options) {
        Answer added = post("/api/users/passkeys", authenticator.create(options, ORIGIN));
        assertThat(added.status()).as(added.response().body()).isEqualTo(201);
    }

    private JsonNode options() {
        Answer answer = post("/api/users/passkeys/options", Map.of("password", PASSWORD));
        assertThat(answer.status()).isEqualTo(200);
        return answer.json();
    }

    private void signUp(String address) {
        session = one.signUp(address, PASSWORD).token();
        assertThat(one.bean(OperatedAccounts.class).vouch(address)).isPresent();
    }

    private static String challenge() {
        return one.post("/api/users/signin/passkey/options", "")
                .json()
                .get("challenge")
                .asString();
    }

    private static Answer signIn(SoftwareAuthenticator authenticator) {
        return complete(two, authenticator.signIn(challenge(), ORIGIN));
    }

    private static Answer complete(AuthReplica replica, Map<String, Object> credential) {
        return replica.post(
                "/api/users/signin/passkey", JsonMapper.shared().writeValueAsString(Map.of("credential", credential)));
    }

    private Answer post(String path, Map<String, ?> body) {
        return two.post(path, JsonMapper.shared().writeValueAsString(body), "Authorization", "Bearer " + session);
    }

    private JsonNode list() {
        return one.get("/api/users/passkeys", "Authorization", "Bearer " + session)
                .json();
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

    private static String claims(String token) {
        return new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8);
    }
}
