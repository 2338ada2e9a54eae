package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.platform.Shell.Output;
import io.holdfast.platform.Shop.Person;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Sends thousands of requests, well-formed and malformed, made from the API document, with a session: no answer is a server error or
 * missing in the document, and afterwards the check finds nothing in any database or stream.
 *
 * <p>{@code -Dholdfast.fuzz.seed=2} sends others, {@code -Dholdfast.fuzz.examples=500} more of them.
 */
@Tag("api-clients")
class FuzzIT {

    private static final Logger log = LoggerFactory.getLogger(FuzzIT.class);

    /**
     * Without limits per address and account, so that requests reach the services' code behind them; and without waiting for events and
     * orders that do not exist.
     */
    private static final Map<String, String> WITHOUT_LIMITS = Map.of(
            "HOLDFAST_ORDERS_ARRIVAL", "200ms",
            "HOLDFAST_PAYMENTS_ORDERWAIT", "200ms",
            "HOLDFAST_AUTH_FAILURES_PERADDRESS", "1000000",
            "HOLDFAST_AUTH_FAILURES_PERACCOUNT", "1000000");

    /** The fuzzer's settings file. Its default list of statuses for bad input lacks 414 and 431. */
    private static final String SETTINGS = """
            [checks.negative_data_rejection]
            expected-statuses = [400, 401, 403, 404, 405, 406, 409, 414, 415, 422, 428, 429, 431]
            """;

    @TempDir
    private Path directory;

    @Test
    void noAnswerIsAServerErrorOrUndocumented() throws Exception {
        int seed = Integer.getInteger("holdfast.fuzz.seed", 1);
        int examples = Integer.getInteger("holdfast.fuzz.examples", 10);
        log.info("Fuzzing with seed {} and {} examples a call", seed, examples);
        try (RunningHoldfast holdfast = RunningHoldfast.start(WITHOUT_LIMITS)) {
            Shop shop = new Shop(holdfast);
            Person person = shop.signUp("fuzzer");
            Path document = directory.resolve("openapi.json");
            Files.writeString(document, documentOf(shop, person));
            Files.writeString(directory.resolve("schemathesis.toml"), SETTINGS);
            Output output = ApiTools.SCHEMATHESIS.run(
                    directory,
                    List.of(
                            "run",
                            document.toString(),
                            "--url=" + holdfast.url(),
                            "--header=Authorization: Bearer " + person.token(),
                            "--checks=not_a_server_error,status_code_conformance,content_type_conformance,"
                                    + "response_headers_conformance,response_schema_conformance,"
                                    + "unsupported_method,negative_data_rejection",
                            "--phases=examples,coverage,fuzzing",
                            "--seed=" + seed,
                            "--max-examples=" + examples,
                            // The stream never ends, and signing out ends the session that all requests need.
                            "--exclude-operation-id=events.stream",
                            "--exclude-operation-id=users.signOut",
                            "--continue-on-failure",
                            "--request-timeout=30",
                            // With more than one thread there is a bug of CPython 3.11 (recursion depth of the parser).
                            "--workers=1",
                            "--no-color"),
                    Map.of());
            log.info(
                    "{}",
                    output.text()
                            .lines()
                            .filter(line -> line.contains("generated"))
                            .toList());
            assertThat(output.code()).as(output.text()).isZero();
            holdfast.check();
        }
    }

    /** The document, with the ids of its examples replaced by ids that exist. */
    private static String documentOf(Shop shop, Person person) throws Exception {
        JsonNode event = shop.publish(person, "Fuzzed", Map.of("standing", 500), 1_000);
        String order = await().until(() -> shop.order(person, null, event, 0, 2), answer -> answer.status() == 201)
                .json()
                .path("id")
                .asString();
        await().until(() -> shop.pay(person, order, "tok_visa").status() == 201);
        return Files.readString(RunningHoldfast.checkout().resolve("docs/api/openapi.json"))
                .replace("06f1c2", event.path("id").asString())
                .replace("06f1d9", order);
    }
}
