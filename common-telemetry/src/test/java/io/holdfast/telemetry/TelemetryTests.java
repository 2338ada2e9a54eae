package io.holdfast.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.springframework.aot.AotDetector;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.core.SpringProperties;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class TelemetryTests {

    @AfterEach
    void leaveTheTrace() {
        MDC.clear();
    }

    @Test
    void readingsAreUnknownWhenAProbeFails() {
        MeterRegistry registry = new SimpleMeterRegistry();
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch seen = new CountDownLatch(1);
        MeterProbe probe = readings -> {
            if (calls.incrementAndGet() > 1) {
                seen.await();
                throw new IOException("gone");
            }
            readings.set("lag", "How far behind", 7, "stream", "orders");
        };
        MeterProbes probes = new MeterProbes(List.of(probe), registry, Duration.ofMillis(200));
        probes.start();
        try {
            await().until(() -> registry.find("lag").gauge() != null);
            assertThat(registry.get("lag").tag("stream", "orders").gauge().value())
                    .isEqualTo(7);
            seen.countDown();
            await().until(() -> Double.isNaN(registry.get("lag").gauge().value()));
        } finally {
            probes.stop();
        }
    }

    @Test
    void aSlowFirstRoundDoesNotDelayTheNext() {
        MeterRegistry registry = new SimpleMeterRegistry();
        AtomicInteger calls = new AtomicInteger();
        MeterProbe probe = readings -> {
            if (calls.incrementAndGet() == 1) {
                Thread.sleep(500); // fifty times as long is longer than await() waits
                throw new IOException("not there yet");
            }
            readings.set("lag", "How far behind", 7);
        };
        MeterProbes probes = new MeterProbes(List.of(probe), registry, Duration.ofMillis(10));
        probes.start();
        try {
            await().until(() -> registry.find("lag").gauge() != null);
        } finally {
            probes.stop();
        }
    }

    @Test
    void tracingIsLeftOutUntilThereIsAnEndpoint() {
        String[] names = {
            "org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration",
            "org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration"
        };
        assertThat(matches(new MockEnvironment(), names)).containsExactly(false, false, true);
        assertThat(matches(
                        new MockEnvironment().withProperty(TracingOnDemand.ENDPOINT, "http://localhost:4318/v1/traces"),
                        names))
                .containsExactly(true, true, true);
    }

    private static boolean[] matches(MockEnvironment environment, String[] names) {
        TracingOnDemand filter = new TracingOnDemand();
        filter.setEnvironment(environment);
        return filter.match(names, mock(AutoConfigurationMetadata.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "X-Real-IP", "Via"})
    void requestsThroughAGatewayFindNoMetrics(String header) throws ServletException, IOException {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/actuator/prometheus");
        assertThat(status(request)).isEqualTo(200);
        request.addHeader(header, "203.0.113.7");
        assertThat(status(request)).isEqualTo(404);
    }

    private static int status(MockHttpServletRequest request) throws ServletException, IOException {
        MockHttpServletResponse response = new MockHttpServletResponse();
        new NotForTheGateway().doFilter(request, response, new MockFilterChain());
        return response.getStatus();
    }

    @Test
    void logsAreJsonInAClusterAndTextElsewhere() {
        assertThat(formatIn(new MockEnvironment())).isNull();
        assertThat(formatIn(new MockEnvironment().withProperty("spring.main.cloud-platform", "kubernetes")))
                .isEqualTo("ecs");
    }

    private static @Nullable String formatIn(MockEnvironment environment) {
        new TelemetryDefaults().postProcessEnvironment(environment, new SpringApplication());
        return environment.getProperty("logging.structured.format.console");
    }

    @Test
    void aGeneratedContextIsUsedForTheSettingsItWasGeneratedFor() {
        assertThat(usesGeneratedContext(Application.class, new MockEnvironment()))
                .isTrue();
        assertThat(usesGeneratedContext(
                        Application.class,
                        new MockEnvironment()
                                .withProperty("holdfast.payments.provider", "sandbox")
                                .withProperty(TracingOnDemand.ENDPOINT, "")))
                .isTrue();
        assertThat(usesGeneratedContext(
                        Application.class, new MockEnvironment().withProperty("holdfast.payments.provider", "stripe")))
                .isFalse();
        assertThat(usesGeneratedContext(
                        Application.class,
                        new MockEnvironment().withProperty(TracingOnDemand.ENDPOINT, "http://localhost:4318")))
                .isFalse();
        assertThat(usesGeneratedContext(TelemetryTests.class, new MockEnvironment()))
                .as("none was generated")
                .isFalse();
        SpringProperties.setProperty(AotDetector.AOT_ENABLED, "false");
        assertThat(usesGeneratedContext(Application.class, new MockEnvironment()))
                .as("switched off")
                .isFalse();
    }

    private static boolean usesGeneratedContext(Class<?> main, MockEnvironment environment) {
        SpringApplication application = new SpringApplication();
        application.setMainApplicationClass(main);
        try {
            new GeneratedContext().postProcessEnvironment(environment, application);
            return AotDetector.useGeneratedArtifacts();
        } finally {
            SpringProperties.setProperty(AotDetector.AOT_ENABLED, null);
        }
    }

    private static final class Application {}

    /** Spring recognises what it has generated by this name. */
    @SuppressWarnings("unused")
    private static final class Application__ApplicationContextInitializer {}

    @Test
    void logLinesContainTheTrace() {
        LogContext.traceparent("00-11111111111111111111111111111111-2222222222222222-01");
        assertThat(MDC.get(LogContext.TRACE_ID)).isEqualTo("11111111111111111111111111111111");
        LogContext.traceparent(null);
        assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
    }
}
