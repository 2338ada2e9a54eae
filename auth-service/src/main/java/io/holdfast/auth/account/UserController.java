package io.holdfast.auth.account;

import io.holdfast.auth.session.SignedIn;
import io.holdfast.auth.session.User;
import io.holdfast.web.Caller;
import io.holdfast.web.IdempotencyKey;
import io.holdfast.web.Replay;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/users}: accounts and their passwords. */
@RestController
@RequestMapping("/api/users")
class UserController {

    private static final int MAX_EMAIL_INPUT = 320;
    private static final int MIN_PASSWORD = PasswordRules.SHORTEST;
    private static final int MAX_PASSWORD = PasswordRules.LONGEST;
    private static final int MAX_NAME = PersonName.LONGEST;

    /** Lengths are in code points, which is what people take for characters. */
    record SignUp(
            @Schema(format = "email") @NotBlank @Size(max = MAX_EMAIL_INPUT)
            String email,

            @Schema(minLength = MIN_PASSWORD, maxLength = MAX_PASSWORD, format = "password") @NotNull
            String password,

            @Schema(maxLength = MAX_NAME) @Nullable String name) {}

    record SignIn(
            @NotBlank @Size(max = MAX_EMAIL_INPUT) String email,

            @Schema(format = "password") @NotEmpty @Size(max = 2 * MAX_PASSWORD)
            String password) {}

    /** Lengths of the new one are as at sign-up. */
    record PasswordChange(
            @Schema(format = "password") @NotEmpty @Size(max = 2 * MAX_PASSWORD)
            String currentPassword,

            @Schema(minLength = MIN_PASSWORD, maxLength = MAX_PASSWORD, format = "password") @NotNull
            String newPassword) {}

    private final UserService users;
    private final PasswordChanges changes;
    private final PasswordRules rules;
    private final SignInAnswers answers;

    UserController(UserService users, PasswordChanges changes, PasswordRules rules, SignInAnswers answers) {
        this.users = users;
        this.changes = changes;
        this.rules = rules;
        this.answers = answers;
    }

    /**
     * Creates an account and signs in. The address is unique whatever its case; lengths are in Unicode characters. The session that the
     * request came with, if any, ends.
     */
    @PostMapping("/signup")
    @ApiResponse(
            responseCode = "201",
            headers = @Header(name = "Set-Cookie", ref = "#/components/headers/SetCookie"),
            useReturnTypeSchema = true)
    @ApiResponse(responseCode = "409", description = "`email-taken`: There is an account with this address already.")
    @ApiResponse(
            responseCode = "429",
            description = "`rate-limited`: Too many accounts were made from this address,"
                    + " or the key was repeated with too many wrong passwords.")
    ResponseEntity<User> signUp(
            @Valid @RequestBody SignUp body, Optional<IdempotencyKey> key, HttpServletRequest request) {
        EmailAddress email = EmailAddress.of(body.email());
        String name = PersonName.ofOptional(body.name());
        rules.check("password", body.password(), email.value(), name);
        Replay<SignedIn> signedUp = users.signUp(email, body.password(), name, key, Client.of(request));
        return signedUp.map(User::of).respond(answers.begin(signedUp.value(), HttpStatus.CREATED, request));
    }

    /** Signs in. The session that the request came with, if any, ends. Unknown addresses and wrong passwords are answered alike. */
    @PostMapping("/signin")
    @ApiResponse(
            responseCode = "200",
            headers = @Header(name = "Set-Cookie", ref = "#/components/headers/SetCookie"),
            useReturnTypeSchema = true)
    @ApiResponse(responseCode = "401", description = "`bad-credentials`: The address or the password is wrong.")
    @ApiResponse(responseCode = "429", description = "`rate-limited`: Too many attempts failed.")
    ResponseEntity<User> signIn(@Valid @RequestBody SignIn body, HttpServletRequest request) {
        return answers.of(
                users.signIn(EmailAddress.unchecked(body.email()), body.password(), Client.of(request)), request);
    }

    /** Changes the caller's password. All other sessions of the account end; this one stays as it is. */
    @PostMapping("/password")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "403", description = "`wrong-password`: The current password is wrong.")
    @ApiResponse(
            responseCode = "429",
            description = "`rate-limited`: Too many attempts failed, sign-ins with this address among them.")
    Map<String, Object> changePassword(
            Caller caller, @Valid @RequestBody PasswordChange body, HttpServletRequest request) {
        rules.check("newPassword", body.newPassword(), caller.email(), caller.name());
        changes.change(caller, body.currentPassword(), body.newPassword(), request.getRemoteAddr());
        return Map.of();
    }
}
