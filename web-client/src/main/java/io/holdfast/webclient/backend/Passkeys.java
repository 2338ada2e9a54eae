package io.holdfast.webclient.backend;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Passkeys, as auth-service keeps them. Options and credentials are for the browser, and are passed on as they are. */
@Component
public class Passkeys {

    /**
     * @param backedUp whether it may be on other devices, too
     * @param usedAt null if it never was
     */
    public record Passkey(
            String id,
            String name,
            boolean backedUp,
            Instant createdAt,
            @Nullable Instant usedAt) {}

    private final Backend backend;

    Passkeys(Backend backend) {
        this.backend = backend;
    }

    public List<Passkey> all(String token) {
        return backend.get(
                Service.AUTH, token, new ParameterizedTypeReference<List<Passkey>>() {}, "/api/users/passkeys");
    }

    /** Begins to add one: what the browser is to be asked for. */
    public JsonNode begin(String token, String password, Browser browser) {
        return Backend.body(
                Service.AUTH,
                answer("/api/users/passkeys/options", token, Map.of("password", password), browser, JsonNode.class));
    }

    /** Adds the one that the browser made. */
    public void add(String token, String name, JsonNode credential, Browser browser) {
        answer("/api/users/passkeys", token, Map.of("name", name, "credential", credential), browser, Object.class);
    }

    public void remove(String token, String id, String password, Browser browser) {
        answer("/api/users/passkeys/" + id + "/remove", token, Map.of("password", password), browser, Object.class);
    }

    /**
     * Signs in with what the browser answered.
     *
     * @param present the token of the session that the browser has, which ends; null if it has none
     * @return cookies for the browser
     */
    public List<String> signIn(JsonNode credential, @Nullable String present, Browser browser) {
        return answer("/api/users/signin/passkey", present, Map.of("credential", credential), browser, Object.class)
                .getHeaders()
                .getOrEmpty(HttpHeaders.SET_COOKIE);
    }

    private <T> ResponseEntity<T> answer(
            String uri, @Nullable String token, Map<String, Object> body, Browser browser, Class<T> type) {
        return backend.post(Service.AUTH, uri, token, body, browser, answer -> answer.toEntity(type));
    }
}
