package io.holdfast.auth.account;

import io.holdfast.auth.session.Sessions;
import io.holdfast.auth.session.SignedIn;
import io.holdfast.web.Caller;
import io.holdfast.web.IdempotencyKey;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Replay;
import io.holdfast.web.SessionCookie;
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
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/users}. */
@RestController
@RequestMapping("/api/users")
class UserController {

    private static final int MAX_EMAIL_INPUT = 320;
    private static final int MIN_PASSWORD = 8;
    private static final int MAX_PASSWORD = 128;
    private static final int MAX_NAME = 100;

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

    /** Who somebody is. */
    record User(String id, String email, @Nullable String name) {
        static User of(SignedIn session) {
            return new User(session.userId(), session.email(), session.name());
        }
    }

    /** @param currentUser null when nobody is signed in */
    record CurrentUser(@Nullable User currentUser) {}

    private final UserService users;
    private final PasswordChanges changes;
    private final Sessions sessions;
    private final SessionCookie cookie;

    UserController(UserService users, PasswordChanges changes, Sessions sessions, SessionCookie cookie) {
        this.users = users;
        this.changes = changes;
        this.sessions = sessions;
        this.cookie = cookie;
    }

    /** Makes an account and signs in. The address is unique whatever its case; lengths are in Unicode characters. */
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
        checkLength("password", body.password());
        UserService.SignedUp done =
                users.signUp(email, body.password(), name(body.name()), key, request.getRemoteAddr());
        return new Replay<>(User.of(done.session()), done.replayed()).respond(with(done.session(), HttpStatus.CREATED));
    }

    /** Signs in. Unknown addresses and wrong passwords are answered alike. */
    @PostMapping("/signin")
    @ApiResponse(
            responseCode = "200",
            headers = @Header(name = "Set-Cookie", ref = "#/components/headers/SetCookie"),
            useReturnTypeSchema = true)
    @ApiResponse(responseCode = "401", description = "`bad-credentials`: The address or the password is wrong.")
    @ApiResponse(responseCode = "429", description = "`rate-limited`: Too many attempts failed.")
    ResponseEntity<User> signIn(@Valid @RequestBody SignIn body, HttpServletRequest request) {
        SignedIn session = users.signIn(EmailAddress.lenient(body.email()), body.password(), request.getRemoteAddr());
        return with(session, HttpStatus.OK).body(User.of(session));
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
        checkLength("newPassword", body.newPassword());
        changes.change(caller, body.currentPassword(), body.newPassword(), request.getRemoteAddr());
        return Map.of();
    }

    /** Ends the session, if there is one, and takes the cookie away. */
    @PostMapping("/signout")
    @ApiResponse(
            responseCode = "200",
            headers = @Header(name = "Set-Cookie", ref = "#/components/headers/SetCookie"),
            useReturnTypeSchema = true)
    ResponseEntity<Map<String, Object>> signOut(HttpServletRequest request) {
        String token = cookie.token(request);
        if (token != null) {
            sessions.end(token);
        }
        return ResponseEntity.ok()
                .header(HttpHeaders.SET_COOKIE, cookie.cleared().toString())
                .body(Map.of());
    }

    /** Says who is signed in. Also renews the token: whoever gets a new cookie uses it from then on. */
    @GetMapping("/currentuser")
    @ApiResponse(
            responseCode = "200",
            headers = @Header(name = "Set-Cookie", ref = "#/components/headers/SetCookie"),
            useReturnTypeSchema = true)
    ResponseEntity<CurrentUser> currentUser(HttpServletRequest request) {
        String token = cookie.token(request);
        Optional<SignedIn> session = token == null ? Optional.empty() : sessions.renew(token);
        CurrentUser body = new CurrentUser(session.map(User::of).orElse(null));
        if (session.isPresent()) {
            return with(session.get(), HttpStatus.OK).body(body);
        }
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok();
        if (token != null) {
            answer.header(HttpHeaders.SET_COOKIE, cookie.cleared().toString());
        }
        return answer.body(body);
    }

    private ResponseEntity.BodyBuilder with(SignedIn session, HttpStatus status) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(status);
        String token = session.token();
        if (token != null) {
            answer.header(
                    HttpHeaders.SET_COOKIE,
                    cookie.of(token, session.remaining()).toString());
        }
        return answer;
    }

    /** By hand: {@code @Size} counts UTF-16 units. */
    private static void checkLength(String field, String password) {
        int length = password.codePointCount(0, password.length());
        if (length < MIN_PASSWORD || length > MAX_PASSWORD) {
            throw ProblemException.invalid(field, "must have " + MIN_PASSWORD + " to " + MAX_PASSWORD + " characters");
        }
    }

    private static @Nullable String name(@Nullable String name) {
        if (name == null || name.isBlank()) {
            return null;
        }
        String stripped = name.strip();
        if (stripped.codePointCount(0, stripped.length()) > MAX_NAME
                || stripped.codePoints().anyMatch(Character::isISOControl)) {
            throw ProblemException.invalid("name", "must have at most " + MAX_NAME + " visible characters");
        }
        return stripped;
    }
}
