package io.holdfast.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;

class StructuredLogsTests {

    @Test
    void aLineContainsItsTraceAndItsOrder() {
        LoggerContext context = new LoggerContext();
        context.putObject(
                Environment.class.getName(),
                new MockEnvironment().withProperty("spring.application.name", "orders-service"));
        StructuredLogEncoder encoder = new StructuredLogEncoder();
        encoder.setContext(context);
        encoder.setFormat("ecs");
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.start();
        LoggingEvent event =
                new LoggingEvent("fqcn", context.getLogger("io.holdfast"), Level.WARN, "declined", null, null);
        event.setMDCPropertyMap(Map.of(LogContext.TRACE_ID, "11112222", LogContext.ORDER_ID, "order7"));

        String line = new String(encoder.encode(event), StandardCharsets.UTF_8);

        assertThat(line)
                .contains("\"trace\":{\"id\":\"11112222\"}", "\"order\":{\"id\":\"order7\"}", "orders-service")
                .endsWith("}\n");
    }
}
