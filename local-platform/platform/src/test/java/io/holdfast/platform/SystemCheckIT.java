package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.Updates;
import io.holdfast.check.SystemAddresses;
import io.holdfast.platform.Shop.Person;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code ./holdfast check} as a person uses it: while Holdfast runs, and when it has stopped. */
class SystemCheckIT {

    @Test
    void reportsDamageInARunningAndAStoppedSystem() throws Exception {
        try (RunningHoldfast holdfast = RunningHoldfast.start()) {
            JsonNode event = ordersOfEachKind(holdfast);
            holdfast.check();

            Output well = check(holdfast);
            assertThat(well.text()).contains("Looked at ", "3 orders", "2 payments", "in flight: 0", "All is well.");
            assertThat(well.exitCode()).isZero();

            String block = event.path("id").asString() + "/"
                    + event.path("tiers").path(0).path("id").asString() + "/0";
            giveAwayAUnit(holdfast, block);
            Output wrong = check(holdfast);
            assertThat(wrong.text()).contains("I1 block " + block + " has 10 units, but ", "thing");
            assertThat(wrong.exitCode()).isEqualTo(1);

            holdfast.stop();
            Output stopped = check(holdfast);
            assertThat(stopped.text()).contains("I1 block " + block + " has 10 units, but ");
            assertThat(stopped.exitCode()).isEqualTo(1);
        }
    }

    private static JsonNode ordersOfEachKind(RunningHoldfast holdfast) throws Exception {
        Shop shop = new Shop(holdfast);
        Person buyer = shop.signUp("buyer");
        JsonNode event = shop.publish(shop.signUp("organizer"), "Audited", Map.of("Standing", 10), 1_000);
        List<String> orders = new ArrayList<>();
        for (int units = 1; units <= 3; units++) {
            orders.add(shop.place(buyer, event, 0, units));
        }
        shop.pay(buyer, orders.get(0), "tok_visa").expect(201);
        shop.pay(buyer, orders.get(1), "tok_captureFails");
        shop.send("DELETE", "/api/orders/" + orders.get(2), buyer, null, null);
        return event;
    }

    private static void giveAwayAUnit(RunningHoldfast holdfast, String block) {
        String uri = SystemAddresses.runningIn(holdfast.data(), holdfast.environment())
                .orElseThrow()
                .databases()
                .getOrDefault("orders", "");
        try (MongoClient client = MongoClients.create(uri)) {
            String database = uri.replaceFirst("\\?.*", "").replaceFirst(".*/", "");
            assertThat(client.getDatabase(database)
                            .getCollection("blocks")
                            .updateOne(new Document("_id", block), Updates.inc("free", 1))
                            .getMatchedCount())
                    .isEqualTo(1);
        }
    }

    private record Output(int exitCode, String text) {}

    private static Output check(RunningHoldfast holdfast) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        RunningHoldfast.checkout().resolve("holdfast").toString(),
                        "check",
                        "--data",
                        holdfast.data().toString())
                .redirectErrorStream(true);
        builder.environment().putAll(holdfast.environment());
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Output(process.waitFor(), text);
    }
}
