package io.holdfast.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.holdfast.auth.AuthReplica.Answer;
import io.holdfast.contracts.GuestLinkMade;
import io.holdfast.local.MailServer;
import io.holdfast.local.ReceivedMail;
import io.holdfast.messaging.Ids;
import io.holdfast.messaging.MessagePublisher;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.subethamail.smtp.RejectException;
import tools.jackson.databind.JsonNode;

/** What is kept about a person, and how it is forgotten; a small server takes the place of events-service and orders-service. */
@Tag("storage")
class PrivacyIT {

    private static final String PASSWORD = "correct horse";
    private static final String DATABASE = "auth_" + Ids.random();
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final String NOTHING = "[]";

    /** What the other services answer, by path; none means that they are away. */
    private static final Map<String, String> ANSWERS = new ConcurrentHashMap<>();

    private static MailServer mailServer;
    private static HttpServer others;
    private static AuthReplica one;

    private final String email = Ids.random() + "@example.org";

    @BeforeAll
    static void start() throws IOException {
        mailServer = MailServer.start();
        others = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        others.createContext("/", exchange -> {
            String answer = ANSWERS.get(exchange.getRequestURI().getPath());
            byte[] body = String.valueOf(answer).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer == null ? 503 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        others.start();
        String url = "http://127.0.0.1:" + others.getAddress().getPort();
        // Plays orders-service, too.
        one = AuthReplica.startAsOperator(
                DATABASE,
                "--holdfast.mail.smtp=" + mailServer.url(),
                "--holdfast.auth.erasure.events-url=" + url,
                "--holdfast.auth.erasure.orders-url=" + url);
    }

    @AfterAll
    static void stop() {
        one.close();
        others.stop(0);
        mailServer.close();
    }

    @BeforeEach
    void nothingIsOpen() {
        ANSWERS.put("/api/events/obligations", NOTHING);
        ANSWERS.put("/api/orders/obligations", NOTHING);
    }

    @Test
    void aPersonGetsEverythingThatIsKeptWithoutSecrets() {
        String token = one.signUp(email, PASSWORD, "User-Agent", "Test browser").token();
        await().atMost(SOON).until(() -> !mailServer.mailsTo(email).isEmpty());

        Answer data = one.get("/api/users/personal-data", bearer(token));

        JsonNode json = data.json();
        assertThat(json.get("email").asString()).isEqualTo(email);
        assertThat(json.get("sessions").get(0).get("device").asString()).isEqualTo("Test browser");
        assertThat(json.get("mails").get(0).get("kind").asString()).isEqualTo("verify");
        assertThat(json.get("record")
                        .valueStream()
                        .map(entry -> entry.get("kind").asString()))
                .containsExactlyInAnyOrder("signed-up", "signed-in", "data-exported");
        assertThat(json.get("full")).as("lists with all there is").isEmpty();
        assertThat(data.response().body()).doesNotContain("argon2", "passwordHash", "outbox");
        assertThat(one.get("/api/users/personal-data").status()).isEqualTo(401);
    }

    @Test
    void aPersonIsForgottenAndTheAddressIsFree() {
        String token = one.signUp(email, PASSWORD, "User-Agent", "Test browser").token();
        String id = one.currentUser(token).get("id").asString();
        await().atMost(SOON).until(() -> !mailServer.mailsTo(email).isEmpty());

        assertThat(erase(token, "wrong " + PASSWORD).code()).isEqualTo("wrong-password");
        Answer erased = erase(token, PASSWORD);
        assertThat(erased.status()).isEqualTo(200);
        assertThat(erased.header("Set-Cookie")).contains("Max-Age=0");

        assertThat(one.currentUser(token).isNull()).isTrue();
        assertThat(erase(token, PASSWORD).code()).isEqualTo("unauthenticated");
        assertThat(one.signIn(email, PASSWORD).code()).isEqualTo("bad-credentials");
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(everythingAbout(id)).doesNotContain(email, "Test browser", "127.0.0.1"));
        assertThat(everythingAbout(id)).contains("signed-up", "account-erased");

        String again = one.signUp(email, PASSWORD).token();
        assertThat(one.currentUser(again).get("id").asString()).isNotEqualTo(id);
    }

    /** The address is kept as long as that takes, and no longer. */
    @Test
    void whoIsForgottenIsToldSoByALastMail() {
        String token = proven("Accept-Language", "de");
        String id = one.currentUser(token).get("id").asString();

        assertThat(erase(token, PASSWORD).status()).isEqualTo(200);

        ReceivedMail mail = awaitMail("Ihr Konto ist gelöscht");
        assertThat(mail.text()).contains("wie Sie es wollten", "die letzte Mail");
        assertThat(mail.html()).contains("wie Sie es wollten", "die letzte Mail");
        awaitForgottenAddress();
        assertThat(everythingAbout(id)).contains("account-erased");
    }

    @Test
    void theAddressIsForgottenAlsoIfTheLastMailIsRefused() {
        String token = proven();
        mailServer.rule(mail -> {
            if (mail.to().contains(email) && mail.subject().equals("Your account is erased")) {
                throw new RejectException(550, "5.1.1 No such user " + email);
            }
        });

        assertThat(erase(token, PASSWORD).status()).isEqualTo(200);

        await().atMost(SOON)
                .until(() -> one.bean(MongoOperations.class)
                        .exists(
                                Query.query(Criteria.where("state")
                                        .is("BOUNCED")
                                        .and("to")
                                        .is("erased")),
                                "mails"));
        mailServer.rule(mail -> {});
        awaitForgottenAddress();
    }

    /** The mail may be about another person. */
    @Test
    void whoOnlyTypedAnAddressHasNoMailSentThere() {
        String token = one.signUp(email, PASSWORD).token();
        String id = one.currentUser(token).get("id").asString();

        assertThat(erase(token, PASSWORD).status()).isEqualTo(200);

        assertThat(one.bean(MongoOperations.class).findById(id, Document.class, "accounts"))
                .doesNotContainKey("lastMail");
        assertThat(one.bean(MongoOperations.class)
                        .exists(
                                Query.query(Criteria.where("to")
                                        .is(email)
                                        .and("kind")
                                        .is("erased")),
                                "mails"))
                .isFalse();
    }

    @Test
    void aLastMailThatACrashHeldUpIsSent() {
        String token = one.signUp(email, PASSWORD).token();
        String id = one.currentUser(token).get("id").asString();
        one.bean(MongoOperations.class)
                .updateFirst(
                        Query.query(Criteria.where("_id").is(id)),
                        new Update()
                                .set("email", "erased-" + id)
                                .set("lastMail", new Document("to", email).append("at", new Date(0))),
                        "accounts");

        awaitMail("Your account is erased");

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(one.bean(MongoOperations.class)
                                .findById(id, Document.class, "accounts")
                                .toJson())
                        .doesNotContain(email));
    }

    /** @param headers in pairs, of the sign-up */
    private String proven(String... headers) {
        String token = one.signUp(email, PASSWORD, headers).token();
        assertThat(admin("VOUCH").status()).isEqualTo(200);
        await().atMost(SOON).until(() -> !mailServer.mailsTo(email).isEmpty());
        return token;
    }

    private ReceivedMail awaitMail(String subject) {
        await().atMost(SOON)
                .until(() -> mailServer.mailsTo(email).stream()
                        .anyMatch(mail -> mail.subject().equals(subject)));
        return mailServer.mailsTo(email).stream()
                .filter(mail -> mail.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }

    private void awaitForgottenAddress() {
        MongoOperations mongo = one.bean(MongoOperations.class);
        await().atMost(SOON).untilAsserted(() -> {
            for (String collection : List.of("accounts", "guests", "links", "sessions", "record", "mails")) {
                assertThat(mongo.findAll(Document.class, collection))
                        .as(collection)
                        .extracting(Document::toJson)
                        .noneMatch(document -> document.contains(email));
            }
        });
    }

    /** As many as are updated together. */
    @Test
    void aPersonIsForgottenHoweverManySessionsThereWere() {
        String token = one.signUp(email, PASSWORD).token();
        String id = one.currentUser(token).get("id").asString();
        MongoOperations mongo = one.bean(MongoOperations.class);
        Document session = mongo.findOne(Query.query(Criteria.where("userId").is(id)), Document.class, "sessions");
        mongo.insert(
                IntStream.range(1, 1_000)
                        .mapToObj(n -> new Document(session)
                                .append("_id", id + n)
                                .append("version", 1L)
                                .append("endedAt", session.get("createdAt")))
                        .toList(),
                "sessions");

        assertThat(erase(token, PASSWORD).status()).isEqualTo(200);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(everythingAbout(id))
                        .contains("account-erased")
                        .doesNotContain("127.0.0.1"));
    }

    @Test
    void whatAPersonTypedAsAGuestIsForgottenWithTheAccount() {
        MongoOperations mongo = one.bean(MongoOperations.class);
        String guest = one.post("/api/users/guest", "{\"email\": \"%s\", \"name\": \"Ada\"}".formatted(email))
                .json()
                .get("id")
                .asString();
        String token = one.signUp(email, PASSWORD).token();
        String id = one.currentUser(token).get("id").asString();
        // As if the address were proven.
        mongo.updateFirst(
                Query.query(Criteria.where("_id").is(guest)),
                new Update().set("account", id).set("version", 1L),
                "guests");

        assertThat(erase(token, PASSWORD).status()).isEqualTo(200);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                mongo.findById(guest, Document.class, "guests").toJson())
                        .doesNotContain(email, "Ada"));
    }

    @Test
    void whoFollowedALinkFromAMailGetsWhatIsKeptOfAGuestAndHasItForgotten() {
        Answer typed = guest();
        String id = typed.json().get("id").asString();
        for (Answer refused : List.of(guestData(typed.token()), eraseGuest(typed.token()))) {
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.code()).isEqualTo("address-not-proven");
        }
        one.post("/api/users/signout", "{}", bearer(typed.token()));
        String secret = link(id);
        String token = follow(secret).token();

        JsonNode kept = guestData(token).json();
        assertThat(kept.get("id").asString()).isEqualTo(id);
        assertThat(kept.get("email").asString()).isEqualTo(email);
        assertThat(kept.get("name").asString()).isEqualTo("Ada");
        assertThat(kept.get("sessions")).as("not that of who typed the address").hasSize(1);
        assertThat(kept.get("record").toString())
                .contains("signed-out", "data-exported")
                .doesNotContain("127.0.0.1");

        ANSWERS.put("/api/orders/obligations", """
            [{"id": "o1", "name": "Requiem", "until": "2030-12-05T22:00:00Z"}]\
            """);
        assertThat(eraseGuest(token).code()).isEqualTo("still-to-come");
        ANSWERS.remove("/api/orders/obligations");
        assertThat(eraseGuest(token).status()).as("it cannot be told").isEqualTo(503);
        ANSWERS.put("/api/orders/obligations", NOTHING);
        MongoOperations mongo = one.bean(MongoOperations.class);
        mongo.updateMulti(
                Query.query(Criteria.where("userId").is(id).and("proven").is(true)),
                new Update().set("createdAt", new Date(0)),
                "sessions");
        assertThat(eraseGuest(token).code()).as("it was opened long ago").isEqualTo("open-again");
        assertThat(guestData(token).status()).isEqualTo(200);
        token = follow(secret).token();
        Answer erased = eraseGuest(token);
        assertThat(erased.status()).isEqualTo(200);
        assertThat(erased.header("Set-Cookie")).contains("Max-Age=0");

        assertThat(mongo.findById(id, Document.class, "guests").toJson()).doesNotContain("Ada");
        assertThat(eraseGuest(token).code()).isEqualTo("unauthenticated");
        assertThat(guestData(token).code()).isEqualTo("unauthenticated");
        assertThat(follow(secret).code()).isEqualTo("link-over");
        assertThat(awaitMail("Your data is erased").text()).contains("the links in our mails open nothing any more");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(everythingAbout(id))
                        .contains("account-erased")
                        .doesNotContain(email, "127.0.0.1"));
        awaitForgottenAddress();

        // Proving the address brings nothing back.
        one.signUp(
                email,
                PASSWORD,
                bearer(follow(link(guest().json().get("id").asString())).token()));
        assertThat(mongo.findById(id, Document.class, "guests").getString("account"))
                .isNull();
    }

    @Test
    void anAccountIsNoGuest() {
        String token = one.signUp(email, PASSWORD).token();

        assertThat(guestData(token).code()).isEqualTo("not-found");
        assertThat(eraseGuest(token).code()).isEqualTo("not-found");
        assertThat(one.currentUser(token).isNull()).isFalse();
    }

    @Test
    void aPersonIsNotForgottenWhileSomethingIsStillToCome() {
        String token = one.signUp(email, PASSWORD).token();
        ANSWERS.put("/api/orders/obligations", """
            [{"id": "o1", "name": "Requiem", "until": "2030-12-05T22:00:00Z"}]\
            """);

        Answer refused = erase(token, PASSWORD);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("still-to-come");
        JsonNode why = refused.json().get("errors").get(0);
        assertThat(why.get("field").asString()).isEqualTo("orders");
        assertThat(why.get("id").asString()).isEqualTo("o1");
        assertThat(why.get("name").asString()).isEqualTo("Requiem");

        ANSWERS.put("/api/orders/obligations", NOTHING);
        ANSWERS.put("/api/events/obligations", """
            [{"id": "e1", "name": "My gala", "until": "2030-12-05T22:00:00Z"}]\
            """);
        assertThat(erase(token, PASSWORD)
                        .json()
                        .get("errors")
                        .get(0)
                        .get("field")
                        .asString())
                .isEqualTo("events");

        ANSWERS.remove("/api/events/obligations");
        assertThat(erase(token, PASSWORD).status()).as("it cannot be told").isEqualTo(503);
        assertThat(one.currentUser(token).get("email").asString()).isEqualTo(email);
    }

    @Test
    void anOperatorHasToGiveThatUpFirst() {
        one.signUp(email, PASSWORD);
        assertThat(admin("GRANT").status())
                .as("a stranger may have made the account")
                .isEqualTo(409);
        assertThat(admin("VOUCH").status()).isEqualTo(200);
        assertThat(admin("GRANT").status()).isEqualTo(200);
        assertThat(erase(one.signIn(email, PASSWORD).token(), PASSWORD).code()).isEqualTo("is-operator");
    }

    private Answer admin(String action) {
        return one.post("/actuator/operators", """
            {"action": "%s", "address": "%s"}\
            """.formatted(action, email));
    }

    private static Answer erase(String token, String password) {
        return one.post("/api/users/erase", "{\"password\": \"%s\"}".formatted(password), bearer(token));
    }

    private Answer guest() {
        return one.post("/api/users/guest", "{\"email\": \"%s\", \"name\": \"Ada\"}".formatted(email));
    }

    /** Plays orders-service, which mails the link. */
    private String link(String guest) {
        String secret = Ids.random() + Ids.random();
        String id = Ids.derived("link", secret);
        one.bean(MessagePublisher.class)
                .publish(new GuestLinkMade(id, guest, email, Instant.now().plus(Duration.ofDays(1)), 1))
                .join();
        await().atMost(SOON).until(() -> one.bean(MongoOperations.class).findById(id, Document.class, "links") != null);
        return secret;
    }

    private static Answer follow(String secret) {
        return one.post("/api/users/guest/link", "{\"token\": \"%s\"}".formatted(secret));
    }

    private static Answer guestData(String token) {
        return one.get("/api/users/guest/personal-data", bearer(token));
    }

    private static Answer eraseGuest(String token) {
        return one.post("/api/users/guest/erase", "{}", bearer(token));
    }

    /** All documents with the account's id in them. */
    private static String everythingAbout(String id) {
        MongoOperations mongo = one.bean(MongoOperations.class);
        StringBuilder all = new StringBuilder();
        for (String collection : List.of("accounts", "sessions", "links", "record")) {
            mongo.find(
                            Query.query(new Criteria()
                                    .orOperator(
                                            Criteria.where("_id").is(id),
                                            Criteria.where("userId").is(id),
                                            Criteria.where("account").is(id),
                                            Criteria.where("accounts").is(id))),
                            Document.class,
                            collection)
                    .forEach(document -> all.append(document.toJson()));
        }
        mongo.findAll(Document.class, "mails").stream()
                .map(Document::toJson)
                .filter(mail -> mail.contains(id))
                .forEach(all::append);
        return all.toString();
    }

    private static String[] bearer(String token) {
        return new String[] {"Authorization", "Bearer " + token};
    }
}
