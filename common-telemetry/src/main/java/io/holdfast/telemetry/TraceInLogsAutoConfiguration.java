package io.holdfast.telemetry;

import io.micrometer.tracing.otel.bridge.Slf4JEventListener;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** Keeps the current span where log lines and messages read it. */
@AutoConfiguration(
        beforeName =
                "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration")
@ConditionalOnProperty(TracingOnDemand.ENDPOINT)
public final class TraceInLogsAutoConfiguration {

    @Bean
    Slf4JEventListener traceInLogs() {
        return new TraceInLogs();
    }
}
