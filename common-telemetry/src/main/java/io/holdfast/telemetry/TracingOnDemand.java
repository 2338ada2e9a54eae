package io.holdfast.telemetry;

import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves everything about tracing out of an application that has nowhere to send its traces: no classes loaded, no spans made.
 * {@code OTEL_EXPORTER_OTLP_ENDPOINT} switches it on.
 */
final class TracingOnDemand extends AutoConfigurationFilter implements EnvironmentAware {

    /** Boot sets it from {@code OTEL_EXPORTER_OTLP_ENDPOINT} or {@code OTEL_EXPORTER_OTLP_TRACES_ENDPOINT}. */
    static final String ENDPOINT = "management.opentelemetry.tracing.export.otlp.endpoint";

    private static final String TRACING = "org.springframework.boot.micrometer.tracing.";
    private static final String OPEN_TELEMETRY = "org.springframework.boot.opentelemetry.";

    private boolean wanted;

    @Override
    public void setEnvironment(Environment environment) {
        wanted = isWanted(environment);
    }

    static boolean isWanted(Environment environment) {
        return !environment.getProperty(ENDPOINT, "").isBlank();
    }

    @Override
    boolean leavesOut(String name) {
        return !wanted && (name.startsWith(TRACING) || name.startsWith(OPEN_TELEMETRY));
    }
}
