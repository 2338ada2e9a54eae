package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.holdfast.platform.Shop.Answer;
import io.holdfast.platform.Shop.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Bad input to any endpoint is answered with a problem of the contract, never with a server error. */
class BadInputIT {

    private static final List<String> POSTS = List.of(
            "/api/users/signup",
            "/api/users/signin",
            "/api/events/new",
            "/api/orders",
            "/api/payments",
            "/api/payments/webhooks/stripe");

    private static final List<String> GETS = List.of(
            "/api/events/%s",
            "/api/events/%s/availability",
            "/api/events/%s/availability/stream",
            "/api/orders/%s",
            "/api/orders/%s/tickets",
            "/api/orders/%s/tickets.pdf",
            "/api/orders/%s/event.ics",
            "/api/payments/%s");

    private static final List<String> BODIES = List.of(
            "",
            "{",
            "null",
            "[]",
            "\"text\"",
            "42",
            "true",
            "{}",
            "{\"email\":{\"$ne\":null},\"password\":{\"$ne\":null}}",
            "{\"email\":[\"a@b.c\"],\"password\":12345678}",
            "{\"email\":\"a@b.c\\u0000\",\"password\":\"12345678\\u0000\"}",
            "{\"email\":\"a@b.c\",\"password\":\"1234\\ud83d5678\"}",
            "{\"email\":\"a@b.c\",\"password\":\"" + "x".repeat(5_000) + "\"}",
            "{\"eventId\":{\"$gt\":\"\"},\"items\":[{\"tierId\":{\"$ne\":1},\"quantity\":1}]}",
            "{\"eventId\":\"x\",\"items\":{}}",
            "{\"eventId\":\"x\",\"items\":[null]}",
            "{\"eventId\":\"x\",\"items\":[{\"tierId\":\"t\",\"quantity\":-1}]}",
            "{\"eventId\":\"x\",\"items\":[{\"tierId\":\"t\",\"quantity\":1e99}]}",
            "{\"eventId\":\"x\",\"items\":[{\"tierId\":\"t\",\"quantity\":\"1\"}]}",
            "{\"eventId\":\"x\",\"items\":[{\"tierId\":\"t\",\"quantity\":9223372036854775808}]}",
            "{\"orderId\":{\"$ne\":null},\"token\":[]}",
            "{\"orderId\":\"../../etc\",\"token\":\"tok_visa\"}",
            "{\"orderId\":\"" + "x".repeat(10_000) + "\",\"token\":\"tok_visa\"}",
            "{\"name\":1,\"startsAt\":\"yesterday\",\"price\":-1,\"capacity\":0}",
            "{\"name\":\"n\",\"description\":\"d\",\"startsAt\":\"2999-01-01T00:00:00Z\",\"price\":1.5,\"capacity\":10}",
            "{\"name\":\"n\",\"description\":\"d\",\"startsAt\":\"+999999999-01-01T00:00:00Z\",\"price\":1,\"capacity\":10}",
            "{\"name\":\"n\",\"description\":\"d\",\"startsAt\":\"2999-01-01T00:00:00Z\",\"price\":1,\"capacity\":99999999999}",
            "{\"name\":\"n\",\"description\":\"d\",\"startsAt\":\"2999-01-01T00:00:00Z\",\"tiers\":[{\"name\":null}]}",
            "[".repeat(5_000));

    private static final List<String> IDS = List.of(
            "x",
            "0".repeat(26),
            "z".repeat(3_000),
            "%00",
            "%F0%9F%8E%9F",
            "%7B%22%24ne%22%3Anull%7D",
            "..%2F..",
            "%20",
            "a%0D%0ASet-Cookie:%20x=1",
            "507f1f77bcf86cd799439011");

    private static final List<String> QUERIES = List.of(
            "size=0",
            "size=101",
            "size=x",
            "size=99999999999",
            "size=-1",
            "cursor=nonsense",
            "cursor=%00",
            "cursor=" + "a".repeat(4_000),
            "from=yesterday",
            "to=2026-99-99",
            "sort=%24where",
            "q=%24where%3A1",
            "q=" + "(".repeat(500),
            "q=%2B%2D%26%7C%21%28%29%7B%7D%5B%5D%5E%22%7E%2A%3F%3A%5C%2F",
            "q=%00%FF",
            "category[$ne]=x",
            "city=" + "x".repeat(3_000));

    /** The problem codes for bad input, of the gateway and of services. */
    private static final Set<String> CODES = Set.of(
            "validation-failed",
            "not-found",
            "bad-credentials",
            "method-not-allowed",
            "not-acceptable",
            "body-too-large",
            "unsupported-media-type");

    private static Shop shop;
    private static Person person;

    @BeforeAll
    static void signUp() throws Exception {
        shop = new Shop(RunningHoldfast.shared());
        person = shop.signUp("tester");
    }

    @TestFactory
    Stream<DynamicTest> bodies() {
        return POSTS.stream()
                .map(path -> dynamicTest("bodies to " + path, () -> {
                    for (String body : BODIES) {
                        assertProblem(
                                shop.send("POST", path, person, null, body), "POST " + path + " " + shortened(body));
                    }
                }));
    }

    @Test
    void callsOfUnknownPathsAreNotFound() throws Exception {
        for (String path : List.of("/api", "/api/nothing", "/api/event/1")) {
            for (String method : List.of("GET", "POST", "DELETE")) {
                Answer answer = shop.send(method, path, person, null, null);
                assertProblem(answer, method + " " + path);
                assertThat(answer.status()).as(method + " " + path).isEqualTo(404);
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> ids() {
        return GETS.stream()
                .map(path -> dynamicTest("ids in " + path, () -> {
                    for (String id : IDS) {
                        assertProblem(shop.get(person, path.formatted(id)), "GET " + path.formatted(id));
                    }
                }));
    }

    @Test
    void idsToCancel() throws Exception {
        for (String id : IDS) {
            assertProblem(shop.send("DELETE", "/api/orders/" + id, person, null, null), "DELETE " + id);
        }
    }

    @Test
    void signOutIgnoresItsBody() throws Exception {
        for (String body : BODIES) {
            assertThat(shop.send("POST", "/api/users/signout", null, null, body).status())
                    .as(shortened(body))
                    .isLessThan(500);
        }
    }

    @TestFactory
    Stream<DynamicTest> queries() {
        return Stream.of("/api/events", "/api/orders")
                .map(path -> dynamicTest("queries of " + path, () -> {
                    for (String query : QUERIES) {
                        Answer answer = shop.get(person, path + "?" + query);
                        if (answer.status() != 200) {
                            assertProblem(answer, "GET " + path + "?" + shortened(query));
                        }
                    }
                }));
    }

    @Test
    void bodiesOfTenMegabytesAreTooLarge() throws Exception {
        String large = "{\"email\":\"" + "x".repeat(10 * 1024 * 1024) + "\"}";
        for (String path : POSTS) {
            Answer answer = shop.send("POST", path, person, null, large);
            assertThat(answer.status()).as(path).isEqualTo(413);
            assertProblem(answer, path);
        }
    }

    @Test
    void unsuitableIdempotencyKeysAreRefused() throws Exception {
        for (String path : List.of("/api/orders", "/api/events/new", "/api/payments", "/api/users/signup")) {
            assertThat(shop.send("POST", path, person, "x".repeat(256), "{}").status())
                    .as(path)
                    .isEqualTo(400);
        }
    }

    @Test
    void ordersAndPaymentsOfOthersAreNotFound() throws Exception {
        Person owner = shop.signUp("owner");
        JsonNode event = shop.publish(owner, "Private", Map.of("Standing", 10), 1_000);
        String order = shop.place(owner, event, 0, 1);

        List<Answer> answers = new ArrayList<>();
        for (String part : List.of("", "/tickets", "/tickets.pdf", "/event.ics")) {
            answers.add(shop.get(person, "/api/orders/" + order + part));
        }
        answers.add(shop.send("DELETE", "/api/orders/" + order, person, null, null));
        answers.add(shop.pay(person, order, "tok_visa"));
        String payment = await().until(() -> shop.pay(owner, order, "tok_visa"), answer -> answer.status() == 201)
                .json()
                .path("id")
                .asString();
        answers.add(shop.get(person, "/api/payments/" + payment));
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.code()).isEqualTo("not-found");
        });
        assertThat(shop.get(null, "/api/orders/" + order).expect(401).code()).isEqualTo("unauthenticated");
    }

    @Test
    void wrongMethodsAndTypesAreProblems() throws Exception {
        for (String path : POSTS) {
            assertProblem(shop.send("PATCH", path, person, null, "{}"), "PATCH " + path);
            assertProblem(shop.send("DELETE", path, person, null, null), "DELETE " + path);
        }
    }

    private static void assertProblem(Answer answer, String what) {
        assertThat(answer.status()).as("%s: %s", what, answer.text()).isBetween(400, 499);
        assertThat(answer.headers().getOrDefault("content-type", List.of()))
                .as(what)
                .singleElement()
                .asString()
                .startsWith("application/problem+json");
        JsonNode problem = answer.json();
        assertThat(problem.path("status").asInt()).as(what).isEqualTo(answer.status());
        assertThat(problem.path("code").asString(""))
                .as("code of %s: %s", what, answer.text())
                .isIn(CODES);
        assertThat(answer.text()).as(what).doesNotContain("at io.holdfast", "Exception");
    }

    private static String shortened(String text) {
        return text.length() < 120 ? text : text.substring(0, 120) + "…";
    }
}
