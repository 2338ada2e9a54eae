package io.holdfast.telemetry;

import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Excludes the auto-configurations of tracing from an application without an endpoint for traces, which then loads no such classes and
 * makes no spans. {@code OTEL_EXPORTER_OTLP_ENDPOINT} switches tracing on.
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
    boolean excludes(String name) {
        return !wanted && (name.startsWith(TRACING) || name.startsWith(OPEN_TELEMETRY));
    }
}
