package io.holdfast.webclient.backend;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The seat plans of events, from events-service. What was read last is kept, and read again only if it has changed, since a plan of
 * 100,000 seats has 5 MB.
 */
@Component
public class SeatPlans {

    /** How many seats are kept, of all events together; each takes about 100 bytes. */
    private static final int SEATS_KEPT = 200_000;

    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final String GZIP = "gzip";

    private record Known(String tag, SeatPlan plan) {}

    private final Backend backend;
    private final JsonMapper json;
    private final Cache<String, Known> plans = Caffeine.newBuilder()
            .maximumWeight(SEATS_KEPT)
            .weigher((String id, Known known) -> known.plan().seats() + 1)
            .expireAfterAccess(KEPT)
            .build();

    SeatPlans(Backend backend, JsonMapper json) {
        this.backend = backend;
        this.json = json;
    }

    /**
     * The plan as it is now.
     *
     * @param token null for a public event; an organizer's token also finds their drafts
     * @param address the visitor's, since events-service limits how much one may read
     */
    public SeatPlan of(String id, @Nullable String token, String address) {
        Known known = plans.getIfPresent(id);
        ResponseEntity<byte[]> answer = read(id, token, address, known == null ? null : known.tag());
        if (known != null && answer.getStatusCode().value() == HttpStatus.NOT_MODIFIED.value()) {
            return known.plan();
        }
        SeatPlan plan = parse(answer);
        String tag = answer.getHeaders().getETag();
        if (tag != null) {
            plans.put(id, new Known(tag, plan));
        }
        return plan;
    }

    private ResponseEntity<byte[]> read(String id, @Nullable String token, String address, @Nullable String tag) {
        return backend.ask(
                Service.EVENTS,
                request -> request.uri("/api/events/{id}/seats", id)
                        .headers(headers -> {
                            Backend.authorize(headers, token);
                            headers.set("X-Forwarded-For", address);
                            headers.set(HttpHeaders.ACCEPT_ENCODING, GZIP);
                            if (tag != null) {
                                headers.setIfNoneMatch(tag);
                            }
                        })
                        .retrieve()
                        .toEntity(byte[].class));
    }

    private SeatPlan parse(ResponseEntity<byte[]> answer) {
        boolean compressed = GZIP.equals(answer.getHeaders().getFirst(HttpHeaders.CONTENT_ENCODING));
        InputStream bytes = new ByteArrayInputStream(Backend.body(Service.EVENTS, answer));
        try (InputStream plain = compressed ? new GZIPInputStream(bytes) : bytes) {
            return json.readValue(plain, SeatPlan.class);
        } catch (IOException | JacksonException e) {
            throw new ServiceUnreachable(Service.EVENTS, "unreadable answer: " + e.getMessage(), e);
        }
    }
}
