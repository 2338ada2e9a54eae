package io.holdfast.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.auth.AuthReplica.Answer;
import io.holdfast.local.MailServer;
import io.holdfast.local.ReceivedMail;
import io.holdfast.messaging.Ids;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
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

/** Whose an address is: two replicas of auth-service on one real database, and the mails that they send. */
@Tag("storage")
class OwnershipIT {

    private static final String PASSWORD = "correct horse";
    private static final String OTHER = "battery staple clip";
    private static final String DATABASE = "auth_" + Ids.random();
    private static final Duration SOON = Duration.ofMinutes(1);

    private static MailServer server;
    private static AuthReplica one;
    private static AuthReplica two;

    private final String email = Ids.random() + "@example.org";

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
                DATABASE, "--holdfast.mail.smtp=" + server.url(), "--holdfast.mail.links=https://tickets.example");
    }

    @Test
    void anAddressIsProvenByTheLinkThatASignUpSends() {
        String token = one.signUp(email, PASSWORD).token();
        assertThat(account(token).get("proven").asBoolean()).isFalse();

        String secret = secret("Confirm your e-mail address", "/account/verify");
        for (AuthReplica replica : new AuthReplica[] {two, one}) {
            Answer proven = follow(replica, "/api/users/verify", secret);
            assertThat(proven.status()).isEqualTo(200);
            assertThat(proven.json().get("email").asString()).isEqualTo(email);
        }

        assertThat(account(token).get("proven").asBoolean()).isTrue();
        assertThat(follow(one, "/api/users/verify", secret + "x").code()).isEqualTo("link-over");
        assertThat(follow(one, "/api/users/signin-link/confirm", secret).code())
                .as("for nothing else")
                .isEqualTo("link-over");
    }

    @Test
    void mailsAreInTheLanguageOfTheSignUpUntilAnotherIsChosen() {
        String token = one.signUp(email, PASSWORD, "Accept-Language", "de-CH, en;q=0.5")
                .token();
        awaitMail(email, "Bestätigen Sie Ihre E-Mail-Adresse");
        assertThat(account(token).get("language").asString()).isEqualTo("de-CH");

        Answer chosen = one.post("/api/users/language", "{\"language\": \"ja\"}", "Authorization", "Bearer " + token);
        assertThat(chosen.status()).isEqualTo(200);
        assertThat(account(token).get("language").asString()).isEqualTo("ja");
        ask("/api/users/reset", email);
        awaitMail(email, "新しいパスワードの設定");

        Answer unknown = one.post("/api/users/language", "{\"language\": \"xx\"}", "Authorization", "Bearer " + token);
        assertThat(unknown.status()).isEqualTo(400);
    }

    @Test
    void theFirstMailIsKeptAlsoAfterACrashInBetween() {
        String token = one.signUp(email, PASSWORD).token();
        awaitMail(email, "Confirm your e-mail address");
        String id = account(token).get("id").asString();
        // As a crash leaves it that comes between the account and its mail.
        mongo().remove(Query.query(Criteria.where("to").is(email)), "mails");
        mongo().updateFirst(
                        Query.query(Criteria.where("_id").is(id)),
                        new Update().set("proofDue", java.time.Instant.now().minusSeconds(60)),
                        "accounts");

        await().atMost(SOON).until(() -> server.mailsTo(email).size() == 2);
    }

    @Test
    void aForgottenPasswordIsReplacedOnceByALink() {
        String stolen = one.signUp(email, PASSWORD).token();
        assertThat(ask("/api/users/reset", email).status()).isEqualTo(202);
        String secret = secret("Choose a new password", "/account/reset");

        Answer weak = reset(one, secret, "password1");
        assertThat(weak.status()).isEqualTo(400);
        assertThat(weak.json().get("errors").get(0).get("field").asString()).isEqualTo("newPassword");
        Answer done = reset(two, secret, OTHER);

        assertThat(done.status()).isEqualTo(200);
        assertThat(one.currentUser(done.token()).get("email").asString()).isEqualTo(email);
        assertThat(one.currentUser(stolen).isNull())
                .as("all other sessions end")
                .isTrue();
        assertThat(account(done.token()).get("proven").asBoolean()).isTrue();
        assertThat(one.signIn(email, PASSWORD).status()).isEqualTo(401);
        assertThat(one.signIn(email, OTHER).status()).isEqualTo(200);
        assertThat(reset(one, secret, PASSWORD).code()).as("once").isEqualTo("link-over");
        assertThat(reset(one, secret, "short").status())
                .as("wrong whatever the link is")
                .isEqualTo(400);
        assertThat(one.signIn(email, OTHER).status()).isEqualTo(200);
        awaitMail(email, "Your password was changed");
    }

    @Test
    void anAddressWithoutAnAccountIsAnsweredAlikeAndToldByMail() {
        one.signUp(email, PASSWORD);
        String unknown = "x" + email;
        for (String path : new String[] {"/api/users/reset", "/api/users/signin-link"}) {
            Answer known = ask(path, email);
            Answer other = ask(path, unknown);
            assertThat(other.status()).isEqualTo(known.status()).isEqualTo(202);
            assertThat(other.response().body()).isEqualTo(known.response().body());
        }
        assertThat(awaitMail(unknown, "You have no account at Holdfast").link("/signup"))
                .isPresent();
    }

    @Test
    void whoReadsTheAddressGetsTheAccountThatAStrangerMadeWithIt() {
        String squatter = one.signUp(email, PASSWORD).token();
        ask("/api/users/signin-link", email);
        String secret = secret("Your link to sign in", "/account/signin-link");

        Answer owner = follow(two, "/api/users/signin-link/confirm", secret);

        assertThat(owner.status()).isEqualTo(200);
        assertThat(one.currentUser(squatter).isNull()).isTrue();
        assertThat(one.signIn(email, PASSWORD).status())
                .as("the stranger's password")
                .isEqualTo(401);
        assertThat(account(owner.token()).get("proven").asBoolean()).isTrue();
    }

    @Test
    void aLinkToSignInLeavesTheRestOfAProvenAccountAsItIs() {
        String mine = one.signUp(email, PASSWORD).token();
        follow(one, "/api/users/verify", secret("Confirm your e-mail address", "/account/verify"));
        ask("/api/users/signin-link", email);
        String secret = secret("Your link to sign in", "/account/signin-link");

        assertThat(follow(one, "/api/users/signin-link/confirm", secret).status())
                .isEqualTo(200);

        assertThat(follow(two, "/api/users/signin-link/confirm", secret).code()).isEqualTo("link-over");
        assertThat(one.currentUser(mine).isNull()).isFalse();
        assertThat(one.signIn(email, PASSWORD).status()).isEqualTo(200);
    }

    /** One client behind an address tries passwords until no one there may. */
    @Test
    void aLinkSignsInWhereNoPasswordMayBeTried() {
        String[] network = {"X-Forwarded-For", "203.0.113.77"};
        try (AuthReplica strict = AuthReplica.start(
                DATABASE,
                "--holdfast.auth.failures.per-address=5",
                "--holdfast.mail.smtp=" + server.url(),
                "--holdfast.mail.links=https://tickets.example")) {
            one.signUp(email, PASSWORD);
            for (int i = 0; i < 5; i++) {
                assertThat(strict.signIn("guessed" + i + email, PASSWORD, network)
                                .status())
                        .isEqualTo(401);
            }
            assertThat(strict.signIn(email, PASSWORD, network).code()).isEqualTo("rate-limited");

            String asked = json(Map.of("email", email));
            assertThat(strict.post("/api/users/signin-link", asked, network).status())
                    .isEqualTo(202);
            String link = json(Map.of("token", secret("Your link to sign in", "/account/signin-link")));
            assertThat(strict.post("/api/users/signin-link/confirm", link, network)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void whoDidNotSignUpFreesTheAddress() {
        String squatter = one.signUp(email, PASSWORD).token();
        String secret = secret("Confirm your e-mail address", "/account/verify");

        assertThat(follow(two, "/api/users/verify/decline", secret).status()).isEqualTo(200);

        assertThat(one.currentUser(squatter).isNull()).isTrue();
        assertThat(one.signIn(email, PASSWORD).status()).isEqualTo(401);
        assertThat(one.signUp(email, OTHER).status()).as("the address is free").isEqualTo(201);
        assertThat(follow(one, "/api/users/verify", secret).code()).isEqualTo("link-over");
    }

    @Test
    void aProvenAccountIsNotFreedByAnOldLink() {
        one.signUp(email, PASSWORD);
        String secret = secret("Confirm your e-mail address", "/account/verify");
        follow(one, "/api/users/verify", secret);

        assertThat(follow(one, "/api/users/verify/decline", secret).code()).isEqualTo("already-proven");
        assertThat(one.signIn(email, PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void anotherAddressNeedsBothEnds() {
        String token = one.signUp(email, PASSWORD).token();
        follow(one, "/api/users/verify", secret("Confirm your e-mail address", "/account/verify"));
        String next = "next-" + email;
        assertThat(move(token, next, "wrong horse").code()).isEqualTo("wrong-password");
        assertThat(move(token, next, PASSWORD).status()).isEqualTo(202);
        assertThat(account(token).get("movingTo").asString()).isEqualTo(next);

        String to = secret(awaitMail(next, "Confirm your new e-mail address"), "/account/email/confirm/to");
        assertThat(follow(one, "/api/users/email/confirm/to", to)
                        .json()
                        .get("moved")
                        .asBoolean())
                .isFalse();
        assertThat(one.signIn(next, PASSWORD).status()).isEqualTo(401);

        String from = secret("Your account is to get another address", "/account/email/confirm/from");
        assertThat(follow(two, "/api/users/email/confirm/from", from)
                        .json()
                        .get("moved")
                        .asBoolean())
                .isTrue();

        assertThat(one.signIn(next, PASSWORD).status()).isEqualTo(200);
        assertThat(one.signIn(email, PASSWORD).status()).isEqualTo(401);
        assertThat(one.currentUser(token).isNull())
                .as("sessions name the old address")
                .isTrue();
        awaitMail(email, "Your account has another address now");
        assertThat(one.signUp(email, PASSWORD).status())
                .as("the old address is free")
                .isEqualTo(201);
    }

    @Test
    void anAddressThatWasTypedWronglyIsNotToldTheRightOne() {
        String token = one.signUp(email, PASSWORD).token();
        String right = "right-" + email;
        move(token, right, PASSWORD);
        String to = secret(awaitMail(right, "Confirm your new e-mail address"), "/account/email/confirm/to");

        assertThat(follow(one, "/api/users/email/confirm/to", to)
                        .json()
                        .get("moved")
                        .asBoolean())
                .isTrue();

        assertThat(one.signIn(right, PASSWORD).status()).isEqualTo(200);
        assertThat(mongo().getCollection("mails").find(new Document("to", email)))
                .extracting(mail -> mail.getString("kind"))
                .containsExactly("verify");
    }

    @Test
    void anAgreementToOneAddressIsNoneToAnother() {
        String token = one.signUp(email, PASSWORD).token();
        follow(one, "/api/users/verify", secret("Confirm your e-mail address", "/account/verify"));
        String first = "first-" + email;
        String other = "other-" + email;
        move(token, first, PASSWORD);
        String toFirst = secret(awaitMoveFrom(first), "/account/email/confirm/from");
        move(token, other, PASSWORD);
        String to = secret(awaitMail(other, "Confirm your new e-mail address"), "/account/email/confirm/to");

        assertThat(follow(one, "/api/users/email/confirm/from", toFirst).code()).isEqualTo("link-over");
        assertThat(follow(two, "/api/users/email/confirm/to", to)
                        .json()
                        .get("moved")
                        .asBoolean())
                .isFalse();
        assertThat(one.signIn(other, PASSWORD).status()).isEqualTo(401);

        String toOther = secret(awaitMoveFrom(other), "/account/email/confirm/from");
        assertThat(follow(one, "/api/users/email/confirm/from", toOther)
                        .json()
                        .get("moved")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void anAddressThatIsProvenMeanwhileIsNotReplacedWithoutItsAgreement() {
        String stranger = one.signUp(email, PASSWORD).token();
        move(stranger, "strange-" + email, PASSWORD);
        String to =
                secret(awaitMail("strange-" + email, "Confirm your new e-mail address"), "/account/email/confirm/to");
        follow(one, "/api/users/verify", secret("Confirm your e-mail address", "/account/verify"));

        assertThat(follow(two, "/api/users/email/confirm/to", to).code()).isEqualTo("link-over");
        assertThat(account(stranger).get("email").asString()).isEqualTo(email);
        assertThat(account(stranger).get("movingTo").isNull()).isTrue();
    }

    @Test
    void norIfItIsProvenWhileAnotherIsAskedFor() {
        String stranger = one.signUp(email, PASSWORD).token();
        move(stranger, "strange-" + email, PASSWORD);
        String to =
                secret(awaitMail("strange-" + email, "Confirm your new e-mail address"), "/account/email/confirm/to");
        // As two requests leave it of which one proves the address, and the other has read the account before that.
        mongo().updateFirst(
                        Query.query(Criteria.where("email").is(email)),
                        new Update().set("provenAt", java.time.Instant.now()),
                        "accounts");

        assertThat(follow(two, "/api/users/email/confirm/to", to)
                        .json()
                        .get("moved")
                        .asBoolean())
                .isFalse();
        assertThat(account(stranger).get("email").asString()).isEqualTo(email);
    }

    @Test
    void anAddressThatIsTakenMeanwhileStaysWhereItIs() {
        String token = one.signUp(email, PASSWORD).token();
        String next = "next-" + email;
        move(token, next, PASSWORD);
        String to = secret(awaitMail(next, "Confirm your new e-mail address"), "/account/email/confirm/to");
        one.signUp(next, OTHER);

        assertThat(follow(one, "/api/users/email/confirm/to", to).code()).isEqualTo("email-taken");

        assertThat(one.signIn(email, PASSWORD).status()).isEqualTo(200);
        assertThat(one.signIn(next, OTHER).status()).isEqualTo(200);
    }

    @Test
    void sessionsAreListedAndEnded() {
        String mine = one.signUp(email, PASSWORD, "User-Agent", "Firefox").token();
        String other = two.signIn(email, PASSWORD, "User-Agent", "Chrome").token();
        String third = two.signIn(email, PASSWORD, "User-Agent", "Safari").token();

        JsonNode sessions = sessions(mine);
        assertThat(sessions.values().stream().map(s -> s.get("device").asString()))
                .containsExactly("Safari", "Chrome", "Firefox");
        assertThat(sessions.values().stream().map(s -> s.get("current").asBoolean()))
                .containsExactly(false, false, true);

        String chrome = sessions.get(1).get("id").asString();
        String stranger = one.signUp("x" + email, PASSWORD).token();
        assertThat(one.delete("/api/users/sessions/" + chrome, "Authorization", "Bearer " + stranger)
                        .status())
                .isEqualTo(200);
        assertThat(one.currentUser(other).isNull()).as("not of a stranger").isFalse();
        one.delete("/api/users/sessions/" + chrome, "Authorization", "Bearer " + mine);
        assertThat(two.currentUser(other).isNull()).isTrue();

        one.post("/api/users/sessions/end-others", "{}", "Authorization", "Bearer " + mine);
        assertThat(two.currentUser(third).isNull()).isTrue();
        assertThat(sessions(mine)).hasSize(1);
    }

    @Test
    void aSessionThatIsNotUsedEnds() {
        try (AuthReplica hasty = AuthReplica.start(
                DATABASE, "--holdfast.auth.session-idle=1ms", "--holdfast.mail.smtp=" + server.url())) {
            assertThat(hasty.currentUser(one.signUp(email, PASSWORD).token()).isNull())
                    .isTrue();
        }
    }

    @Test
    void signingInAgainEndsTheSessionThatTheBrowserHad() {
        String first = one.signUp(email, PASSWORD).token();
        String second = two.signIn(email, PASSWORD, "Cookie", "holdfast_session=" + first)
                .token();
        assertThat(one.currentUser(first).isNull()).isTrue();
        assertThat(one.currentUser(second).isNull()).isFalse();
    }

    @Test
    void soDoesSigningUp() {
        String first = one.signUp(email, PASSWORD).token();
        String second = two.signUp("other-" + email, PASSWORD, "Cookie", "holdfast_session=" + first)
                .token();
        assertThat(one.currentUser(first).isNull()).isTrue();
        assertThat(one.currentUser(second).isNull()).isFalse();
    }

    @Test
    void soDoesALinkToSignInWith() {
        String first = one.signUp(email, PASSWORD).token();
        one.signUp("other-" + email, PASSWORD);
        ask("/api/users/signin-link", "other-" + email);
        String secret = secret(awaitMail("other-" + email, "Your link to sign in"), "/account/signin-link");
        String second = two.post(
                        "/api/users/signin-link/confirm",
                        json(Map.of("token", secret)),
                        "Cookie",
                        "holdfast_session=" + first)
                .token();
        assertThat(one.currentUser(first).isNull()).isTrue();
        assertThat(one.currentUser(second).isNull()).isFalse();
    }

    @Test
    void soDoesALinkForAnotherPassword() {
        String first = one.signUp(email, PASSWORD).token();
        one.signUp("other-" + email, PASSWORD);
        ask("/api/users/reset", "other-" + email);
        String secret = secret(awaitMail("other-" + email, "Choose a new password"), "/account/reset");
        String second = two.post(
                        "/api/users/reset/confirm",
                        json(Map.of("token", secret, "newPassword", OTHER)),
                        "Cookie",
                        "holdfast_session=" + first)
                .token();
        assertThat(one.currentUser(first).isNull()).isTrue();
        assertThat(one.currentUser(second).isNull()).isFalse();
    }

    @Test
    void aSignInFromElsewhereIsToldOf() {
        one.signUp(email, PASSWORD, "User-Agent", "Firefox", "X-Forwarded-For", "203.0.113.7");
        one.signIn(email, PASSWORD, "User-Agent", "Firefox", "X-Forwarded-For", "198.51.100.7");
        one.signIn(email, PASSWORD, "User-Agent", "Chrome", "X-Forwarded-For", "203.0.113.7");
        one.signIn(email, PASSWORD, "User-Agent", "Safari", "X-Forwarded-For", "192.0.2.1");

        ReceivedMail mail = awaitMail(email, "You signed in on another device");
        assertThat(mail.text()).contains("Safari");
        assertThat(server.mailsTo(email))
                .extracting(ReceivedMail::subject)
                .containsOnlyOnce("You signed in on another device");
    }

    @Test
    void soIsOneByALink() {
        one.signUp(email, PASSWORD, "User-Agent", "Firefox", "X-Forwarded-For", "203.0.113.7");
        follow(one, "/api/users/verify", secret("Confirm your e-mail address", "/account/verify"));
        ask("/api/users/signin-link", email);
        String secret = secret("Your link to sign in", "/account/signin-link");

        Answer signedIn = one.post(
                "/api/users/signin-link/confirm",
                json(Map.of("token", secret)),
                "User-Agent",
                "Safari",
                "X-Forwarded-For",
                "192.0.2.1");

        assertThat(signedIn.status()).isEqualTo(200);
        assertThat(awaitMail(email, "You signed in on another device").text()).contains("Safari");
    }

    @Test
    void mailsAreNotSentToOneAddressWithoutEnd() {
        for (int i = 0; i < 5; i++) {
            assertThat(ask("/api/users/reset", email).status()).isEqualTo(202);
        }
        assertThat(ask("/api/users/reset", email).code()).isEqualTo("rate-limited");
        assertThat(ask("/api/users/reset", "x" + email).status()).isEqualTo(202);
    }

    @Test
    void passwordsThatAreTriedFirstAreRefused() {
        for (String password :
                new String[] {"password", "12345678", "qwertyuiop", "P@ssw0rd!", "aaaaaaaaaaaa", email, "holdfast1"}) {
            Answer answer = one.signUp(email, password);
            assertThat(answer.status()).as(password).isEqualTo(400);
            assertThat(answer.json().get("errors").get(0).get("field").asString())
                    .isEqualTo("password");
        }
        assertThat(one.signUp(email, "all lower case words").status()).isEqualTo(201);
    }

    private JsonNode sessions(String token) {
        return one.get("/api/users/sessions", "Authorization", "Bearer " + token)
                .json();
    }

    private static JsonNode account(String token) {
        return one.get("/api/users/account", "Authorization", "Bearer " + token).json();
    }

    private static Answer ask(String path, String email) {
        return one.post(path, json(Map.of("email", email)));
    }

    private static Answer follow(AuthReplica replica, String path, String secret) {
        return replica.post(path, json(Map.of("token", secret)));
    }

    private static Answer reset(AuthReplica replica, String secret, String password) {
        return replica.post("/api/users/reset/confirm", json(Map.of("token", secret, "newPassword", password)));
    }

    private static Answer move(String token, String to, String password) {
        return one.post(
                "/api/users/email",
                json(Map.of("email", to, "password", password)),
                "Authorization",
                "Bearer " + token);
    }

    private static String json(Map<String, String> fields) {
        return JsonMapper.shared().writeValueAsString(fields);
    }

    private static MongoOperations mongo() {
        return one.bean(MongoOperations.class);
    }

    private String secret(String subject, String page) {
        return secret(awaitMail(email, subject), page);
    }

    private static String secret(ReceivedMail mail, String page) {
        String link = mail.link(page).orElseThrow();
        assertThat(link).startsWith("https://tickets.example" + page + "?token=");
        return link.substring(link.indexOf('=') + 1);
    }

    /** The mail that asks the present address whether the account may have another. */
    private ReceivedMail awaitMoveFrom(String to) {
        await().atMost(SOON).until(() -> moveFrom(to).isPresent());
        return moveFrom(to).orElseThrow();
    }

    private Optional<ReceivedMail> moveFrom(String to) {
        return server.mailsTo(email).stream()
                .filter(mail -> mail.subject().equals("Your account is to get another address")
                        && mail.text().contains(to))
                .findFirst();
    }

    private static ReceivedMail awaitMail(String email, String subject) {
        await().atMost(SOON)
                .until(() -> server.mailsTo(email).stream()
                        .anyMatch(mail -> mail.subject().equals(subject)));
        return server.mailsTo(email).stream()
                .filter(mail -> mail.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }
}
