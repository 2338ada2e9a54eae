package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
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

/** Every message again, twice, in any order: the world stays as it is. */
class RedeliveryIT {

    private static final String DEDUPLICATION = "Nats-Msg-Id";

    @Test
    @SuppressWarnings("try") // a connection may be interrupted as it closes
    void everyMessageTwiceAndOutOfOrderChangesNothing() throws Exception {
        try (RunningHoldfast holdfast = RunningHoldfast.start(Map.of("HOLDFAST_ORDERS_HOLD", "4s"));
                Connection nats = Nats.connect(holdfast.brokerUrl())) {
            ApiClient user = ApiClient.signUp(holdfast);
            JsonNode event = user.publish(20, 1000).body();
            List<String> orders = everyKindOfEnd(user, event);
            TreeMap<String, JsonNode> before = world(user, event, orders);
            List<Message> history = history(nats);
            assertThat(history).hasSizeGreaterThan(12);

            Random random = new Random(5);
            for (int time = 0; time < 2; time++) {
                List<Message> shuffled = new ArrayList<>(history);
                Collections.shuffle(shuffled, random);
                for (Message message : shuffled) {
                    sayAgain(nats, message);
                }
            }
            awaitEverythingHeard(nats);

            assertThat(world(user, event, orders)).isEqualTo(before);
            assertThat(nats.jetStreamManagement().getStreamNames())
                    .allSatisfy(stream -> assertThat(stream)
                            .satisfiesAnyOf(
                                    name -> assertThat(name).isNotEqualTo("dead-letters"),
                                    name -> assertThat(nats.jetStreamManagement()
                                                    .getStreamInfo(name)
                                                    .getStreamState()
                                                    .getMsgCount())
                                            .isZero()));
        }
    }

    /** One order of each fate. */
    private static List<String> everyKindOfEnd(ApiClient user, JsonNode event) {
        String completed = user.order(event, 2).id();
        String cancelled = user.order(event, 3).id();
        String expired = user.order(event, 1).id();
        String notCaptured = user.order(event, 4).id();
        user.pay(completed, "tok_visa");
        user.pay(notCaptured, "tok_captureFails");
        user.delete("/api/orders/" + cancelled);
        awaitStatus(user, completed, "COMPLETED");
        awaitStatus(user, notCaptured, "CANCELLED");
        awaitStatus(user, expired, "EXPIRED");
        await().until(() -> availability(user, event)
                        .path("tiers")
                        .path(0)
                        .path("available")
                        .asInt()
                == 18);
        return List.of(completed, cancelled, expired, notCaptured);
    }

    private static void awaitStatus(ApiClient user, String orderId, String status) {
        await().until(() -> user.readOrder(orderId).status("status").equals(status));
    }

    private static JsonNode availability(ApiClient user, JsonNode event) {
        return user.get("/api/events/" + event.path("id").asString() + "/availability")
                .body();
    }

    /** What the user can see, without what only tells the time. */
    private static TreeMap<String, JsonNode> world(ApiClient user, JsonNode event, List<String> orders) {
        TreeMap<String, JsonNode> world = new TreeMap<>();
        world.put("availability", availability(user, event).path("tiers"));
        for (String id : orders) {
            JsonNode order = user.readOrder(id).body();
            world.put(id, ((ObjectNode) order).without("serverNow"));
            world.put(
                    id + "/tickets",
                    user.get("/api/orders/" + id + "/tickets").body().path("code"));
            String payment = order.path("paymentId").asString();
            if (!payment.isEmpty()) {
                world.put(id + "/payment", user.get("/api/payments/" + payment).body());
            }
        }
        return world;
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
                List<Message> batch = reader.fetch(100, Duration.ofSeconds(2));
                assertThat(batch).isNotEmpty();
                history.addAll(batch);
            }
            reader.unsubscribe();
        }
        return history;
    }

    private static void sayAgain(Connection nats, Message message) throws Exception {
        Headers headers = new Headers(message.getHeaders(), false, new String[] {DEDUPLICATION});
        nats.jetStream()
                .publish(NatsMessage.builder()
                        .subject(message.getSubject())
                        .headers(headers)
                        .data(message.getData())
                        .build());
    }

    private static void awaitEverythingHeard(Connection nats) throws Exception {
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
