package io.holdfast.webclient.backend;

import io.holdfast.runtime.BundleSslContext;
import io.holdfast.telemetry.LogContext;
import java.io.IOException;
import java.net.http.HttpClient;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * HTTP clients of the services. A refusal becomes a {@link ServiceProblem} or {@link SignInNeeded}, no usable answer a
 * {@link ServiceUnreachable}.
 */
@Component
class Backend {

    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/=]{1,1000}");

    private final Map<Service, RestClient> forLookUps = new EnumMap<>(Service.class);
    private final Map<Service, RestClient> forDecisions = new EnumMap<>(Service.class);
    private final JsonMapper json;

    Backend(
            RestClient.Builder builder,
            BackendProperties properties,
            ObjectProvider<SslBundles> bundles,
            JsonMapper json)
            throws NoSuchAlgorithmException {
        this.json = json;
        // No attempt to upgrade to HTTP/2, which would cost a round trip: the services do not offer it.
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(properties.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .sslContext(BundleSslContext.of(properties.tlsBundle(), bundles))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
        for (Service service : Service.values()) {
            forLookUps.put(service, client(builder, http, service, properties, properties.readTimeout()));
            forDecisions.put(service, client(builder, http, service, properties, properties.orderTimeout()));
        }
    }

    private RestClient client(
            RestClient.Builder builder,
            HttpClient http,
            Service service,
            BackendProperties properties,
            Duration readTimeout) {
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(http);
        requests.setReadTimeout(readTimeout);
        return builder.clone()
                .baseUrl(properties.url(service))
                .requestFactory(requests)
                .requestInterceptor((request, body, execution) -> {
                    String trace = LogContext.traceparent();
                    // Set already if the request is measured as a span.
                    if (trace != null && !request.getHeaders().containsHeader(LogContext.TRACEPARENT)) {
                        request.getHeaders().set(LogContext.TRACEPARENT, trace);
                    }
                    Origin.addTo(request.getHeaders());
                    // What services write to the visitor later is in the language of the page. Not known where a page
                    // is made in parallel.
                    LocaleContext language = LocaleContextHolder.getLocaleContext();
                    if (language != null && language.getLocale() != null) {
                        request.getHeaders()
                                .set(
                                        HttpHeaders.ACCEPT_LANGUAGE,
                                        language.getLocale().toLanguageTag());
                    }
                    return execution.execute(request, body);
                })
                .defaultStatusHandler(HttpStatusCode::isError, (request, response) -> {
                    throw refusal(service, response);
                })
                .build();
    }

    /** Sends a look-up, which has to be answered soon. It can be no more than that: it begins as a {@code GET}. */
    <T> T ask(Service service, Function<RestClient.RequestHeadersUriSpec<?>, T> lookUp) {
        return call(service, forLookUps, client -> lookUp.apply(client.get()));
    }

    /** Sends a request that decides something, which may take longer. */
    <T> T decide(Service service, Function<RestClient, T> call) {
        return call(service, forDecisions, call);
    }

    private static <T> T call(Service service, Map<Service, RestClient> clients, Function<RestClient, T> call) {
        try {
            return call.apply(Objects.requireNonNull(clients.get(service)));
        } catch (ResourceAccessException e) {
            throw new ServiceUnreachable(service, String.valueOf(e.getMessage()), e);
        } catch (RestClientException e) {
            throw new ServiceUnreachable(service, "unreadable answer: " + e.getMessage(), e);
        }
    }

    <T> T get(Service service, @Nullable String token, ParameterizedTypeReference<T> type, String uri, Object... ids) {
        return ask(service, reading(service, token, type, uri, ids));
    }

    private <T> Function<RestClient.RequestHeadersUriSpec<?>, T> reading(
            Service service, @Nullable String token, ParameterizedTypeReference<T> type, String uri, Object... ids) {
        return request -> body(
                service,
                request.uri(uri, ids)
                        .headers(headers -> authorize(headers, token))
                        .retrieve()
                        .toEntity(type));
    }

    /** As {@link #get}, of what takes longer to work out. */
    <T> T getPatiently(Service service, @Nullable String token, Class<T> type, String uri, Object... ids) {
        Function<RestClient.RequestHeadersUriSpec<?>, T> reading =
                reading(service, token, ParameterizedTypeReference.forType(type), uri, ids);
        return decide(service, client -> reading.apply(client.get()));
    }

    <T> T get(Service service, @Nullable String token, Class<T> type, String uri, Object... ids) {
        return get(service, token, ParameterizedTypeReference.forType(type), uri, ids);
    }

    /**
     * Posts something for the browser, and reads the answer.
     *
     * @param token null without a session
     */
    <T> T post(
            Service service,
            String uri,
            @Nullable String token,
            Map<String, ?> body,
            Browser browser,
            Function<RestClient.ResponseSpec, T> read) {
        return decide(
                service,
                client -> read.apply(client.post()
                        .uri(uri)
                        .headers(headers -> authorize(headers, token))
                        .contentType(MediaType.APPLICATION_JSON)
                        .headers(browser::addTo)
                        .body(body)
                        .retrieve()));
    }

    static <T> T body(Service service, ResponseEntity<T> answer) {
        T body = answer.getBody();
        if (body == null) {
            throw new ServiceUnreachable(service, "empty answer", null);
        }
        return body;
    }

    static void authorize(HttpHeaders headers, @Nullable String token) {
        if (token != null) {
            headers.setBearerAuth(token);
        }
    }

    /** @param solution of a puzzle; null or empty for none */
    static void prove(HttpHeaders headers, @Nullable String solution) {
        if (solution != null && BASE64.matcher(solution).matches()) {
            headers.set("Puzzle-Solution", solution);
        }
    }

    private RuntimeException refusal(Service service, ClientHttpResponse response) throws IOException {
        int status = response.getStatusCode().value();
        JsonNode problem = problem(response);
        Duration retryAfter = retryAfter(response.getHeaders());
        String code = problem.path("code").asString("");
        if (status >= 500 && code.isEmpty() && retryAfter == null) {
            return new ServiceUnreachable(service, "answered " + status, null);
        }
        if (code.equals("unauthenticated")) {
            return new SignInNeeded();
        }
        return new ServiceProblem(
                service,
                status,
                code,
                problem.path("detail").asString(""),
                List.copyOf(problem.path("errors").values()),
                retryAfter);
    }

    private JsonNode problem(ClientHttpResponse response) throws IOException {
        try {
            return json.readTree(response.getBody().readNBytes(65_536));
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    private static @Nullable Duration retryAfter(HttpHeaders headers) {
        String value = headers.getFirst(HttpHeaders.RETRY_AFTER);
        if (value == null || !value.matches("\\d{1,6}")) {
            return null;
        }
        return Duration.ofSeconds(Long.parseLong(value));
    }
}
