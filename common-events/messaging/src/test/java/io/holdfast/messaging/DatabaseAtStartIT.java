package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A service that is started before its database. */
@ExtendWith(OutputCaptureExtension.class)
class DatabaseAtStartIT {

    @Test
    void waitsForADatabaseThatIsStartedLater(CapturedOutput output) throws Exception {
        TestDatabase database = TestDatabase.start();
        database.kill();
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<TestService> starting = threads.submit(() -> start(database, "2m"));
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(output).contains("Waiting for the database"));
            assertThat(starting.isDone()).isFalse();

            database.restart();

            try (TestService service = starting.get()) {
                assertThat(service.bean(DatabaseHealth.class).health().getStatus())
                        .isEqualTo(Status.UP);
            }
        } finally {
            database.stop();
        }
    }

    @Test
    void failsWhenTheDatabaseIsNotStarted() {
        TestDatabase database = TestDatabase.start();
        database.kill();
        try {
            assertThatThrownBy(() -> start(database, "1ms").close())
                    .hasStackTraceContaining("The database has not answered for PT0.001S");
        } finally {
            database.stop();
        }
    }

    private static TestService start(TestDatabase database, String patience) {
        return TestService.start(
                TestBroker.shared().url(), database.uri("late"), Map.of("holdfast.database.patience", patience));
    }
}
