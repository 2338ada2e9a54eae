package io.holdfast.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.model.Updates;
import io.holdfast.auth.AuthReplica.Answer;
import io.holdfast.contracts.GuestLinkMade;
import io.holdfast.local.MailServer;
import io.holdfast.messaging.Ids;
import io.holdfast.messaging.MessagePublisher;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoOperations;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** People who buy without an account, and the accounts that their orders go into. */
@Tag("storage")
class GuestIT {

    private static final String DATABASE = "auth_" + Ids.random();
    private static final String PASSWORD = "correct horse battery";
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
        return AuthReplica.startAsOperator(
                DATABASE,
                "--holdfast.mail.smtp=" + server.url(),
                "--holdfast.mail.links=https://tickets.example",
                "--holdfast.auth.guests.per-network=0",
                "--holdfast.auth.guests.per-address=6");
    }

    @Test
    void aGuestHasASessionThatIsGoodForNothingButTheGuestsOrders() {
        Answer guest = guest(email);
        assertThat(guest.status()).isEqualTo(201);
        JsonNode session = two.get("/api/users/currentuser", "Authorization", "Bearer " + guest.token())
                .json();
        assertThat(session.get("currentUser").isNull()).isTrue();
        assertThat(session.get("guest").get("email").asString()).isEqualTo(email);
        for (String path : List.of("/api/users/account", "/api/users/sessions")) {
            assertThat(one.get(path, "Authorization", "Bearer " + guest.token()).code())
                    .isEqualTo("unauthenticated");
        }
        assertThat(two.post("/api/users/signout", "{}", "Authorization", "Bearer " + guest.token())
                        .status())
                .isEqualTo(200);
        assertThat(currentGuest(guest.token())).isFalse();
    }

    @Test
    void whetherAnAddressHasAnAccountIsNotTold() {
        one.signUp(email, PASSWORD);
        Answer known = guest(email);
        Answer unknown = guest("x" + email);
        assertThat(known.status()).isEqualTo(unknown.status()).isEqualTo(201);
        assertThat(known.json().propertyNames()).isEqualTo(unknown.json().propertyNames());
        assertThat(known.json().get("id")).isNotEqualTo(guest(email).json().get("id"));
        // Nor by the limit, which counts both alike.
        for (String address : List.of(email, "x" + email)) {
            int refused = 0;
            for (int i = 0; i < 8; i++) {
                refused += guest(address).status() == 429 ? 1 : 0;
            }
            assertThat(refused).as(address).isPositive();
        }
    }

    @Test
    void badNamesAndAddressesAreNamed() {
        for (Map<String, String> bad : List.of(
                Map.of("email", "ada", "name", "Ada"),
                Map.of("email", email, "name", " "),
                Map.of("email", email, "name", "a\nb"),
                Map.of("email", email, "name", "a".repeat(101)))) {
            Answer answer = one.post("/api/users/guest", JsonMapper.shared().writeValueAsString(bad));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.json().get("errors").get(0).get("field").asString())
                    .isEqualTo(bad.get("email").equals("ada") ? "email" : "name");
        }
    }

    @Test
    void aLinkFromAMailOpensTheOrdersAsOftenAsWanted() {
        Answer guest = guest(email);
        String secret = link(guest);
        for (AuthReplica replica : List.of(one, two, one)) {
            Answer opened = follow(replica, secret);
            assertThat(opened.status()).isEqualTo(200);
            assertThat(opened.json().get("id")).isEqualTo(guest.json().get("id"));
            assertThat(currentGuest(opened.token())).isTrue();
        }
        assertThat(follow(one, secret + "x").code()).isEqualTo("link-over");
        for (String path : List.of("/api/users/signin-link/confirm", "/api/users/verify")) {
            assertThat(one.post(path, token(secret)).code())
                    .as("for nothing else")
                    .isEqualTo("link-over");
        }
    }

    @Test
    void aLinkThatIsTooOldOpensNothing() {
        Answer guest = guest(email);
        assertThat(follow(one, link(guest, Instant.now().minusSeconds(1))).code())
                .isEqualTo("link-over");
    }

    @Test
    void whoProvesTheAddressGetsTheOrdersOnceAndWhoDoesNotGetsNone() {
        Answer first = guest(email);
        Answer second = guest(email);
        String secret = link(first);
        String account = one.signUp(email, PASSWORD, "Authorization", "Bearer " + second.token())
                .json()
                .get("id")
                .asString();
        assertThat(adoptedBy(first)).as("nothing is proven").isNull();
        assertThat(currentGuest(first.token())).isTrue();

        String proof = proof();
        for (AuthReplica replica : List.of(two, one)) {
            assertThat(replica.post("/api/users/verify", token(proof)).status()).isEqualTo(200);
        }
        for (Answer guest : List.of(first, second)) {
            assertThat(adoptedBy(guest)).isEqualTo(account);
            assertThat(currentGuest(guest.token())).isFalse();
            assertThat(announced(guest)).isEqualTo(1);
        }
        assertThat(follow(two, secret).code()).isEqualTo("link-over");
        assertThat(adoptedBy(guest(email)))
                .as("a later one, until the next proof")
                .isNull();
    }

    @Test
    void whatAProofLeavesUndoneIsDoneLater() {
        Answer guest = guest(email);
        String account = one.signUp(email, PASSWORD).json().get("id").asString();
        // One that cannot be read breaks the request off once the address is proven.
        Document broken = new Document("_id", "broken-" + email)
                .append("email", email)
                .append("name", "Ada")
                .append("createdAt", "never")
                .append("version", 0L);
        mongo().getCollection("guests").insertOne(broken);
        assertThat(one.post("/api/users/verify", token(proof())).status()).isEqualTo(500);
        assertThat(adoptedBy(guest)).isNull();

        mongo().getCollection("guests").deleteOne(new Document("_id", broken.get("_id")));

        await().atMost(SOON).until(() -> account.equals(adoptedBy(guest)));
        await().atMost(SOON)
                .until(() -> !mongo().getCollection("accounts")
                        .find(new Document("_id", account))
                        .first()
                        .containsKey("guestsDue"));
    }

    @Test
    void nameAndAddressAreTheAccountsOnceTheOrdersAreInIt() {
        Answer guest = guest(email);
        one.signUp(email, PASSWORD);
        assertThat(one.post("/api/users/verify", token(proof())).status()).isEqualTo(200);

        assertThat(stored(guest).toJson()).doesNotContain(email, "Ada");
    }

    @Test
    void guestsOfLongAgoAreForgottenOnceNoLinkOpensTheirOrders() {
        Answer over = guest(email);
        Answer linked = guest("linked-" + email);
        Answer recent = guest("recent-" + email);
        link(over, Instant.now().minusSeconds(1));
        link(linked, "linked-" + email);
        for (Answer guest : List.of(over, linked)) {
            mongo().getCollection("guests")
                    .updateOne(
                            new Document("_id", stored(guest).get("_id")),
                            Updates.set("createdAt", Date.from(Instant.now().minus(Duration.ofDays(401)))));
        }

        // Its loop looks at once when a replica starts.
        try (AuthReplica _ = replica()) {
            await().atMost(SOON).until(() -> stored(over) == null);
        }

        assertThat(stored(linked)).isNotNull();
        assertThat(stored(recent)).isNotNull();
    }

    @Test
    void signingUpInTheBrowserThatFollowedTheLinkProvesTheAddress() {
        Answer guest = guest(email);
        String opened = follow(one, link(guest)).token();
        Answer account = two.signUp(email, PASSWORD, "Authorization", "Bearer " + opened);
        assertThat(account.status()).isEqualTo(201);
        assertThat(adoptedBy(guest)).isEqualTo(account.json().get("id").asString());
        assertThat(one.get("/api/users/account", "Authorization", "Bearer " + account.token())
                        .json()
                        .get("proven")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aLinkThatTheOwnerFollowedProvesNothingToWhoOnlyTypedTheAddress() {
        Answer typed = guest(email);
        Answer owners = guest(email);
        String secret = link(typed);
        String opened = follow(one, secret).token();
        String elsewhere = follow(two, secret).token();

        Answer account = two.signUp(email, PASSWORD, "Authorization", "Bearer " + typed.token());
        for (Answer guest : List.of(typed, owners)) {
            assertThat(adoptedBy(guest)).isNull();
        }
        assertThat(one.get("/api/users/account", "Authorization", "Bearer " + account.token())
                        .json()
                        .get("proven")
                        .asBoolean())
                .isFalse();
        assertThat(currentGuest(typed.token()))
                .as("nor is what is bought from now on shown there")
                .isFalse();
        for (String token : List.of(opened, elsewhere, owners.token())) {
            assertThat(currentGuest(token)).isTrue();
        }
    }

    @Test
    void anotherAddressThanTheGuestsBringsNothing() {
        Answer guest = guest(email);
        String opened = follow(one, link(guest)).token();
        two.signUp("x" + email, PASSWORD, "Authorization", "Bearer " + opened);
        assertThat(adoptedBy(guest)).isNull();
    }

    @Test
    void theLinkBringsTheOrdersIntoTheAccountThatIsSignedIn() {
        Answer account = one.signUp(email, PASSWORD);
        Answer guest = guest(email);
        String secret = link(guest);
        Answer opened = one.post("/api/users/guest/link", token(secret), "Authorization", "Bearer " + account.token());
        assertThat(opened.json().get("id")).isEqualTo(account.json().get("id"));
        assertThat(adoptedBy(guest)).isEqualTo(account.json().get("id").asString());

        Answer stranger = one.signUp("x" + email, PASSWORD);
        Answer other = guest(email);
        Answer asGuest =
                one.post("/api/users/guest/link", token(link(other)), "Authorization", "Bearer " + stranger.token());
        assertThat(asGuest.json().get("id")).isEqualTo(other.json().get("id"));
        assertThat(adoptedBy(other)).isNull();
    }

    private String proof() {
        await().atMost(SOON).until(() -> !server.mailsTo(email).isEmpty());
        String link = server.mailsTo(email).getFirst().link("/account/verify").orElseThrow();
        return link.substring(link.indexOf('=') + 1);
    }

    private static Answer guest(String email) {
        return one.post(
                "/api/users/guest", JsonMapper.shared().writeValueAsString(Map.of("email", email, "name", "Ada")));
    }

    private String link(Answer guest) {
        return link(guest, email);
    }

    private static String link(Answer guest, String email) {
        return link(guest, email, Instant.now().plus(Duration.ofDays(1)));
    }

    private String link(Answer guest, Instant expiresAt) {
        return link(guest, email, expiresAt);
    }

    /** Plays orders-service, which mails the link. */
    private static String link(Answer guest, String email, Instant expiresAt) {
        String secret = Ids.random() + Ids.random();
        String id = Ids.derived("link", secret);
        one.bean(MessagePublisher.class)
                .publish(new GuestLinkMade(id, guest.json().get("id").asString(), email, expiresAt, 1))
                .join();
        await().atMost(SOON).until(() -> mongo().getCollection("links").countDocuments(new Document("_id", id)) == 1);
        return secret;
    }

    private static Answer follow(AuthReplica replica, String secret) {
        return replica.post("/api/users/guest/link", token(secret));
    }

    private static String token(String secret) {
        return JsonMapper.shared().writeValueAsString(Map.of("token", secret));
    }

    private static boolean currentGuest(String token) {
        return two.get("/api/users/currentuser", "Authorization", "Bearer " + token)
                .json()
                .has("guest");
    }

    private static Document stored(Answer guest) {
        return mongo().getCollection("guests")
                .find(new Document("_id", guest.json().get("id").asString()))
                .first();
    }

    private static String adoptedBy(Answer guest) {
        return stored(guest).getString("account");
    }

    private static long announced(Answer guest) {
        return stored(guest).getLong("version");
    }

    private static MongoOperations mongo() {
        return one.bean(MongoOperations.class);
    }
}
