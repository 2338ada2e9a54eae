package io.holdfast.webclient.backend;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;

/** events-service. */
@Component
public class Events {

    private static final ParameterizedTypeReference<Page<Event>> PAGE = new ParameterizedTypeReference<>() {};

    private final Backend backend;

    Events(Backend backend) {
        this.backend = backend;
    }

    /** Upcoming events; the parameters are those of {@code GET /api/events}. */
    public Page<Event> search(MultiValueMap<String, String> parameters) {
        return backend.ask(
                Service.EVENTS,
                client -> Backend.body(
                        Service.EVENTS,
                        client.get()
                                .uri(uri -> {
                                    var target = uri.path("/api/events");
                                    // As variables, so that a brace or an ampersand in a search is only that.
                                    parameters.forEach((name, values) -> target.queryParam(name, "{" + name + "}"));
                                    return target.build(parameters.toSingleValueMap());
                                })
                                .retrieve()
                                .toEntity(PAGE)));
    }

    /** @param token an organizer also sees what is not published */
    public Event event(String id, @Nullable String token) {
        return backend.get(Service.EVENTS, token, Event.class, "/api/events/{id}", id);
    }

    public Event publish(String token, String idempotencyKey, Map<String, Object> event) {
        return backend.decide(
                Service.EVENTS,
                client -> Backend.body(
                        Service.EVENTS,
                        client.post()
                                .uri("/api/events/new")
                                .headers(headers -> Backend.authorize(headers, token))
                                .header("Idempotency-Key", idempotencyKey)
                                .contentType(MediaType.APPLICATION_JSON)
                                .body(event)
                                .retrieve()
                                .toEntity(Event.class)));
    }
}
