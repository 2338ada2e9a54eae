package io.holdfast.auth.account;

import io.holdfast.auth.session.User;
import io.holdfast.web.Caller;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** {@code /api/users}: passkeys. Options and answers are what browsers make and take ({@code PublicKeyCredential.toJSON}). */
@RestController
@RequestMapping("/api/users")
class PasskeyController {

    /**
     * @param name by which its owner knows it
     * @param credential what the browser answered, as {@code PublicKeyCredential.toJSON} gives it
     */
    record NewPasskey(
            @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED) @Size(max = PersonName.LONGEST) @Nullable
            String name,

            @NotNull Map<String, Object> credential) {}

    /** @param credential what the browser answered, as {@code PublicKeyCredential.toJSON} gives it */
    record PasskeySignIn(@NotNull Map<String, Object> credential) {}

    /**
     * @param backedUp whether it may be on other devices of its owner, too
     * @param usedAt when it was last used to sign in; null if never
     */
    record PasskeyView(
            String id,
            String name,
            boolean backedUp,
            Instant createdAt,
            @Nullable Instant usedAt) {

        static PasskeyView of(Passkey passkey) {
            return new PasskeyView(
                    passkey.id(), passkey.name(), passkey.backedUp(), passkey.createdAt(), passkey.usedAt());
        }
    }

    private final Passkeys passkeys;
    private final UserService users;
    private final SignInAnswers answers;
    private final JsonMapper json;

    PasskeyController(Passkeys passkeys, UserService users, SignInAnswers answers, JsonMapper json) {
        this.passkeys = passkeys;
        this.users = users;
        this.answers = answers;
        this.json = json;
    }

    /** The passkeys of the caller's account, the oldest first. */
    @GetMapping("/passkeys")
    List<PasskeyView> passkeys(Caller caller) {
        return passkeys.list(caller).stream().map(PasskeyView::of).toList();
    }

    /** Begins to add a passkey: what the browser is to be asked for. Its challenge is valid once, for five minutes. */
    @PostMapping("/passkeys/options")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "403",
            description = "`wrong-password`, `sign-in-again`: The password is wrong, or the sign-in was too long ago.")
    @ApiResponse(responseCode = "404", description = "`not-found`: There are no passkeys here.")
    @ApiResponse(
            responseCode = "409",
            description =
                    "`address-not-proven`, `too-many-passkeys`: The address has to be confirmed first, or there are twenty already.")
    @ApiResponse(responseCode = "429", description = "`rate-limited`: Too many attempts failed.")
    Passkeys.PasskeyCreation beginPasskey(
            Caller caller, @Valid @RequestBody OwnerPassword body, HttpServletRequest request) {
        return passkeys.begin(caller, body.password(), Client.of(request));
    }

    /** Adds the passkey that the browser made. */
    @PostMapping("/passkeys")
    @ResponseStatus(HttpStatus.CREATED)
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "409",
            description = "`known-passkey`, `too-many-passkeys`: It was added before, or there are twenty already.")
    @ApiResponse(responseCode = "410", description = "`link-over`: It took too long.")
    PasskeyView add(Caller caller, @Valid @RequestBody NewPasskey body) {
        return PasskeyView.of(passkeys.add(caller, body.name(), json.writeValueAsString(body.credential())));
    }

    /** Removes a passkey of the caller's account. */
    @PostMapping("/passkeys/{id}/remove")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "403",
            description = "`wrong-password`, `sign-in-again`: The password is wrong, or the sign-in was too long ago.")
    @ApiResponse(responseCode = "429", description = "`rate-limited`: Too many attempts failed.")
    Map<String, Object> removePasskey(
            Caller caller,
            @PathVariable String id,
            @Valid @RequestBody OwnerPassword body,
            HttpServletRequest request) {
        passkeys.remove(caller, id, body.password(), Client.of(request));
        return Map.of();
    }

    /** Begins a sign-in with a passkey: what the browser is to be asked for. Its challenge is valid once, for five minutes. */
    @PostMapping("/signin/passkey/options")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "`not-found`: There are no passkeys here.")
    @ApiResponse(responseCode = "429", description = "`rate-limited`: Too many were begun.")
    Passkeys.PasskeyRequest beginSignInWithPasskey(HttpServletRequest request) {
        return passkeys.begin(Client.of(request));
    }

    /** Signs in with a passkey, which counts as two factors. The session that the request came with, if any, ends. */
    @PostMapping("/signin/passkey")
    @ApiResponse(
            responseCode = "200",
            headers = @Header(name = "Set-Cookie", ref = "#/components/headers/SetCookie"),
            useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "401",
            description = "`bad-passkey`: It is of no account here, or its answer does not pass a check.")
    @ApiResponse(responseCode = "403", description = "`account-suspended`: The account is suspended.")
    @ApiResponse(responseCode = "410", description = "`link-over`: It took too long.")
    ResponseEntity<User> signInWithPasskey(@Valid @RequestBody PasskeySignIn body, HttpServletRequest request) {
        Account account = passkeys.signIn(json.writeValueAsString(body.credential()));
        return answers.of(users.beginConfirmed(account, Client.of(request)), request);
    }
}
