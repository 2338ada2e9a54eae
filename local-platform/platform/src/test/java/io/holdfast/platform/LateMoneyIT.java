package io.holdfast.platform;

import static io.holdfast.platform.PageSteps.button;
import static io.holdfast.platform.PageSteps.heading;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.holdfast.messaging.Ids;
import io.holdfast.platform.Shop.Answer;
import io.holdfast.platform.Shop.Person;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Payments, tickets and pages around the deadline of a hold. */
class LateMoneyIT {

    private static final int BUYERS = 60;

    /** On a busy machine a hold may run out before its page is shown. */
    private static final Pattern PAYMENT_OR_RUN_OUT = Pattern.compile("Payment|Your hold ran out");

    private static RunningHoldfast holdfast;
    private static Shop shop;
    private static Person user;

    @BeforeAll
    static void start() throws Exception {
        holdfast = RunningHoldfast.start(Map.of("HOLDFAST_ORDERS_HOLD", "8s"));
        shop = new Shop(holdfast);
        user = shop.signUp("late");
    }

    @AfterAll
    static void stop() {
        if (holdfast != null) {
            try {
                holdfast.check();
            } finally {
                holdfast.close();
            }
        }
    }

    @Test
    void anOrderPaidAsItsHoldRunsOutIsEitherCompletedAndCapturedOrExpiredAndNotCharged() throws Exception {
        JsonNode event = publish(BUYERS);
        Random random = new Random(11);
        List<Future<Paid>> payments = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < BUYERS; i++) {
                JsonNode order = order(event, 1);
                Instant deadline = Instant.parse(order.path("expiresAt").asString());
                Instant at = deadline.plusMillis(random.nextInt(-60, 20));
                payments.add(threads.submit(() -> payAt(id(order), at)));
            }
            int completed = 0;
            for (Future<Paid> future : payments) {
                Paid paid = future.get();
                completed += isCompleted(paid) ? 1 : 0;
            }
            int sold = completed;
            await().untilAsserted(() -> assertThat(shop.available(event)).isEqualTo(BUYERS - sold));
        }
    }

    private record Paid(String orderId, Answer answer) {}

    private static Paid payAt(String orderId, Instant at) throws Exception {
        // A little before or after the deadline. Whichever side comes first, the outcome must be one of the two.
        Thread.sleep(Duration.between(Instant.now(), at));
        return new Paid(orderId, shop.pay(user, orderId, "tok_visa"));
    }

    /** Whether the order was completed. Asserts that the payment agrees with the order. */
    private static boolean isCompleted(Paid paid) throws Exception {
        String status = await().until(() -> status(paid.orderId()), found -> !found.equals("AWAITING_PAYMENT"));
        if (status.equals("COMPLETED")) {
            assertThat(paid.answer().status()).isEqualTo(201);
            await().untilAsserted(() -> assertThat(payment(paid)).isEqualTo("CAPTURED"));
            return true;
        }
        assertThat(status).isEqualTo("EXPIRED");
        // 503 where it was not known in time what became of it.
        assertThat(paid.answer().status()).as(paid.answer().text()).isIn(410, 201, 503);
        // A payment that was refused at once may have been authorized before; in the end it is voided.
        await().untilAsserted(() -> assertThat(payment(paid)).isIn("VOIDED", ""));
        return false;
    }

    private static String payment(Paid paid) throws Exception {
        Answer payment = shop.get(user, "/api/payments/" + Ids.derived("payment", paid.orderId()));
        return payment.status() == 404 ? "" : payment.json().path("status").asString();
    }

    private static String status(String orderId) throws Exception {
        return shop.get(user, "/api/orders/" + orderId).json().path("status").asString();
    }

    private static JsonNode publish(int capacity) throws Exception {
        return shop.publish(user, "A late show", Map.of("Hall", capacity), 1000);
    }

    private static JsonNode order(JsonNode event, int quantity) throws Exception {
        return shop.order(user, null, event, 0, quantity).expect(201).json();
    }

    private static String id(JsonNode json) {
        return json.path("id").asString();
    }

    @Test
    void heldTicketsAreSoldAgainAfterTheDeadlineAndNotBefore() throws Exception {
        JsonNode event = publish(2);
        JsonNode first = order(event, 2);
        Instant deadline = Instant.parse(first.path("expiresAt").asString());

        Answer second = await().pollInterval(Duration.ofMillis(50))
                .until(() -> shop.order(user, null, event, 0, 1), answer -> answer.status() == 201);

        assertThat(Instant.now()).isAfterOrEqualTo(deadline);
        assertThat(status(id(first))).isEqualTo("EXPIRED");
        payBeforeItsHoldRunsOut(event, second.json());
        await().untilAsserted(() -> assertThat(shop.available(event)).isEqualTo(1));
    }

    /** On a busy machine the hold may run out first; then the same is ordered again. */
    private static void payBeforeItsHoldRunsOut(JsonNode event, JsonNode placed) throws Exception {
        JsonNode order = placed;
        while (!isCompleted(new Paid(id(order), shop.pay(user, id(order), "tok_visa")))) {
            order = order(event, 1);
        }
    }

    @Test
    void aRefusedCaptureCancelsTheOrderAndFreesTheTickets() throws Exception {
        Shop patient = new Shop(RunningHoldfast.shared()); // with holds of the usual length
        Person buyer = patient.signUp("refused");
        JsonNode event = patient.publish(buyer, "A show without money", Map.of("Hall", 1), 1000);
        JsonNode order = await().until(() -> patient.order(buyer, null, event, 0, 1), answer -> answer.status() == 201)
                .json();

        await().until(() -> patient.pay(buyer, id(order), "tok_captureFails").status() != 404);

        patient.awaitStatus(buyer, id(order), "CANCELLED");
        await().until(() -> patient.order(buyer, null, event, 0, 1).status() == 201);
    }

    /** In a real browser: what was chosen is offered again. */
    @ParameterizedTest(name = "JavaScript: {0}")
    @ValueSource(booleans = {true, false})
    void aHoldThatRunsOutKeepsTheChoice(boolean javaScript) {
        try (Browser browser = new Browser()) {
            Page page = browser.visitor(javaScript);
            String url = holdfast.url();
            page.navigate(url + "/signup?return=/events/new");
            PageSteps.signUp(page);
            PageSteps.publish(page, "Over in a moment", "10");
            page.getByLabel("Standing", new Page.GetByLabelOptions().setExact(true))
                    .fill("2");
            button(page, "Hold tickets").click();
            PlaywrightAssertions.assertThat(heading(page)).hasText(PAYMENT_OR_RUN_OUT);
            String first = page.url();
            PlaywrightAssertions.assertThat(heading(page)).hasText("Your hold ran out");
            Browser.screenshot(page, "07-hold-ran-out" + (javaScript ? "" : "-without-javascript"));
            button(page, "Try for the same tickets").click();
            page.waitForURL(next -> next.contains("/orders/") && !orderOf(next).equals(orderOf(first)));
            PlaywrightAssertions.assertThat(heading(page)).hasText(PAYMENT_OR_RUN_OUT);
            PlaywrightAssertions.assertThat(page.locator(".lines")).containsText("2 ×");
            browser.expectNoErrors();
        }
    }

    private static String orderOf(String url) {
        return url.replaceFirst(".*/orders/([^?/]+).*", "$1");
    }
}
