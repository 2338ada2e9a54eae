package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.platform.ApiClient.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Money and tickets at the moment when the hold runs out. */
class LateMoneyIT {

    private static final int BUYERS = 60;

    private static RunningHoldfast holdfast;
    private static ApiClient user;

    @BeforeAll
    static void start() {
        holdfast = RunningHoldfast.start(Map.of("HOLDFAST_ORDERS_HOLD", "3s"));
        user = ApiClient.signUp(holdfast);
    }

    @AfterAll
    static void stop() {
        if (holdfast != null) {
            holdfast.close();
        }
    }

    @Test
    void anOrderPaidAsItsHoldRunsOutIsEitherCompletedAndCapturedOrExpiredAndNotCharged() throws Exception {
        JsonNode event = user.publish(BUYERS, 1000).body();
        Random random = new Random(11);
        List<Future<Paid>> payments = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < BUYERS; i++) {
                Answer order = user.order(event, 1);
                assertThat(order.status()).isEqualTo(201);
                Instant deadline = Instant.parse(order.body().path("expiresAt").asString());
                Instant at = deadline.plusMillis(random.nextInt(-60, 20));
                payments.add(threads.submit(() -> payAt(order.id(), at)));
            }
            int completed = 0;
            for (Future<Paid> future : payments) {
                Paid paid = future.get();
                completed += settled(paid) ? 1 : 0;
            }
            int sold = completed;
            await().untilAsserted(() -> assertThat(available(event)).isEqualTo(BUYERS - sold));
        }
    }

    private record Paid(String orderId, Answer answer) {}

    private static Paid payAt(String orderId, Instant at) throws InterruptedException {
        // Waiting for a moment in time is what this test is about.
        new CountDownLatch(1)
                .await(Duration.between(Instant.now(), at).toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
        return new Paid(orderId, user.pay(orderId, "tok_visa"));
    }

    /** Whether the order was completed; that its money agrees is asserted here. */
    private static boolean settled(Paid paid) {
        String status = await().until(
                        () -> user.readOrder(paid.orderId()).status("status"),
                        found -> !found.equals("AWAITING_PAYMENT"));
        if (status.equals("COMPLETED")) {
            assertThat(paid.answer().status()).isEqualTo(201);
            await().untilAsserted(() -> assertThat(payment(paid)).isEqualTo("CAPTURED"));
            return true;
        }
        assertThat(status).isEqualTo("EXPIRED");
        assertThat(paid.answer().status()).as(paid.answer().response().body()).isIn(410, 201);
        if (paid.answer().status() == 201) {
            await().untilAsserted(() -> assertThat(payment(paid)).isEqualTo("VOIDED"));
        }
        return false;
    }

    private static String payment(Paid paid) {
        return user.get("/api/payments/" + paid.answer().id()).status("status");
    }

    private static int available(JsonNode event) {
        return user.get("/api/events/" + event.path("id").asString() + "/availability")
                .body()
                .path("tiers")
                .path(0)
                .path("available")
                .asInt();
    }

    @Test
    void heldTicketsAreBackOnSaleWithinASecondOfTheDeadline() {
        JsonNode event = user.publish(2, 1000).body();
        Answer order = user.order(event, 2);
        Instant deadline = Instant.parse(order.body().path("expiresAt").asString());
        await().pollDelay(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(available(event)).isZero());

        await().pollInterval(Duration.ofMillis(50))
                .untilAsserted(() ->
                        assertThat(user.readOrder(order.id()).status("status")).isEqualTo("EXPIRED"));

        assertThat(Duration.between(deadline, Instant.now())).isBetween(Duration.ZERO, Duration.ofSeconds(1));
        await().untilAsserted(() -> assertThat(available(event)).isEqualTo(2));
    }

    @Test
    void aRefusedCaptureCancelsTheOrderAndFreesTheTickets() {
        JsonNode event = user.publish(1, 1000).body();
        Answer order = user.order(event, 1);

        user.pay(order.id(), "tok_captureFails");

        await().untilAsserted(() ->
                assertThat(user.readOrder(order.id()).status("status")).isEqualTo("CANCELLED"));
        await().untilAsserted(() -> assertThat(user.order(event, 1).status()).isEqualTo(201));
    }
}
