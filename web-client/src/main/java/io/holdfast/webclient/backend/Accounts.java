package io.holdfast.webclient.backend;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Requests to auth-service. The cookies that it sets are returned, to be passed on to the browser. */
@Component
public class Accounts {

    /** The signed-in account, null if there is none, and the cookies for the browser. */
    public record Session(@Nullable Account account, List<String> cookies) {}

    record CurrentUser(@Nullable Account currentUser) {}

    private final Backend backend;

    Accounts(Backend backend) {
        this.backend = backend;
    }

    public List<String> signUp(String email, String password, @Nullable String name, String address) {
        Map<String, String> body = name == null || name.isBlank()
                ? Map.of("email", email, "password", password)
                : Map.of("email", email, "password", password, "name", name);
        return requestSession("/api/users/signup", body, address);
    }

    public List<String> signIn(String email, String password, String address) {
        return requestSession("/api/users/signin", Map.of("email", email, "password", password), address);
    }

    private List<String> requestSession(String uri, Map<String, String> body, String address) {
        return backend.decide(
                Service.AUTH,
                client -> cookies(client.post()
                        .uri(uri)
                        .contentType(MediaType.APPLICATION_JSON)
                        .header("X-Forwarded-For", address)
                        .body(body)
                        .retrieve()
                        .toBodilessEntity()
                        .getHeaders()));
    }

    /** Ends every other session of the account. */
    public void changePassword(String token, String current, String fresh, String address) {
        backend.decide(
                Service.AUTH,
                client -> client.post()
                        .uri("/api/users/password")
                        .headers(headers -> Backend.authorize(headers, token))
                        .contentType(MediaType.APPLICATION_JSON)
                        .header("X-Forwarded-For", address)
                        .body(Map.of("currentPassword", current, "newPassword", fresh))
                        .retrieve()
                        .toBodilessEntity());
    }

    public List<String> signOut(String token) {
        return backend.ask(
                Service.AUTH,
                client -> cookies(client.post()
                        .uri("/api/users/signout")
                        .headers(headers -> Backend.authorize(headers, token))
                        .retrieve()
                        .toBodilessEntity()
                        .getHeaders()));
    }

    /** @param cookieName name of the cookie that the token came in: auth-service renews only a session that came in a cookie */
    public Session current(String cookieName, String token) {
        return backend.ask(Service.AUTH, client -> {
            ResponseEntity<CurrentUser> answer = client.get()
                    .uri("/api/users/currentuser")
                    .headers(headers -> Backend.authorize(headers, token))
                    .header(HttpHeaders.COOKIE, cookieName + "=" + token)
                    .retrieve()
                    .toEntity(CurrentUser.class);
            return new Session(Backend.body(Service.AUTH, answer).currentUser(), cookies(answer.getHeaders()));
        });
    }

    private static List<String> cookies(HttpHeaders headers) {
        return headers.getOrEmpty(HttpHeaders.SET_COOKIE);
    }
}
