package io.holdfast.webclient.backend;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/** Requests to auth-service. The cookies that it sets are returned, to be passed on to the browser. */
@Component
public class Accounts {

    /**
     * Who is there.
     *
     * @param account the signed-in account; null if there is none
     * @param guest who buys without an account; null if no one does
     * @param cookies for the browser
     */
    public record Session(
            @Nullable Account account, @Nullable Account guest, List<String> cookies) {}

    record CurrentUser(
            @Nullable Account currentUser, @Nullable Account guest) {}

    record Agreed(boolean moved) {}

    /**
     * Whether the account asks for codes of an app.
     *
     * @param recoveryCodesLeft how many codes are left to use without the app
     */
    public record Codes(boolean on, int recoveryCodesLeft) {}

    /**
     * A secret for an app.
     *
     * @param uri for its QR code
     */
    public record AppSecret(String secret, String uri) {}

    /**
     * Codes to sign in with without the app.
     *
     * @param cookies for the browser
     */
    public record Recovery(
            List<String> recoveryCodes, @Nullable List<String> cookies) {}

    private final Backend backend;

    Accounts(Backend backend) {
        this.backend = backend;
    }

    /** Begins a purchase without an account. */
    public List<String> beginGuest(String email, String name, Browser browser) {
        return requestSession("/api/users/guest", Map.of("email", email, "name", name), null, browser);
    }

    /**
     * Opens a guest's orders with the secret of a link, or brings them into the account of this address.
     *
     * @param present the token of the session that the browser has; null if it has none
     */
    public List<String> openGuest(String secret, @Nullable String present, Browser browser) {
        return requestSession("/api/users/guest/link", Map.of("token", secret), present, browser);
    }

    /** @param present the token of the session that the browser has, perhaps a guest's; null if it has none */
    public List<String> signUp(
            String email, String password, @Nullable String name, @Nullable String present, Browser browser) {
        Map<String, String> body = name == null || name.isBlank()
                ? Map.of("email", email, "password", password)
                : Map.of("email", email, "password", password, "name", name);
        return requestSession("/api/users/signup", body, present, browser);
    }

    /** @param present the token of the session that the browser has, which ends; null if it has none */
    public List<String> signIn(String email, String password, @Nullable String present, Browser browser) {
        return requestSession("/api/users/signin", Map.of("email", email, "password", password), present, browser);
    }

    /**
     * Signs in with the secret of a link.
     *
     * @param present the token of the session that the browser has, which ends; null if it has none
     */
    public List<String> followSignInLink(String secret, @Nullable String present, Browser browser) {
        return requestSession("/api/users/signin-link/confirm", Map.of("token", secret), present, browser);
    }

    /**
     * Completes a sign-in with a code.
     *
     * @param challenge from the answer {@code code-needed}
     * @param present the token of the session that the browser has, which ends; null if it has none
     */
    public List<String> signInWithCode(String challenge, String code, @Nullable String present, Browser browser) {
        return requestSession("/api/users/signin/code", Map.of("challenge", challenge, "code", code), present, browser);
    }

    public Codes codes(String token) {
        return backend.get(Service.AUTH, token, Codes.class, "/api/users/totp");
    }

    /** A new secret for an app; it has to be confirmed with a code. */
    public AppSecret prepareCodes(String token, String password, Browser browser) {
        return Backend.body(
                Service.AUTH, answer("/api/users/totp", token, Map.of("password", password), browser, AppSecret.class));
    }

    /** Asks for codes from now on. */
    public Recovery confirmCodes(String token, String code, Browser browser) {
        ResponseEntity<Recovery> answer =
                answer("/api/users/totp/confirm", token, Map.of("code", code), browser, Recovery.class);
        return new Recovery(Backend.body(Service.AUTH, answer).recoveryCodes(), cookies(answer.getHeaders()));
    }

    /** Asks for codes no longer. */
    public void removeCodes(String token, String password, String code, Browser browser) {
        post("/api/users/totp/remove", token, Map.of("password", password, "code", code), browser);
    }

    private <T> ResponseEntity<T> answer(
            String uri, @Nullable String token, Map<String, String> body, Browser browser, Class<T> type) {
        return backend.post(Service.AUTH, uri, token, body, browser, answer -> answer.toEntity(type));
    }

    /**
     * Sets another password with the secret of a link, and signs in.
     *
     * @param present the token of the session that the browser has, which ends; null if it has none
     */
    public List<String> reset(String secret, String password, @Nullable String present, Browser browser) {
        return requestSession(
                "/api/users/reset/confirm", Map.of("token", secret, "newPassword", password), present, browser);
    }

    private List<String> requestSession(
            String uri, Map<String, String> body, @Nullable String present, Browser browser) {
        return cookies(post(uri, present, body, browser).getHeaders());
    }

    /** Has a link sent for another password; the answer is the same whether the address has an account. */
    public void sendReset(String email, Browser browser) {
        post("/api/users/reset", null, Map.of("email", email), browser);
    }

    /** Has a link sent to sign in with; the answer is the same whether the address has an account. */
    public void sendSignInLink(String email, Browser browser) {
        post("/api/users/signin-link", null, Map.of("email", email), browser);
    }

    /** Has the link sent once more that proves the account's address. */
    public void sendProof(String token, Browser browser) {
        post("/api/users/verification", token, Map.of(), browser);
    }

    /** Proves the address that a link was sent to. */
    public void prove(String secret, Browser browser) {
        post("/api/users/verify", null, Map.of("token", secret), browser);
    }

    /** Says that the account is not of who reads the address that a link was sent to. */
    public void decline(String secret, Browser browser) {
        post("/api/users/verify/decline", null, Map.of("token", secret), browser);
    }

    /** Asks both ends whether the account may have another address. */
    public void planMove(String token, String email, String password, Browser browser) {
        post("/api/users/email", token, Map.of("email", email, "password", password), browser);
    }

    /**
     * One end agrees to another address.
     *
     * @param end {@code from} or {@code to}
     * @return whether both have agreed
     */
    public boolean agree(String end, String secret, Browser browser) {
        ResponseEntity<Agreed> answer =
                answer("/api/users/email/confirm/" + end, null, Map.of("token", secret), browser, Agreed.class);
        return Backend.body(Service.AUTH, answer).moved();
    }

    /** Has mails written to the visitor in this language. */
    public void chooseLanguage(String token, String tag, Browser browser) {
        post("/api/users/language", token, Map.of("language", tag), browser);
    }

    public AccountDetails details(String token) {
        return backend.get(Service.AUTH, token, AccountDetails.class, "/api/users/account");
    }

    public List<AccountSession> sessions(String token) {
        return backend.get(
                Service.AUTH, token, new ParameterizedTypeReference<List<AccountSession>>() {}, "/api/users/sessions");
    }

    /** Ends one session of the account. */
    public void endSession(String token, String id) {
        backend.decide(
                Service.AUTH,
                client -> client.delete()
                        .uri("/api/users/sessions/{id}", id)
                        .headers(headers -> Backend.authorize(headers, token))
                        .retrieve()
                        .toBodilessEntity());
    }

    /** Ends all sessions of the account but this one. */
    public void endOtherSessions(String token, Browser browser) {
        post("/api/users/sessions/end-others", token, Map.of(), browser);
    }

    private ResponseEntity<Void> post(String uri, @Nullable String token, Map<String, String> body, Browser browser) {
        return backend.post(Service.AUTH, uri, token, body, browser, RestClient.ResponseSpec::toBodilessEntity);
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
        return backend.decide(
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
        return backend.ask(Service.AUTH, request -> {
            ResponseEntity<CurrentUser> answer = request.uri("/api/users/currentuser")
                    .headers(headers -> Backend.authorize(headers, token))
                    .header(HttpHeaders.COOKIE, cookieName + "=" + token)
                    .retrieve()
                    .toEntity(CurrentUser.class);
            CurrentUser user = Backend.body(Service.AUTH, answer);
            return new Session(user.currentUser(), user.guest(), cookies(answer.getHeaders()));
        });
    }

    private static List<String> cookies(HttpHeaders headers) {
        return headers.getOrEmpty(HttpHeaders.SET_COOKIE);
    }
}
