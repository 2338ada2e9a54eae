package io.holdfast.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.observation.ClientHttpObservationDocumentation;
import org.springframework.http.client.observation.ClientRequestObservationContext;
import org.springframework.http.client.observation.DefaultClientRequestObservationConvention;
import org.springframework.http.server.observation.DefaultServerRequestObservationConvention;
import org.springframework.http.server.observation.ServerHttpObservationDocumentation;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** What is in the address of a request is in no span: the code of a ticket admits who has it. */
class AddressesInSpansTests {

    private final List<SpanData> spans = new ArrayList<>();
    private final ObservationRegistry registry = ObservationRegistry.create();

    AddressesInSpansTests() {
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(new Kept(spans)))
                .build();
        registry.observationConfig()
                .observationFilter(new TelemetryAutoConfiguration().noAddressesOfRequests())
                .observationHandler(new DefaultTracingObservationHandler(
                        new OtelTracer(provider.get("test"), new OtelCurrentTraceContext(), event -> {})));
    }

    /** Keeps spans as they are exported. */
    private record Kept(List<SpanData> spans) implements SpanExporter {

        @Override
        public CompletableResultCode export(Collection<SpanData> exported) {
            spans.addAll(exported);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    @Test
    void ofARequestThatIsAnsweredTheTemplateIsKept() {
        MockHttpServletRequest request =
                new MockHttpServletRequest("DELETE", "/api/orders/events/e1/check-ins/SECRET-CODE");
        ServerRequestObservationContext context =
                new ServerRequestObservationContext(request, new MockHttpServletResponse());
        context.setPathPattern("/api/orders/events/{eventId}/check-ins/{code}");
        observe(ServerHttpObservationDocumentation.HTTP_SERVLET_SERVER_REQUESTS.observation(
                null, new DefaultServerRequestObservationConvention(), () -> context, registry));
        assertThat(spans.toString()).contains("/check-ins/{code}").doesNotContain("SECRET-CODE");
    }

    @Test
    void ofARequestThatIsSentTheTemplateIsKept() {
        ClientRequestObservationContext context = new ClientRequestObservationContext(
                new MockClientHttpRequest(HttpMethod.GET, URI.create("http://orders/api/orders/events/e1?q=Lovelace")));
        context.setUriTemplate("/api/orders/events/{id}");
        observe(ClientHttpObservationDocumentation.HTTP_CLIENT_EXCHANGES.observation(
                null, new DefaultClientRequestObservationConvention(), () -> context, registry));
        assertThat(spans.toString()).contains("/api/orders/events/{id}").doesNotContain("Lovelace");
    }

    private void observe(Observation observation) {
        observation.observe(() -> {});
        assertThat(spans).hasSize(1);
    }
}
