package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.check.SystemAddresses;
import io.holdfast.local.Directories;
import io.holdfast.platform.Shop.Person;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A system that lost everything is restored to the state of its last back-up. */
class BackupIT {

    @TempDir
    Path directory;

    @Test
    void restoresTheStateOfTheBackUp() throws IOException, InterruptedException {
        try (RunningHoldfast holdfast = RunningHoldfast.start(Map.of("HOLDFAST_ORDERS_HOLD", "2h"))) {
            Shop shop = new Shop(holdfast);
            JsonNode event = shop.publish(shop.signUp("organizer"), "Kept", Map.of("Hall", 10), 2500);
            Person buyer = shop.signUp("buyer");
            String paid = shop.place(buyer, event, 0, 2);
            shop.pay(buyer, paid, "tok_visa").expect(201);
            shop.awaitStatus(buyer, paid, "COMPLETED");
            String held = shop.place(buyer, event, 0, 3);
            String before = shop.get(buyer, "/api/orders/" + paid + "/tickets")
                    .expect(200)
                    .text();
            Path files = directory.resolve("backup");

            assertThat(backUp(holdfast, files)).contains("stop it first");
            assertThat(command(holdfast, "backup", files, servers(holdfast)).text())
                    .contains("stop the services first");
            holdfast.stop();
            assertThat(backUp(holdfast, files)).contains("Wrote ");
            assertThat(backUp(holdfast, files)).contains("is not empty");

            holdfast.restart();
            shop.place(buyer, event, 0, 5);
            shop.pay(buyer, held, "tok_visa").expect(201);
            holdfast.stop();
            Output refused = command(holdfast, "restore", files, List.of());
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.text()).contains("--replace, if that may be lost");
            Directories.delete(holdfast.data().resolve("data"));
            // A server of the environment still has everything.
            boolean external = holdfast.environment().containsKey("HOLDFAST_MONGODB_URI");
            Output restored = command(holdfast, "restore", files, external ? List.of("--replace") : List.of());
            assertThat(restored.text()).contains("Restored ");
            assertThat(restored.code()).isZero();
            holdfast.restart();

            holdfast.check();
            assertThat(shop.get(buyer, "/api/orders/" + paid + "/tickets")
                            .expect(200)
                            .text())
                    .isEqualTo(before);
            assertThat(shop.orders(buyer)).hasSize(2);
            shop.pay(buyer, held, "tok_visa").expect(201);
            shop.place(buyer, event, 0, 5);
            assertThat(shop.order(buyer, null, event, 0, 1).status()).isEqualTo(409);
            holdfast.check();
        }
    }

    /** Options that name every server it uses. */
    private static List<String> servers(RunningHoldfast holdfast) throws IOException {
        Properties where = new Properties();
        try (BufferedReader reader = Files.newBufferedReader(holdfast.data().resolve("running.properties"))) {
            where.load(reader);
        }
        List<String> options = new ArrayList<>(List.of("--messaging-servers", where.getProperty("broker")));
        for (String service : SystemAddresses.SERVICES) {
            options.add("--%s-mongodb-uri".formatted(service));
            options.add(where.getProperty(service + "-service.database"));
        }
        return options;
    }

    private record Output(int code, String text) {}

    private static String backUp(RunningHoldfast holdfast, Path files) throws IOException, InterruptedException {
        return command(holdfast, "backup", files, List.of()).text();
    }

    private static Output command(RunningHoldfast holdfast, String command, Path files, List<String> options)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(
                List.of(RunningHoldfast.checkout().resolve("holdfast").toString(), command, files.toString()));
        words.addAll(
                options.contains("--messaging-servers")
                        ? List.of()
                        : List.of("--data", holdfast.data().toString()));
        words.addAll(options);
        ProcessBuilder process = new ProcessBuilder(words).redirectErrorStream(true);
        process.environment()
                .keySet()
                .removeIf(name -> name.startsWith("HOLDFAST_") && !name.equals("HOLDFAST_MONGOD"));
        process.environment().putAll(holdfast.environment());
        Process running = process.start();
        String output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Output(running.waitFor(), output);
    }
}
