package io.holdfast.auth.account;

import io.holdfast.auth.session.User;
import io.holdfast.web.Caller;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/users}: signing in by an identity provider, if one is configured. */
@RestController
@RequestMapping("/api/users")
class IdentityController {

    private static final int MAX_SECRET = 200;
    private static final int MAX_CODE = 4000;
    private static final int MAX_ERROR = 200;

    /**
     * @param identityProvider what people know it by; null if none is configured
     * @param passkeys whether accounts may have passkeys
     */
    record SignInMethods(@Nullable String identityProvider, boolean passkeys) {}

    /**
     * What the browser comes back with from the provider.
     *
     * @param code from the address; missing if the provider refused
     * @param error from the address, if the provider refused
     * @param browser the secret that the browser kept meanwhile
     */
    record Back(
            @NotBlank @Size(max = MAX_SECRET) String state,

            @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED) @Size(max = MAX_CODE) @Nullable
            String code,

            @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED) @Size(max = MAX_ERROR) @Nullable
            String error,

            @NotBlank @Size(max = MAX_SECRET) String browser) {

        Identities.Back value() {
            return new Identities.Back(state, code == null || code.isBlank() ? null : code, error, browser);
        }
    }

    /** @param email what it was at the provider when it was linked; null for nothing */
    record LinkedIdentity(
            String id, String issuer, @Nullable String email, Instant linkedAt) {

        static LinkedIdentity of(Identity identity) {
            return new LinkedIdentity(identity.id(), identity.issuer(), identity.email(), identity.linkedAt());
        }
    }

    private final IdentityProvider provider;
    private final Authenticators authenticators;
    private final Identities identities;
    private final SignInAnswers answers;

    IdentityController(
            IdentityProvider provider, Authenticators authenticators, Identities identities, SignInAnswers answers) {
        this.provider = provider;
        this.authenticators = authenticators;
        this.identities = identities;
        this.answers = answers;
    }

    /** How people can sign in here, besides address and password. */
    @GetMapping("/signin/methods")
    SignInMethods methods() {
        return new SignInMethods(provider.name().orElse(null), authenticators.areUsable());
    }

    /** Begins a sign-in by the identity provider. The browser goes to {@code location}, and keeps the secret in {@code browser}. */
    @PostMapping("/signin/identity")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "`not-found`: No provider is configured.")
    @ApiResponse(responseCode = "429", description = "`rate-limited`: Too many were begun.")
    @ApiResponse(responseCode = "503", description = "`unavailable`: The provider does not answer.")
    Identities.Begun beginSignInByIdentity(HttpServletRequest request) {
        return identities.begin(Client.of(request));
    }

    /** Signs in who is back from the identity provider. The session that the request came with, if any, ends. */
    @PostMapping("/signin/identity/confirm")
    @ApiResponse(
            responseCode = "200",
            headers = @Header(name = "Set-Cookie", ref = "#/components/headers/SetCookie"),
            useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "401",
            description =
                    "`not-confirmed`, `code-needed`: The provider did not confirm it, or the account asks for a code.")
    @ApiResponse(
            responseCode = "403",
            description =
                    "`address-not-verified`, `account-suspended`: The provider does not vouch for the address, or the account is suspended.")
    @ApiResponse(responseCode = "410", description = "`link-over`: It took too long, or another browser began it.")
    @ApiResponse(responseCode = "429", description = "`rate-limited`: Too many accounts were made.")
    @ApiResponse(responseCode = "503", description = "`unavailable`: The provider does not answer.")
    ResponseEntity<User> signInByIdentity(@Valid @RequestBody Back body, HttpServletRequest request) {
        return answers.of(identities.signIn(body.value(), Client.of(request)), request);
    }

    /** Who the caller's account is linked to at the identity provider. */
    @GetMapping("/identities")
    List<LinkedIdentity> identities(Caller caller) {
        return identities.list(caller).stream().map(LinkedIdentity::of).toList();
    }

    /** Begins linking the caller's account to a person at the identity provider. */
    @PostMapping("/identities")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "403",
            description = "`wrong-password`, `sign-in-again`: The password is wrong, or the sign-in was too long ago.")
    @ApiResponse(responseCode = "404", description = "`not-found`: No provider is configured.")
    @ApiResponse(responseCode = "409", description = "`address-not-proven`: The address has to be confirmed first.")
    @ApiResponse(responseCode = "429", description = "`rate-limited`: Too many attempts failed.")
    @ApiResponse(responseCode = "503", description = "`unavailable`: The provider does not answer.")
    Identities.Begun beginIdentity(Caller caller, @Valid @RequestBody OwnerPassword body, HttpServletRequest request) {
        return identities.begin(caller, body.password(), Client.of(request));
    }

    /** Links the caller's account to who is back from the identity provider. */
    @PostMapping("/identities/confirm")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "401", description = "`not-confirmed`: The provider did not confirm it.")
    @ApiResponse(responseCode = "409", description = "`linked-elsewhere`: Another account is linked to this person.")
    @ApiResponse(responseCode = "410", description = "`link-over`: It took too long, or another browser began it.")
    @ApiResponse(responseCode = "503", description = "`unavailable`: The provider does not answer.")
    Map<String, Object> link(Caller caller, @Valid @RequestBody Back body) {
        identities.link(caller, body.value());
        return Map.of();
    }

    /** Has the caller's account linked no longer. */
    @PostMapping("/identities/{id}/remove")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "403",
            description = "`wrong-password`, `sign-in-again`: The password is wrong, or the sign-in was too long ago.")
    @ApiResponse(responseCode = "429", description = "`rate-limited`: Too many attempts failed.")
    Map<String, Object> removeIdentity(
            Caller caller,
            @PathVariable String id,
            @Valid @RequestBody OwnerPassword body,
            HttpServletRequest request) {
        identities.remove(caller, id, body.password(), Client.of(request));
        return Map.of();
    }
}
