package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.platform.Shop.Person;
import io.holdfast.testkit.TestBroker;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Every message is published again, twice, in any order: nothing changes. */
class RedeliveryIT {

    private static final String DEDUPLICATION = "Nats-Msg-Id";

    @Test
    @SuppressWarnings("try") // a connection may be interrupted as it closes
    void everyMessageTwiceAndOutOfOrderChangesNothing() throws Exception {
        try (RunningHoldfast holdfast = RunningHoldfast.start(Map.of("HOLDFAST_ORDERS_HOLD", "15s"));
                Connection nats = TestBroker.connect(holdfast.brokerUrl())) {
            Shop shop = new Shop(holdfast);
            Person user = shop.signUp("listener");
            JsonNode event = shop.publish(user, "An echo", Map.of("Hall", 20), 1000);
            List<String> orders = ordersOfEachKind(shop, user, event);
            TreeMap<String, JsonNode> before = visibleState(shop, user, event, orders);
            List<Message> history = history(nats);
            assertThat(history).hasSizeGreaterThan(12);

            Random random = new Random(5);
            for (int time = 0; time < 2; time++) {
                List<Message> shuffled = new ArrayList<>(history);
                Collections.shuffle(shuffled, random);
                for (Message message : shuffled) {
                    republish(nats, message);
                }
            }
            awaitEverythingHandled(nats);

            assertThat(visibleState(shop, user, event, orders)).isEqualTo(before);
            holdfast.check();
        }
    }

    /** Places one order for each way an order can end. */
    private static List<String> ordersOfEachKind(Shop shop, Person user, JsonNode event) throws Exception {
        String expired = shop.place(user, event, 0, 1);
        String completed = paid(shop, user, event, 2, "tok_visa");
        String notCaptured = paid(shop, user, event, 4, "tok_captureFails");
        String cancelled = cancelled(shop, user, event, 3);
        shop.awaitStatus(user, completed, "COMPLETED");
        shop.awaitStatus(user, notCaptured, "CANCELLED");
        shop.awaitStatus(user, expired, "EXPIRED");
        await().until(() -> shop.available(event) == 18);
        return List.of(completed, cancelled, expired, notCaptured);
    }

    /** Ordered again where the hold ran out before it was paid. */
    private static String paid(Shop shop, Person user, JsonNode event, int quantity, String card) throws Exception {
        String order;
        do {
            order = shop.place(user, event, 0, quantity);
        } while (shop.pay(user, order, card).status() == 410);
        return order;
    }

    /** Ordered again where the hold ran out before it was cancelled. */
    private static String cancelled(Shop shop, Person user, JsonNode event, int quantity) throws Exception {
        String order;
        do {
            order = shop.place(user, event, 0, quantity);
            shop.send("DELETE", "/api/orders/" + order, user, null, null);
        } while (!status(shop, user, order).equals("CANCELLED"));
        return order;
    }

    private static String status(Shop shop, Person user, String order) throws Exception {
        return read(shop, user, "/api/orders/" + order).path("status").asString();
    }

    private static JsonNode read(Shop shop, Person user, String path) throws Exception {
        return shop.get(user, path).json();
    }

    /** Everything the user can see, without the current time. */
    private static TreeMap<String, JsonNode> visibleState(Shop shop, Person user, JsonNode event, List<String> orders)
            throws Exception {
        TreeMap<String, JsonNode> state = new TreeMap<>();
        String availability = "/api/events/" + event.path("id").asString() + "/availability";
        state.put("availability", read(shop, user, availability).path("tiers"));
        for (String id : orders) {
            JsonNode order = read(shop, user, "/api/orders/" + id);
            state.put(id, ((ObjectNode) order).without("serverNow"));
            state.put(id + "/tickets", read(shop, user, "/api/orders/" + id + "/tickets"));
            String payment = order.path("paymentId").asString();
            if (!payment.isEmpty()) {
                state.put(id + "/payment", read(shop, user, "/api/payments/" + payment));
            }
        }
        return state;
    }

    private static List<Message> history(Connection nats) throws Exception {
        List<Message> history = new ArrayList<>();
        for (String stream : nats.jetStreamManagement().getStreamNames()) {
            long expected = nats.jetStreamManagement()
                    .getStreamInfo(stream)
                    .getStreamState()
                    .getMsgCount();
            JetStreamSubscription reader = nats.jetStream()
                    .subscribe(
                            stream + ".>",
                            PullSubscribeOptions.builder().stream(stream)
                                    .configuration(ConsumerConfiguration.builder()
                                            .ackPolicy(AckPolicy.None)
                                            .build())
                                    .build());
            int before = history.size();
            while (history.size() - before < expected) {
                List<Message> batch =
                        reader.fetch((int) Math.min(100, expected - (history.size() - before)), Duration.ofMinutes(1));
                assertThat(batch).isNotEmpty();
                history.addAll(batch);
            }
            reader.unsubscribe();
        }
        return history;
    }

    private static void republish(Connection nats, Message message) throws Exception {
        Headers headers = new Headers(message.getHeaders(), false, new String[] {DEDUPLICATION});
        nats.jetStream()
                .publish(NatsMessage.builder()
                        .subject(message.getSubject())
                        .headers(headers)
                        .data(message.getData())
                        .build());
    }

    private static void awaitEverythingHandled(Connection nats) throws Exception {
        JetStreamManagement management = nats.jetStreamManagement();
        for (String stream : management.getStreamNames()) {
            await().until(() -> {
                for (ConsumerInfo consumer : management.getConsumers(stream)) {
                    if (consumer.getNumPending() > 0 || consumer.getNumAckPending() > 0) {
                        return false;
                    }
                }
                return true;
            });
        }
    }
}
