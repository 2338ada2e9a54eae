package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.Shell.Output;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The Postman collection and the journey in docs/api work as they are. */
@Tag("api-clients")
class ApiClientsIT {

    private final RunningHoldfast holdfast = RunningHoldfast.shared();

    @Test
    void thePostmanCollectionPassesAsOftenAsItIsRun() throws Exception {
        Path postman = RunningHoldfast.checkout().resolve("postman");
        Output output = ApiTools.NEWMAN.run(
                postman,
                List.of(
                        "run",
                        "holdfast.postman_collection.json",
                        "--environment",
                        "holdfast.postman_environment.json",
                        "--env-var",
                        "baseUrl=" + holdfast.url(),
                        "--iteration-count",
                        "2",
                        "--timeout-request",
                        "30000",
                        "--reporter-cli-no-success-assertions",
                        "--color",
                        "off"),
                Map.of());
        assertThat(output.code()).as(output.text()).isZero();
    }

    @Test
    void theJourneyOfAnEditorPasses() throws Exception {
        Path api = RunningHoldfast.checkout().resolve("docs/api");
        Output output = ApiTools.HTTPYAC.run(
                api,
                List.of("send", "journey.http", "--all", "--bail", "--output", "short"),
                Map.of("HOLDFAST_URL", holdfast.url()));
        assertThat(output.code()).as(output.text()).isZero();
        assertThat(output.text()).containsPattern("requests processed \\(\\d+ succeeded\\)");
    }
}
