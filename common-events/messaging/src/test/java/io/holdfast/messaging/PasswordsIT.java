package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestDatabase;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A service and the password it signs in with at the broker. */
@ExtendWith(OutputCaptureExtension.class)
class PasswordsIT {
    private final String database = TestDatabase.shared().uri("passwords-" + Ids.random());

    @Test
    void nothingIsLostWhileThePasswordsChange(CapturedOutput output) throws Exception {
        TestBroker broker = TestBroker.start();
        String old = broker.password("expiration");
        try (TestService before = expiration(broker)) {
            before.relay().publishAll(before.write("before", 3));
            await().untilAsserted(() -> assertThat(before.pending()).isZero());

            broker.restartWithNewPasswords();
            before.relay().publishAll(before.write("meanwhile", 4));
            await().untilAsserted(() -> assertThat(output).contains("refuses user expiration"));
            assertThat(before.pending()).isEqualTo(4);
            assertThat(before.bean(BrokerHealth.class).health().getDetails())
                    .containsEntry("reason", "the broker does not let us in");
        }
        try (TestService after = expiration(broker)) {
            after.relay().sweep();
            await().untilAsserted(() -> assertThat(after.pending()).isZero());
            assertThat(after.bean(Broker.class)
                            .management()
                            .getStreamInfo("expirations")
                            .getStreamState()
                            .getMsgCount())
                    .isEqualTo(7);
        } finally {
            broker.stop();
        }
        assertThat(output).doesNotContain(old).doesNotContain(broker.password("expiration"));
    }

    /** It may not reconfigure its stream, which only an operator may: it logs that, and works with the stream as it is. */
    @Test
    void aStreamThatOnlyAnOperatorMayChangeStaysAsItIs(CapturedOutput output) throws Exception {
        TestBroker broker = TestBroker.start();
        try (TestService service = expiration(broker)) {
            service.relay().publishAll(service.write("kept", 1));
            await().untilAsserted(() -> assertThat(service.pending()).isZero());
        }
        try (TestService service = expiration(broker, "holdfast.messaging.stream-age", "7d")) {
            await().untilAsserted(() -> assertThat(output).contains("stays so until an operator changes it"));
            service.relay().publishAll(service.write("more", 1));
            await().untilAsserted(() -> assertThat(service.pending()).isZero());
        } finally {
            broker.stop();
        }
    }

    private TestService expiration(TestBroker broker, String... more) {
        Map<String, Object> settings = new HashMap<>(Map.of("holdfast.messaging.service", "expiration-service"));
        for (String setting : broker.settings("expiration")) {
            String[] pair = setting.split("=", 2);
            settings.put(pair[0], pair[1]);
        }
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return TestService.start(broker.address(), database, settings);
    }
}
