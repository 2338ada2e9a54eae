package io.holdfast.telemetry;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Defaults of all services, which their own settings override. */
final class TelemetryDefaults implements EnvironmentPostProcessor {

    /** Log collectors in a cluster read JSON. */
    private static final Map<String, Object> IN_A_CLUSTER = Map.of("logging.structured.format.console", "ecs");

    private static final Map<String, Object> DEFAULTS = Map.of(
            // Several services may share a JVM, but not their metrics.
            "management.metrics.use-global-registry",
            "false",
            "management.metrics.distribution.slo.http.server.requests",
            "5ms,10ms,25ms,50ms,100ms,250ms,500ms,1s,2500ms,10s",
            // Scheduled tasks run too often: their spans would outnumber those that matter.
            "management.observations.enable.tasks",
            "false",
            // Spring's event about each request has no listener: observations count requests.
            "spring.mvc.publish-request-handled-events",
            "false",
            // Tasks end before metrics are scraped.
            "management.metrics.observations.ignored-meters",
            "long-task-timer",
            // For logs in text; structured logs have these as fields.
            "logging.pattern.correlation",
            "[%X{trace.id:-}%replace(/%X{order.id:-}){'^/$', ''}] ",
            // Logs go to the console, metrics to Prometheus; OpenTelemetry gets the traces.
            "management.logging.export.otlp.enabled",
            "false",
            "management.otlp.metrics.export.enabled",
            "false");

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (CloudPlatform.KUBERNETES.isActive(environment)) {
            environment.getPropertySources().addLast(new MapPropertySource("telemetryInACluster", IN_A_CLUSTER));
        }
        environment.getPropertySources().addLast(new MapPropertySource("telemetryDefaults", DEFAULTS));
    }
}
