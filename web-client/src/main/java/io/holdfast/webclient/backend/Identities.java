package io.holdfast.webclient.backend;

import io.holdfast.language.Beginning;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/** Signing in by an identity provider, as auth-service offers it. */
@Component
public class Identities {

    /**
     * How people can sign in, besides address and password.
     *
     * @param identityProvider what people know it by; null if none is configured
     * @param passkeys whether accounts may have passkeys
     */
    public record Methods(@Nullable String identityProvider, boolean passkeys) {}

    /**
     * @param location of the provider, to send the browser to
     * @param browser a secret to keep in it meanwhile
     */
    public record Begun(String location, String browser) {}

    /**
     * What the browser comes back with.
     *
     * @param code null if the provider refused
     * @param error null if it did not
     * @param browser the secret that was kept in it
     */
    public record Back(
            String state, @Nullable String code, @Nullable String error, String browser) {

        private Map<String, String> body() {
            Map<String, String> body = new HashMap<>(Map.of("state", state, "browser", browser));
            if (code != null) {
                body.put("code", code);
            }
            if (error != null) {
                body.put("error", Beginning.of(error, 200));
            }
            return body;
        }
    }

    /** @param email what it was at the provider when it was linked; null for nothing */
    public record Linked(String id, String issuer, @Nullable String email, Instant linkedAt) {}

    private final Backend backend;

    Identities(Backend backend) {
        this.backend = backend;
    }

    public Methods methods() {
        return backend.get(Service.AUTH, null, Methods.class, "/api/users/signin/methods");
    }

    public Begun begin(Browser browser) {
        return answer("/api/users/signin/identity", null, Map.of(), browser, Begun.class);
    }

    /**
     * Signs in who is back.
     *
     * @param present the token of the session that the browser has, which ends; null if it has none
     * @return cookies for the browser
     */
    public List<String> signIn(Back back, @Nullable String present, Browser browser) {
        return backend.post(
                        Service.AUTH,
                        "/api/users/signin/identity/confirm",
                        present,
                        back.body(),
                        browser,
                        RestClient.ResponseSpec::toBodilessEntity)
                .getHeaders()
                .getOrEmpty(HttpHeaders.SET_COOKIE);
    }

    public List<Linked> linked(String token) {
        return backend.get(
                Service.AUTH, token, new ParameterizedTypeReference<List<Linked>>() {}, "/api/users/identities");
    }

    /** Begins linking the account. */
    public Begun beginLink(String token, String password, Browser browser) {
        return answer("/api/users/identities", token, Map.of("password", password), browser, Begun.class);
    }

    /** Links the account to who is back. */
    public void link(String token, Back back, Browser browser) {
        answer("/api/users/identities/confirm", token, back.body(), browser, Object.class);
    }

    /** Has the account linked no longer. */
    public void remove(String token, String id, String password, Browser browser) {
        answer("/api/users/identities/" + id + "/remove", token, Map.of("password", password), browser, Object.class);
    }

    private <T> T answer(String uri, @Nullable String token, Map<String, String> body, Browser browser, Class<T> type) {
        return Backend.body(
                Service.AUTH, backend.post(Service.AUTH, uri, token, body, browser, answer -> answer.toEntity(type)));
    }
}
