package io.holdfast.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.auth.AuthReplica.Answer;
import io.holdfast.auth.account.OperatedAccounts;
import io.holdfast.identityprovider.IdentityProviderServer;
import io.holdfast.local.MailServer;
import io.holdfast.messaging.Ids;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoOperations;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Signing in by an identity provider: two replicas of auth-service on one real database, and a real provider. */
@Tag("storage")
class IdentityIT {

    private static final String DATABASE = "auth_" + Ids.random();
    private static final String PASSWORD = "correct horse battery";
    private static final String PAGES = "http://localhost:1";

    private static MailServer mails;
    private static IdentityProviderServer provider;
    private static AuthReplica one;
    private static AuthReplica two;

    private final String subject = "person-" + Ids.random();
    private final String email = Ids.random() + "@example.org";

    @BeforeAll
    static void start() {
        mails = MailServer.start();
        provider = IdentityProviderServer.start(PAGES + "/signin/callback");
        one = replica(provider.url());
        two = replica(provider.url());
    }

    @AfterAll
    static void stop() {
        two.close();
        one.close();
        provider.close();
        mails.close();
    }

    private static AuthReplica replica(String issuer) {
        return AuthReplica.start(
                DATABASE,
                "--holdfast.mail.smtp=" + mails.url(),
                "--holdfast.mail.links=" + PAGES,
                "--holdfast.auth.identity-provider.issuer=" + issuer,
                "--holdfast.auth.identity-provider.client-id=" + IdentityProviderServer.CLIENT,
                "--holdfast.auth.identity-provider.client-secret=" + IdentityProviderServer.SECRET,
                "--holdfast.auth.identity-provider.name=Example ID");
    }

    @Test
    void aPersonWithoutAnAccountGetsOne() {
        provider.add(subject, email, true, "Ada Lovelace");
        Answer first = signIn();
        assertThat(first.status()).isEqualTo(200);
        JsonNode user = one.currentUser(first.token());
        assertThat(user.get("email").asString()).isEqualTo(email);
        assertThat(user.get("name").asString()).isEqualTo("Ada Lovelace");
        assertThat(account(first.token()).get("proven").asBoolean()).isTrue();
        assertThat(account(first.token()).get("hasPassword").asBoolean()).isFalse();

        Answer again = signIn();
        assertThat(one.currentUser(again.token()).get("id")).isEqualTo(user.get("id"));
    }

    @Test
    void aProvenAddressFindsTheAccountWhichIsToldOfIt() {
        provider.add(subject, email, true, "Ada");
        String id = signUp();
        one.bean(OperatedAccounts.class).vouch(email);
        Answer signedIn = signIn();
        assertThat(two.currentUser(signedIn.token()).get("id").asString()).isEqualTo(id);
        assertThat(one.signIn(email, PASSWORD).status())
                .as("the password stays")
                .isEqualTo(200);
        await().until(() -> mails.mailsTo(email).stream()
                .anyMatch(mail -> mail.subject().equals("Your account can be signed in to with Example ID")));
        assertThat(recorded(signedIn.token())).contains("identity-linked");
    }

    @Test
    void anAddressThatTheProviderDoesNotVouchForFindsNoAccount() {
        provider.add(subject, email, false, "Mallory");
        signUp();
        one.bean(OperatedAccounts.class).vouch(email);
        Answer refused = signIn();
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("address-not-verified");
        assertThat(refused.header("Set-Cookie")).isEmpty();
        assertThat(stored("identities")).isZero();
    }

    @Test
    void aPersonWithoutAnAddressGetsNoAccount() {
        provider.add(subject, null, false, "Nameless");
        assertThat(signIn().code()).isEqualTo("address-not-verified");
    }

    @Test
    void anAccountThatAStrangerMadeGivesWayToTheOwnerOfTheAddress() {
        String stranger = one.signUp(email, PASSWORD).token();
        provider.add(subject, email, true, "Ada");
        Answer owner = signIn();
        assertThat(owner.status()).isEqualTo(200);
        assertThat(one.signIn(email, PASSWORD).code()).isEqualTo("bad-credentials");
        assertThat(one.get("/api/users/account", "Authorization", "Bearer " + stranger)
                        .status())
                .isEqualTo(401);
        assertThat(account(owner.token()).get("proven").asBoolean()).isTrue();
    }

    @Test
    void theLinkStaysWhenTheAddressAtTheProviderChanges() {
        provider.add(subject, email, true, "Ada");
        String id = id(signIn());
        provider.add(subject, "x" + email, false, "Ada");
        assertThat(id(signIn())).isEqualTo(id);
    }

    @Test
    void manySignInsOfANewPersonMakeOneAccount() {
        provider.add(subject, email, true, "Ada");
        List<Way> ways = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ways.add(go(begin()));
        }
        List<CompletableFuture<Answer>> answers = ways.stream()
                .map(way -> CompletableFuture.supplyAsync(() -> confirm(ways.indexOf(way) % 2 == 0 ? one : two, way)))
                .toList();
        assertThat(answers.stream().map(CompletableFuture::join).map(IdentityIT::id))
                .hasSize(4)
                .containsOnly(id(signIn()));
    }

    @Test
    void comingBackCountsOnceAndInTheBrowserThatWent() {
        provider.add(subject, email, true, "Ada");
        Way way = go(begin());
        Way other = new Way(way.state(), way.code(), "another secret");
        assertThat(confirm(one, other).code()).isEqualTo("link-over");
        assertThat(confirm(one, way).code()).as("used up by that").isEqualTo("link-over");

        Way next = go(begin());
        assertThat(confirm(one, next).status()).isEqualTo(200);
        assertThat(confirm(two, next).code()).isEqualTo("link-over");
        assertThat(confirm(two, new Way("made up", next.code(), next.browser())).code())
                .isEqualTo("link-over");
    }

    /** Each sign-in has a verifier and a nonce of its own: a code that was made for another one is refused. */
    @Test
    void aCodeOfAnotherSignInIsRefused() {
        provider.add(subject, email, true, "Ada");
        Way victim = go(begin());
        Way attacker = go(begin());
        Answer refused = confirm(one, new Way(attacker.state(), victim.code(), attacker.browser()));
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.code()).isEqualTo("not-confirmed");
        assertThat(refused.header("Set-Cookie")).isEmpty();
    }

    @Test
    void theAddressOfTheProviderHasStateNonceAndChallenge() {
        Map<String, String> query = query(begin().location());
        assertThat(query.get("code_challenge_method")).isEqualTo("S256");
        assertThat(query.get("code_challenge")).hasSize(43);
        assertThat(query.get("nonce")).hasSize(43);
        assertThat(query.get("state")).hasSize(43);
        assertThat(query.get("redirect_uri")).isEqualTo(PAGES + "/signin/callback");
    }

    @Test
    void whoRefusesAtTheProviderIsToldSo() {
        Begun begun = begin();
        Answer refused = one.post(
                "/api/users/signin/identity/confirm",
                JsonMapper.shared()
                        .writeValueAsString(
                                Map.of("state", state(begun), "error", "access_denied", "browser", begun.browser())));
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.json().get("detail").asString()).startsWith("Example ID did not confirm");
    }

    @Test
    void codesOfAnAppAreAskedForToo() {
        provider.add(subject, email, true, "Ada");
        signIn();
        mongo().getCollection("second_factors")
                .insertOne(new Document("_id", accountOf(email))
                        .append("secret", Base64.getEncoder().encodeToString(new byte[20]))
                        .append("onSince", new java.util.Date())
                        .append("lastStep", 0L)
                        .append("recovery", List.of())
                        .append("attempts", 0));
        Answer asked = signIn();
        assertThat(asked.code()).isEqualTo("code-needed");
        assertThat(asked.header("Set-Cookie")).isEmpty();
    }

    @Test
    void anAccountIsLinkedFromItsPageAndUnlinkedAgain() {
        provider.add(subject, null, false, "Ada");
        String token = one.signUp(email, PASSWORD).token();
        assertThat(post("/api/users/identities", token, Map.of("password", PASSWORD))
                        .code())
                .isEqualTo("address-not-proven");
        one.bean(OperatedAccounts.class).vouch(email);
        assertThat(post("/api/users/identities", token, Map.of("password", "wrong horse battery"))
                        .code())
                .isEqualTo("wrong-password");
        assertThat(post("/api/users/identities", token, Map.of()).code()).isEqualTo("wrong-password");
        Way way = go(begun(post("/api/users/identities", token, Map.of("password", PASSWORD))));
        assertThat(confirm(one, way).code()).as("not as a sign-in").isEqualTo("link-over");

        way = go(begun(post("/api/users/identities", token, Map.of("password", PASSWORD))));
        String other = one.signUp("x" + email, PASSWORD).token();
        assertThat(post("/api/users/identities/confirm", other, way.body()).code())
                .as("for another account")
                .isEqualTo("link-over");
        way = go(begun(post("/api/users/identities", token, Map.of("password", PASSWORD))));
        assertThat(post("/api/users/identities/confirm", token, way.body()).status())
                .isEqualTo(200);
        assertThat(id(signIn())).isEqualTo(accountOf(email));

        one.bean(OperatedAccounts.class).vouch("x" + email);
        way = go(begun(post("/api/users/identities", other, Map.of("password", PASSWORD))));
        assertThat(post("/api/users/identities/confirm", other, way.body()).code())
                .isEqualTo("linked-elsewhere");

        String linked = list(token).get(0).get("id").asString();
        assertThat(post("/api/users/identities/" + linked + "/remove", other, Map.of("password", PASSWORD))
                        .status())
                .isEqualTo(404);
        assertThat(post("/api/users/identities/" + linked + "/remove", token, Map.of("password", PASSWORD))
                        .status())
                .isEqualTo(200);
        assertThat(list(token)).isEmpty();
        assertThat(signIn().code()).isEqualTo("address-not-verified");
        assertThat(recorded(token)).contains("identity-linked", "identity-unlinked");
    }

    @Test
    void withoutAPasswordAFreshSignInIsEnough() {
        provider.add(subject, email, true, "Ada");
        String token = signIn().token();
        String linked = list(token).get(0).get("id").asString();
        mongo().getCollection("sessions")
                .updateMany(
                        new Document("userId", accountOf(email)),
                        new Document("$set", new Document("createdAt", new java.util.Date(0))));
        assertThat(post("/api/users/identities/" + linked + "/remove", token, Map.of())
                        .code())
                .isEqualTo("sign-in-again");
        String fresh = signIn().token();
        assertThat(post("/api/users/identities/" + linked + "/remove", fresh, Map.of())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void withoutAPasswordTheAccountItselfIsChangedAfterAFreshSignInOnly() {
        provider.add(subject, email, true, "Ada");
        String token = signIn().token();
        mongo().getCollection("sessions")
                .updateMany(
                        new Document("userId", accountOf(email)),
                        new Document("$set", new Document("createdAt", new java.util.Date(0))));
        Map<String, Map<String, String>> changes = Map.of(
                "/api/users/email", Map.of("email", "other-" + email),
                "/api/users/totp", Map.of(),
                "/api/users/totp/remove", Map.of("code", "123456"),
                "/api/users/erase", Map.of("password", PASSWORD));
        changes.forEach((call, body) ->
                assertThat(post(call, token, body).code()).as(call).isEqualTo("sign-in-again"));

        String fresh = signIn().token();

        assertThat(post("/api/users/email", fresh, changes.get("/api/users/email"))
                        .status())
                .isEqualTo(202);
        assertThat(post("/api/users/totp", fresh, Map.of()).json().has("secret"))
                .isTrue();
        assertThat(post("/api/users/totp/remove", fresh, changes.get("/api/users/totp/remove"))
                        .status())
                .isEqualTo(200);
        assertThat(post("/api/users/erase", fresh, Map.of()).code())
                .as("the other services are away")
                .isEqualTo("unavailable");
    }

    @Test
    void theExportTellsOfIt() {
        provider.add(subject, email, true, "Ada");
        JsonNode data = two.get("/api/users/personal-data", "Authorization", "Bearer " + signIn().token())
                .json();
        assertThat(data.get("identities").get(0).get("subject").asString()).isEqualTo(subject);
        assertThat(data.get("identities").get(0).get("issuer").asString()).isEqualTo(provider.url());
    }

    @Test
    void nothingElseBreaksWhileTheProviderIsAway() {
        try (AuthReplica alone = replica("http://localhost:1")) {
            assertThat(alone.get("/api/users/signin/methods")
                            .json()
                            .get("identityProvider")
                            .asString())
                    .isEqualTo("Example ID");
            Answer away = alone.post("/api/users/signin/identity", "");
            assertThat(away.status()).isEqualTo(503);
            assertThat(away.header("Retry-After")).isNotEmpty();
            assertThat(alone.signUp(email, PASSWORD).status()).isEqualTo(201);
        }
    }

    @Test
    void withoutAProviderThereIsNone() {
        try (AuthReplica none = AuthReplica.start(DATABASE)) {
            assertThat(none.get("/api/users/signin/methods")
                            .json()
                            .get("identityProvider")
                            .isNull())
                    .isTrue();
            assertThat(none.post("/api/users/signin/identity", "").status()).isEqualTo(404);
        }
    }

    /** @param location of the provider */
    private record Begun(String location, String browser) {}

    /** @param code from the provider */
    private record Way(String state, String code, String browser) {

        Map<String, String> body() {
            return Map.of("state", state, "code", code, "browser", browser);
        }
    }

    private Answer signIn() {
        return confirm(two, go(begin()));
    }

    private static Begun begin() {
        return begun(one.post("/api/users/signin/identity", ""));
    }

    private static Begun begun(Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        return new Begun(
                answer.json().get("location").asString(),
                answer.json().get("browser").asString());
    }

    /** Goes to the provider in a browser of its own, signs in there by its form, and comes back. */
    private Way go(Begun begun) {
        HttpClient browser = HttpClient.newBuilder()
                .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
                .build();
        open(browser, HttpRequest.newBuilder(URI.create(begun.location())));
        String form = open(browser, HttpRequest.newBuilder(URI.create(provider.url() + "/login")))
                .body();
        Matcher token = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"").matcher(form);
        assertThat(token.find()).as(form).isTrue();
        String fields = "username=%s&password=%s&_csrf=%s"
                .formatted(
                        subject,
                        IdentityProviderServer.PASSWORD,
                        URLEncoder.encode(token.group(1), StandardCharsets.UTF_8));
        String next = location(open(
                browser,
                HttpRequest.newBuilder(URI.create(provider.url() + "/login"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(fields))));
        String back = location(open(browser, HttpRequest.newBuilder(URI.create(next))));
        assertThat(back).startsWith(PAGES + "/signin/callback?");
        Map<String, String> query = query(back);
        return new Way(query.get("state"), query.get("code"), begun.browser());
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private static HttpResponse<String> open(HttpClient browser, HttpRequest.Builder request) {
        try {
            return browser.send(request.header("Accept", "text/html").build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Answer confirm(AuthReplica replica, Way way) {
        return replica.post(
                "/api/users/signin/identity/confirm", JsonMapper.shared().writeValueAsString(way.body()));
    }

    private static String state(Begun begun) {
        return query(begun.location()).get("state");
    }

    private static Map<String, String> query(String address) {
        Map<String, String> query = new HashMap<>();
        for (String pair : URI.create(address).getRawQuery().split("&", -1)) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    private String signUp() {
        return one.signUp(email, PASSWORD).json().get("id").asString();
    }

    private static String id(Answer signedIn) {
        return signedIn.json().get("id").asString();
    }

    private static Answer post(String path, String token, Map<String, ? extends @Nullable Object> body) {
        return two.post(path, JsonMapper.shared().writeValueAsString(body), "Authorization", "Bearer " + token);
    }

    private static JsonNode list(String token) {
        return one.get("/api/users/identities", "Authorization", "Bearer " + token)
                .json();
    }

    private static JsonNode account(String token) {
        return two.get("/api/users/account", "Authorization", "Bearer " + token).json();
    }

    private static List<String> recorded(String token) {
        return two
                .get("/api/users/record?size=100", "Authorization", "Bearer " + token)
                .json()
                .get("items")
                .values()
                .stream()
                .map(entry -> entry.get("kind").asString())
                .toList();
    }

    private static String accountOf(String email) {
        return mongo().getCollection("accounts")
                .find(new Document("email", email))
                .first()
                .getString("_id");
    }

    private long stored(String collection) {
        return mongo().getCollection(collection).countDocuments(new Document("subject", subject));
    }

    private static MongoOperations mongo() {
        return one.bean(MongoOperations.class);
    }
}
