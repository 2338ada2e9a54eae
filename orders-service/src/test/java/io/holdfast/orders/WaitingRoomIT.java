package io.holdfast.orders;

import static io.holdfast.orders.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.contracts.TierState;
import io.holdfast.contracts.WaitingRoomState;
import io.holdfast.orders.RunningOrders.Answer;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestIdentity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Waiting rooms, with two replicas that both take entries, draw and admit. */
@Tag("storage")
class WaitingRoomIT {

    private static RunningOrders orders;

    @BeforeAll
    static void start() {
        orders = new RunningOrders(
                TestBroker.shared(),
                2,
                "holdfast.orders.waiting-room.interval=100ms",
                "holdfast.orders.waiting-room.per-network=100000",
                "holdfast.orders.waiting-room.orders-per-pass=3",
                "holdfast.orders.waiting-room.units-per-pass=12",
                "holdfast.orders.hold=60s");
    }

    @AfterAll
    static void stop() {
        if (orders != null) {
            orders.close();
        }
    }

    @Test
    void whoeverIsAdmittedOrdersAndNobodyElse() {
        EventState event = publish(null, 2, 100);

        assertThat(order("ada", event)).isEqualTo("queue-required");
        Answer first = enter("ada", event);
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.body().path("status").asString()).isEqualTo("waiting");
        assertThat(order("ada", event)).isEqualTo("queue-required");
        enter("bob", event);
        enter("cyd", event);
        open(event);

        // Asked again, a replica that learns it a moment later might not know yet.
        Set<String> admitted = await().until(() -> admitted(event, "ada", "bob", "cyd"), known -> known.size() == 2);
        for (String name : List.of("ada", "bob", "cyd")) {
            assertThat(order(name, event)).isEqualTo(admitted.contains(name) ? "placed" : "queue-required");
        }
        assertThat(order("dan", event)).as("who never entered").isEqualTo("queue-required");
    }

    @Test
    void whoPaysOrGivesUpMakesRoomForTheNext() {
        EventState event = open(publish(null, 1, 100));
        enter("ada", event);
        await().until(() -> admitted(event, "ada").contains("ada"));
        enter("bob", event);
        Answer ordered = orders.order("ada", event.id(), Map.of("hall", 1));
        assertThat(ordered.status()).isEqualTo(201);
        assertThat(admitted(event, "bob")).as("while ada pays").isEmpty();

        orders.authorize(ordered.body(), Instant.now());

        await().until(() -> admitted(event, "bob").contains("bob"));
    }

    @Test
    void aRequestThatIsRepeatedIsTheSameEntryAtEveryReplica() throws Exception {
        EventState event = publish(null, null, 100);

        List<Answer> answers = atOnce(24, i -> enter("user-" + i % 8, event));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(200, 201));
        Map<Integer, Set<String>> ids = new java.util.HashMap<>();
        for (int i = 0; i < 24; i++) {
            ids.computeIfAbsent(i % 8, each -> new HashSet<>())
                    .add(answers.get(i).body().path("id").asString());
        }
        assertThat(ids.values()).allSatisfy(own -> assertThat(own).hasSize(1));
        assertThat(listed(event)).hasSize(8).doesNotHaveDuplicates();
        await().until(() -> room(event).path("entries").asInt() == 8);
    }

    /** The page of a visitor who is not in is loaded again. */
    @Test
    void aStreamBeginsWithTheEntryThatAnotherReplicaMadeAMomentAgo() {
        EventState event = publish(null, null, 100);
        for (int i = 0; i < 10; i++) {
            // Both replicas have just read the room.
            room(event);
            room(event);
            enter("streaming-" + i, event);

            assertThat(orders.firstOf("streaming-" + i, path(event) + "/entry/stream")
                            .path("status")
                            .asString())
                    .isEqualTo("waiting");
        }
    }

    @Test
    void whatComesAtTheBellIsInTheDrawOrAfterIt() throws Exception {
        EventState event = publish(1, 1, 100);
        List<String> names =
                IntStream.range(0, 400).mapToObj(i -> "at-bell-" + i).toList();
        List<Answer> answers = new ArrayList<>(atOnce(100, i -> enter(names.get(i), event)));
        answers.addAll(atOnce(200, i -> {
            if (i == 100) {
                open(event);
            }
            return enter(names.get(100 + i), event);
        }));
        await().until(() -> !room(event).path("draw").isNull());
        answers.addAll(atOnce(100, i -> enter(names.get(300 + i), event)));
        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(201));

        assertThat(places(event, names))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, names.size()).boxed().toList());
        int drawn = room(event).path("draw").path("entries").asInt();
        assertThat(drawn).isBetween(100, 300);
        verify(event, names);
    }

    @Test
    void aDrawIsTheSameAfterARestart() {
        EventState event = publish(1, 1, 100);
        List<String> names = IntStream.range(0, 50).mapToObj(i -> "again-" + i).toList();
        names.forEach(name -> enter(name, event));
        String commitment = room(event).path("commitment").asString();
        assertThat(room(event).path("draw").isNull()).isTrue();
        assertThat(orders.get("ada", path(event) + "/draw").code()).isEqualTo("not-drawn");
        open(event);
        List<Integer> before = places(event, names);

        orders.stopReplicas();
        orders.startReplica();
        orders.startReplica();

        assertThat(places(event, names)).isEqualTo(before);
        assertThat(room(event).path("commitment").asString()).isEqualTo(commitment);
        verify(event, names);
    }

    @Test
    void itStopsWhenNothingCanComeBackAndGoesOnWhenSomethingDoes() {
        EventState event = open(publish(null, null, 1));
        enter("ada", event);
        await().until(() -> admitted(event, "ada").contains("ada"));
        enter("bob", event);
        Answer ordered = orders.order("ada", event.id(), Map.of("hall", 1));
        assertThat(ordered.status()).isEqualTo(201);
        orders.authorize(ordered.body(), Instant.now());

        await().until(() -> room(event).path("status").asString().equals("sold-out"));
        assertThat(admitted(event, "bob")).isEmpty();
        await().until(() -> orders.get("ada", "/" + ordered.id())
                .body()
                .path("status")
                .asString()
                .equals("COMPLETED"));
        assertThat(orders.call("POST", "ada", "/sell", Map.of("orderId", ordered.id()))
                        .status())
                .isEqualTo(200);

        await().until(() -> admitted(event, "bob").contains("bob"));
    }

    @Test
    void withOneEntryOnlySoManyOrdersCanBeTried() {
        EventState event = open(publish(null, null, 100));
        enter("ada", event);
        await().until(() -> admitted(event, "ada").contains("ada"));

        for (int i = 0; i < 3; i++) {
            Answer held = orders.order("ada", event.id(), Map.of("hall", 1));
            assertThat(held.status()).isEqualTo(201);
            assertThat(orders.delete("ada", held.id()).status()).isEqualTo(200);
        }

        assertThat(order("ada", event)).isEqualTo("limit-reached");
    }

    @Test
    void whoeverLetsATurnPassGetsTheNextPlace() {
        EventState event = open(publish(null, 1, 100));
        enter("ada", event);
        enter("bob", event);
        String first = await().until(() -> admitted(event, "ada", "bob"), known -> known.size() == 1)
                .iterator()
                .next();

        // As if its time were over.
        orders.mongo()
                .getCollection("waiting_rooms")
                .updateOne(
                        new Document("_id", event.id()),
                        new Document("$set", new Document("steps", List.of()))
                                .append("$inc", new Document("version", 1L)));

        // At both replicas, which are asked in turn.
        await().until(() -> isOver(first, event) && isOver(first, event));
        assertThat(order(first, event)).isEqualTo("queue-required");
        Answer again = enter(first, event);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body().path("place").asInt()).isEqualTo(3);
        assertThat(enter(first, event).body().path("id")).isEqualTo(again.body().path("id"));
    }

    @Test
    void aGuestsAddressHasOneEntry() {
        EventState event = publish(null, null, 100);
        TestIdentity.shared().isGuest("guest-1", "gus@example.com");
        TestIdentity.shared().isGuest("guest-2", "gus@example.com");

        assertThat(enter("guest-1", event).status()).isEqualTo(201);
        assertThat(enter("guest-1", event).status()).isEqualTo(200);
        assertThat(enter("guest-2", event).code()).isEqualTo("already-entered");
    }

    @Test
    void withOneEntryOnlySoManyUnitsAreHeldAlsoOneAfterTheOther() {
        EventState event = open(publish(null, null, 100));
        enter("ada", event);
        await().until(() -> admitted(event, "ada").contains("ada"));

        Answer first = orders.order("ada", event.id(), Map.of("hall", 8));
        assertThat(first.status()).isEqualTo(201);
        assertThat(orders.delete("ada", first.id()).status()).isEqualTo(200);

        for (int i = 0; i < 2; i++) {
            assertThat(orders.order("ada", event.id(), Map.of("hall", 5), "Idempotency-Key", "again")
                            .code())
                    .as("also when it is repeated")
                    .isEqualTo("limit-reached");
        }
        assertThat(orders.order("ada", event.id(), Map.of("hall", 4)).status()).isEqualTo(201);
    }

    @Test
    void anEventWithoutAWaitingRoomHasNone() {
        EventState event = orders.publish(new TierState("hall", "Hall", 1000, 10, 10));

        assertThat(orders.get("ada", path(event)).status()).isEqualTo(404);
        assertThat(enter("ada", event).status()).isEqualTo(404);
        assertThat(order("ada", event)).isEqualTo("placed");
    }

    @Test
    void whatIsSecretIsShownToNobodyBeforeTheBell() {
        EventState event = publish(null, null, 100);
        enter("ada", event);

        Document stored = orders.mongo()
                .getCollection("waiting_rooms")
                .find(new Document("_id", event.id()))
                .first();
        String seed = HexFormat.of()
                .formatHex(stored.get("seed", org.bson.types.Binary.class).getData());
        String shown = room(event).toString() + entry("ada", event);
        assertThat(shown).doesNotContain(seed);
        assertThat(room(event).path("commitment").asString())
                .isEqualTo(HexFormat.of().formatHex(sha256(HexFormat.of().parseHex(seed))));
    }

    /** Recomputes every place from what is published, as anyone can. */
    private static void verify(EventState event, List<String> names) {
        JsonNode draw = orders.get("ada", path(event) + "/draw").body();
        byte[] seed = HexFormat.of().parseHex(draw.path("seed").asString());
        byte[] root = HexFormat.of().parseHex(draw.path("root").asString());
        assertThat(HexFormat.of().formatHex(sha256(seed)))
                .isEqualTo(draw.path("commitment").asString());
        List<String> entries = new ArrayList<>();
        draw.path("entries").forEach(entry -> entries.add(entry.asString()));
        List<String> byLot = entries.stream()
                .sorted(java.util.Comparator.comparing(entry -> lot(seed, root, entry)))
                .toList();
        int checked = 0;
        for (String name : names) {
            JsonNode entry = entry(name, event);
            String id = entry.path("id").asString();
            int place = byLot.indexOf(id) + 1;
            assertThat(entry.path("place").asInt())
                    .isEqualTo(place > 0 ? place : entry.path("number").asInt());
            checked += place > 0 ? 1 : 0;
        }
        assertThat(checked).isEqualTo(entries.size());
    }

    private static String lot(byte[] seed, byte[] root, String entry) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(seed, "HmacSHA256"));
            mac.update(root);
            return HexFormat.of().formatHex(mac.doFinal(entry.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static EventState publish(@Nullable Integer perMinute, @Nullable Integer atOnce, int capacity) {
        Instant later = Instant.now().plus(Duration.ofHours(1));
        return orders.publish(
                terms(new WaitingRoomState(later, perMinute, atOnce)),
                new TierState("hall", "Hall", 1000, capacity, 10));
    }

    /** Has the room opened now. */
    private static EventState open(EventState event) {
        WaitingRoomState room = event.terms().waitingRoom();
        return EventChanges.change(
                orders,
                event,
                terms(new WaitingRoomState(Instant.now(), room.admitPerMinute(), room.holdersAtOnce())),
                event.startsAt());
    }

    private static SalesTerms terms(WaitingRoomState room) {
        return new SalesTerms(null, true, null, false, null, null, null, room);
    }

    private static String path(EventState event) {
        return "/events/" + event.id() + "/waiting-room";
    }

    private static Answer enter(String name, EventState event) {
        return orders.call("POST", name, path(event) + "/entries", null);
    }

    private static JsonNode entry(String name, EventState event) {
        return orders.get(name, path(event) + "/entry").body();
    }

    private static JsonNode room(EventState event) {
        return orders.get("ada", path(event)).body();
    }

    /** Returns when they are known at both replicas, which are asked in turn. */
    private static List<Integer> places(EventState event, List<String> names) {
        return names.stream()
                .map(name -> await().pollDelay(Duration.ZERO)
                        .until(() -> Math.min(place(name, event), place(name, event)), place -> place > 0))
                .toList();
    }

    private static int place(String name, EventState event) {
        return entry(name, event).path("place").asInt();
    }

    private static Set<String> admitted(EventState event, String... names) {
        Set<String> admitted = new HashSet<>();
        for (String name : names) {
            if (entry(name, event).path("status").asString().equals("admitted")) {
                admitted.add(name);
            }
        }
        return admitted;
    }

    private static boolean isOver(String name, EventState event) {
        return entry(name, event).path("status").asString().equals("over");
    }

    private static String order(String name, EventState event) {
        Answer answer = orders.order(name, event.id(), Map.of("hall", 1));
        return answer.status() == 201 ? "placed" : answer.code();
    }

    private static List<String> listed(EventState event) {
        List<String> ids = new ArrayList<>();
        orders.mongo().getCollection("waiting_pages").find().forEach(page -> {
            if (page.getString("_id").startsWith(event.id())) {
                page.getList("entries", Document.class).forEach(entry -> ids.add(entry.getString("id")));
            }
        });
        return ids;
    }
}
