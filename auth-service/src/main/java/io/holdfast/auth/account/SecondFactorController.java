package io.holdfast.auth.account;

import io.holdfast.auth.session.SessionResponses;
import io.holdfast.auth.session.User;
import io.holdfast.web.Caller;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/users}: codes of an app beside the password. */
@RestController
@RequestMapping("/api/users")
class SecondFactorController {

    private static final int MAX_SECRET = 200;
    private static final int MAX_CODE = 40;

    /** @param code six digits */
    record Code(@NotBlank @Size(max = MAX_CODE) String code) {}

    /**
     * @param password may be left out for an account without one whose owner signed in within a quarter of an hour
     * @param code of the app, or a recovery code
     */
    record Removal(
            @Schema(format = "password", requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            @Size(max = 2 * PasswordRules.LONGEST)
            @Nullable
            String password,

            @NotBlank @Size(max = MAX_CODE) String code) {}

    /**
     * @param challenge from the answer {@code code-needed}, valid for ten minutes
     * @param code of the app, or a recovery code
     */
    record SignInCode(
            @NotBlank @Size(max = MAX_SECRET) String challenge,
            @NotBlank @Size(max = MAX_CODE) String code) {}

    /** @param recoveryCodes to sign in with without the app, each once; they are shown this once */
    record RecoveryCodes(List<String> recoveryCodes) {}

    private final SecondFactors factors;
    private final UserService users;
    private final SignInAnswers answers;
    private final SessionResponses responses;

    SecondFactorController(
            SecondFactors factors, UserService users, SignInAnswers answers, SessionResponses responses) {
        this.factors = factors;
        this.users = users;
        this.answers = answers;
        this.responses = responses;
    }

    /** Whether the caller's account asks for codes. */
    @GetMapping("/totp")
    SecondFactors.State state(Caller caller) {
        return factors.state(caller);
    }

    /** A new secret for an app. Nothing is asked for before it is confirmed with a code. */
    @PostMapping("/totp")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "403",
            description = "`wrong-password`, `sign-in-again`: The password is wrong, or the sign-in was too long ago.")
    @ApiResponse(
            responseCode = "409",
            description =
                    "`already-on`, `address-not-proven`: Codes are asked for already, or the address has to be confirmed first.")
    @ApiResponse(responseCode = "429", description = "`rate-limited`: Too many attempts failed.")
    SecondFactors.Prepared prepare(Caller caller, @Valid @RequestBody OwnerPassword body, HttpServletRequest request) {
        return factors.prepare(caller, body.password(), Client.of(request));
    }

    /** Asks for codes from now on. All other sessions end. The answer has recovery codes, which are shown this once. */
    @PostMapping("/totp/confirm")
    @ApiResponse(
            responseCode = "200",
            headers = @Header(name = "Set-Cookie", ref = "#/components/headers/SetCookie"),
            useReturnTypeSchema = true)
    @ApiResponse(responseCode = "403", description = "`bad-code`: The code is wrong or too old.")
    @ApiResponse(responseCode = "404", description = "`not-found`: There is no secret to confirm.")
    @ApiResponse(responseCode = "429", description = "`rate-limited`: Too many codes were tried.")
    ResponseEntity<RecoveryCodes> confirm(Caller caller, @Valid @RequestBody Code body) {
        SecondFactors.TurnedOn on = factors.turnOn(caller, body.code());
        return responses.with(on.session(), HttpStatus.OK).body(new RecoveryCodes(on.recoveryCodes()));
    }

    /** Asks for codes no longer. */
    @PostMapping("/totp/remove")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "403",
            description =
                    "`wrong-password`, `sign-in-again`, `bad-code`: The password is wrong, the sign-in was too long ago, or the code is wrong, too old, or was used.")
    @ApiResponse(responseCode = "429", description = "`rate-limited`: Too many codes were tried.")
    Map<String, Object> removeCodes(Caller caller, @Valid @RequestBody Removal body, HttpServletRequest request) {
        factors.turnOff(caller, body.password(), body.code(), Client.of(request));
        return Map.of();
    }

    /** Completes a sign-in that was answered with {@code code-needed}. The session that the request came with, if any, ends. */
    @PostMapping("/signin/code")
    @ApiResponse(
            responseCode = "200",
            headers = @Header(name = "Set-Cookie", ref = "#/components/headers/SetCookie"),
            useReturnTypeSchema = true)
    @ApiResponse(responseCode = "401", description = "`bad-code`: The code is wrong, too old, or was used.")
    @ApiResponse(responseCode = "410", description = "`link-over`: It took too long; sign in again.")
    @ApiResponse(responseCode = "429", description = "`rate-limited`: Too many codes were tried.")
    ResponseEntity<User> signInWithCode(@Valid @RequestBody SignInCode body, HttpServletRequest request) {
        Account account = factors.complete(body.challenge(), body.code());
        return answers.of(users.beginConfirmed(account, Client.of(request)), request);
    }
}
