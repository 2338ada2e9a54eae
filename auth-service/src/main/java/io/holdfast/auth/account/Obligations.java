package io.holdfast.auth.account;

import io.holdfast.auth.AuthProperties;
import io.holdfast.runtime.BundleSslContext;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import io.holdfast.web.WebProperties;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** What a person still has to go to, or to hold: as the services that know it answer in the person's name. */
@Component
class Obligations {

    private static final Logger log = LoggerFactory.getLogger(Obligations.class);

    private static final ParameterizedTypeReference<List<Obligation>> LIST = new ParameterizedTypeReference<>() {};

    /**
     * @param id of the order or the event
     * @param name of the event
     * @param until when it is over
     */
    record Obligation(String id, String name, Instant until) {}

    /**
     * @param events that the person organizes
     * @param orders that the person paid, or holds
     */
    record Open(List<Obligation> events, List<Obligation> orders) {

        List<Obligation> all() {
            List<Obligation> all = new ArrayList<>(events);
            all.addAll(orders);
            return all;
        }
    }

    private final RestClient http;
    private final AuthProperties.Erasure services;

    Obligations(AuthProperties properties, WebProperties web, ObjectProvider<SslBundles> bundles)
            throws NoSuchAlgorithmException {
        this.services = properties.erasure();
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(services.timeout())
                .sslContext(BundleSslContext.of(web.tlsBundle(), bundles))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build());
        requests.setReadTimeout(services.timeout());
        this.http = RestClient.builder().requestFactory(requests).build();
    }

    /** @throws ProblemException 503 when a service does not answer: nothing is known then */
    Open of(Caller caller) {
        return new Open(
                ask(services.eventsUrl().resolve("/api/events/obligations"), caller),
                ask(services.ordersUrl().resolve("/api/orders/obligations"), caller));
    }

    /** As {@link #of}, for a guest, who organizes nothing. */
    Open ofGuest(Caller guest) {
        return new Open(List.of(), ask(services.ordersUrl().resolve("/api/orders/obligations"), guest));
    }

    private List<Obligation> ask(URI uri, Caller caller) {
        try {
            List<Obligation> found = http.get()
                    .uri(uri)
                    .headers(headers -> headers.setBearerAuth(caller.token()))
                    .retrieve()
                    .body(LIST);
            return found == null ? List.of() : found;
        } catch (RestClientException e) {
            log.warn("{} does not tell what is open: {}", uri, e.toString());
            throw ProblemException.unavailable(
                    "Whether anything of yours is still to come cannot be told right now. Try again shortly.",
                    Duration.ofSeconds(10));
        }
    }
}
