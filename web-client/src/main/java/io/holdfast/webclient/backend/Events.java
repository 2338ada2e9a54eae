package io.holdfast.webclient.backend;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriBuilder;

/** Requests to events-service. */
@Component
public class Events {

    private static final ParameterizedTypeReference<Page<Event>> PAGE = new ParameterizedTypeReference<>() {};

    private static final ParameterizedTypeReference<Map<String, Object>> ANYTHING =
            new ParameterizedTypeReference<>() {};

    /** What a picture may be called; what it is, its content tells. */
    private static final Map<String, MediaType> TYPES =
            Map.of("image/png", MediaType.IMAGE_PNG, "image/gif", MediaType.IMAGE_GIF);

    private final Backend backend;

    Events(Backend backend) {
        this.backend = backend;
    }

    /** Upcoming events; the parameters are those of {@code GET /api/events}. */
    public Page<Event> search(MultiValueMap<String, String> parameters) {
        return backend.ask(
                Service.EVENTS,
                request -> Backend.body(
                        Service.EVENTS,
                        request.uri(uri -> {
                                    UriBuilder target = uri.path("/api/events");
                                    // As variables, so that braces and ampersands in a search are escaped.
                                    parameters.forEach((name, values) -> target.queryParam(name, "{" + name + "}"));
                                    return target.build(parameters.toSingleValueMap());
                                })
                                .retrieve()
                                .toEntity(PAGE)));
    }

    /** @param token null for a public event; an organizer's token also finds their drafts */
    public Event event(String id, @Nullable String token) {
        return backend.get(Service.EVENTS, token, Event.class, "/api/events/{id}", id);
    }

    /**
     * The picture of an event.
     *
     * @param path as {@link Event#picture()} names it
     */
    public byte[] picture(String path) {
        return backend.get(Service.EVENTS, null, byte[].class, path);
    }

    /** Creates an event, which is published unless the draft has another status. */
    public Event create(String token, String idempotencyKey, EventDraft event) {
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

    /** The caller's own events, newest first, drafts and past ones too. */
    public Page<Event> mine(String token, @Nullable String cursor) {
        return cursor == null
                ? backend.get(Service.EVENTS, token, PAGE, "/api/events/mine?size=24")
                : backend.get(Service.EVENTS, token, PAGE, "/api/events/mine?size=24&cursor={cursor}", cursor);
    }

    /** Replaces the version of the event that the draft names. */
    public Event change(String token, String id, EventDraft event) {
        return put(token, id, event);
    }

    private Event put(String token, String id, Object event) {
        return backend.decide(
                Service.EVENTS,
                client -> Backend.body(
                        Service.EVENTS,
                        client.put()
                                .uri("/api/events/{id}", id)
                                .headers(headers -> Backend.authorize(headers, token))
                                .contentType(MediaType.APPLICATION_JSON)
                                .body(event)
                                .retrieve()
                                .toEntity(Event.class)));
    }

    /** Pauses or resumes the sale. */
    public void pause(String token, String id, boolean paused) {
        change(token, id, "salesPaused", paused);
    }

    /** Changes one field. Everything else is sent back as it was read, including fields that this client does not know. */
    public void change(String token, String id, String field, Object value) {
        for (int tries = 1; ; tries++) {
            Map<String, Object> event =
                    new LinkedHashMap<>(backend.get(Service.EVENTS, token, ANYTHING, "/api/events/{id}", id));
            event.put(field, value);
            try {
                put(token, id, event);
                return;
            } catch (ServiceProblem problem) {
                // Changed between the two requests: that change stays, and this one is applied to it.
                if (!problem.is("version-conflict") || tries == 3) {
                    throw problem;
                }
            }
        }
    }

    /** Uploads a picture, and returns what an event then has for its {@code imageUrl}. */
    public String upload(String token, String type, byte[] picture) {
        MediaType format = TYPES.getOrDefault(type, MediaType.IMAGE_JPEG);
        return backend.decide(
                        Service.EVENTS,
                        client -> Backend.body(
                                Service.EVENTS,
                                client.post()
                                        .uri("/api/events/pictures")
                                        .headers(headers -> Backend.authorize(headers, token))
                                        .contentType(format)
                                        .body(picture)
                                        .retrieve()
                                        .toEntity(Uploaded.class)))
                .url();
    }

    private record Uploaded(String url) {}

    private record OwnSeller(Event.@Nullable Seller seller) {}

    /** Who sells the caller's tickets; null while the caller has named none. */
    public Event.@Nullable Seller seller(String token) {
        return backend.get(Service.EVENTS, token, OwnSeller.class, "/api/events/seller")
                .seller();
    }

    /** Says who sells the caller's tickets. */
    public void describeSeller(String token, Event.Seller seller) {
        backend.decide(
                Service.EVENTS,
                client -> Backend.body(
                        Service.EVENTS,
                        client.put()
                                .uri("/api/events/seller")
                                .headers(headers -> Backend.authorize(headers, token))
                                .contentType(MediaType.APPLICATION_JSON)
                                .body(seller)
                                .retrieve()
                                .toEntity(OwnSeller.class)));
    }

    public Event cancel(String token, String id) {
        return backend.decide(
                Service.EVENTS,
                client -> Backend.body(
                        Service.EVENTS,
                        client.post()
                                .uri("/api/events/{id}/cancel", id)
                                .headers(headers -> Backend.authorize(headers, token))
                                .retrieve()
                                .toEntity(Event.class)));
    }
}
