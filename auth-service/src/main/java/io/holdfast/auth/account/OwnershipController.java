package io.holdfast.auth.account;

import io.holdfast.auth.session.User;
import io.holdfast.language.Language;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/users}: whose an address is, proven by links in mails. */
@RestController
@RequestMapping("/api/users")
class OwnershipController {

    private static final int MAX_EMAIL_INPUT = 320;
    private static final int MAX_SECRET = 200;
    private static final int MAX_TAG = 35;

    /** @param token from the link in the mail */
    record Followed(@NotBlank @Size(max = MAX_SECRET) String token) {}

    record Address(
            @Schema(format = "email") @NotBlank @Size(max = MAX_EMAIL_INPUT)
            String email) {}

    /** @param token from the link in the mail */
    record NewPassword(
            @NotBlank @Size(max = MAX_SECRET) String token,

            @Schema(minLength = PasswordRules.SHORTEST, maxLength = PasswordRules.LONGEST, format = "password") @NotNull
            String newPassword) {}

    /** @param password may be left out for an account without one whose owner signed in within a quarter of an hour */
    record Move(
            @Schema(format = "email") @NotBlank @Size(max = MAX_EMAIL_INPUT)
            String email,

            @Schema(format = "password", requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            @Size(max = 2 * PasswordRules.LONGEST)
            @Nullable
            String password) {}

    /**
     * @param proven whether the address is proven to be the caller's
     * @param movingTo another address that the account is to have once both ends agreed; null if none
     * @param language in which mails are written to the caller, as a tag such as {@code de}; null for English
     * @param hasPassword false for who signs in by links, an identity provider or a passkey only
     */
    record AccountView(
            String id,
            String email,
            @Nullable String name,
            boolean proven,
            Instant createdAt,
            @Nullable String movingTo,
            boolean hasPassword,
            @Nullable String language) {

        static AccountView of(Account account) {
            Account.Move move = account.move();
            return new AccountView(
                    account.id(),
                    account.email(),
                    account.name(),
                    account.isProven(),
                    account.createdAt(),
                    move == null ? null : move.to(),
                    account.hasPassword(),
                    account.language());
        }
    }

    /** @param language a tag of BCP 47 */
    record Chosen(@NotBlank @Size(max = MAX_TAG) String language) {}

    /** @param moved whether both ends have agreed, and the account has the other address */
    record Agreed(boolean moved) {}

    /** @param email the address that is proven */
    record Proven(String email) {}

    private final Ownership ownership;
    private final CallerAccounts callers;
    private final SignInAnswers answers;
    private final AccountStore languages;

    OwnershipController(Ownership ownership, CallerAccounts callers, SignInAnswers answers, AccountStore languages) {
        this.languages = languages;
        this.ownership = ownership;
        this.callers = callers;
        this.answers = answers;
    }

    /** The caller's account. */
    @GetMapping("/account")
    AccountView account(Caller caller) {
        return AccountView.of(callers.of(caller));
    }

    /** Chooses the language of mails to the caller: a tag such as {@code de}, of a language in which there are mails. */
    @PostMapping("/language")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    Chosen chooseLanguage(Caller caller, @Valid @RequestBody Chosen body) {
        String tag = Language.of(body.language())
                .map(Language::tag)
                .orElseThrow(() -> ProblemException.invalid("language", "There are no mails in this language."));
        languages.setLanguage(callers.of(caller).id(), tag);
        return new Chosen(tag);
    }

    /** Sends the link that proves the caller's address once more. */
    @PostMapping("/verification")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "429", description = "`rate-limited`: Many mails were asked for.")
    Map<String, Object> sendProof(Caller caller, HttpServletRequest request) {
        ownership.sendProof(caller, Client.of(request));
        return Map.of();
    }

    /** Proves the address that a link was sent to. Repeating it changes nothing. */
    @PostMapping("/verify")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "410", description = "`link-over`: The link is too old.")
    Proven prove(@Valid @RequestBody Followed body) {
        return new Proven(ownership.prove(body.token()).email());
    }

    /** Says that the account is not of who reads the address that a link was sent to. The address is free again. */
    @PostMapping("/verify/decline")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "409", description = "`already-proven`: The address was confirmed before.")
    @ApiResponse(responseCode = "410", description = "`link-over`: The link is too old.")
    Map<String, Object> decline(@Valid @RequestBody Followed body) {
        ownership.decline(body.token());
        return Map.of();
    }

    /** Sends a link for another password. The answer is the same for addresses with an account and without. */
    @PostMapping("/reset")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "429", description = "`rate-limited`: Many mails were asked for.")
    Map<String, Object> sendReset(@Valid @RequestBody Address body, HttpServletRequest request) {
        ownership.sendReset(EmailAddress.of(body.email()), Client.of(request));
        return Map.of();
    }

    /** Sets another password with a link, ends all sessions of the account, and signs in. */
    @PostMapping("/reset/confirm")
    @ApiResponse(
            responseCode = "200",
            headers = @Header(name = "Set-Cookie", ref = "#/components/headers/SetCookie"),
            useReturnTypeSchema = true)
    @ApiResponse(responseCode = "410", description = "`link-over`: The link was used, or is too old.")
    ResponseEntity<User> reset(@Valid @RequestBody NewPassword body, HttpServletRequest request) {
        return answers.of(ownership.reset(body.token(), body.newPassword(), Client.of(request)), request);
    }

    /** Sends a link to sign in with. The answer is the same for addresses with an account and without. */
    @PostMapping("/signin-link")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "429", description = "`rate-limited`: Many mails were asked for.")
    Map<String, Object> sendSignInLink(@Valid @RequestBody Address body, HttpServletRequest request) {
        ownership.sendSignInLink(EmailAddress.of(body.email()), Client.of(request));
        return Map.of();
    }

    /** Signs in with a link. */
    @PostMapping("/signin-link/confirm")
    @ApiResponse(
            responseCode = "200",
            headers = @Header(name = "Set-Cookie", ref = "#/components/headers/SetCookie"),
            useReturnTypeSchema = true)
    @ApiResponse(responseCode = "410", description = "`link-over`: The link was used, or is too old.")
    ResponseEntity<User> signInByLink(@Valid @RequestBody Followed body, HttpServletRequest request) {
        return answers.of(ownership.signIn(body.token(), Client.of(request)), request);
    }

    /** Asks the present and another address by mail whether the account may have the other one. */
    @PostMapping("/email")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "403",
            description = "`wrong-password`, `sign-in-again`: The password is wrong, or the sign-in was too long ago.")
    @ApiResponse(
            responseCode = "429",
            description = "`rate-limited`: Too many attempts failed, or many mails were asked for.")
    Map<String, Object> planMove(Caller caller, @Valid @RequestBody Move body, HttpServletRequest request) {
        ownership.planMove(caller, EmailAddress.of(body.email()), body.password(), Client.of(request));
        return Map.of();
    }

    /** The present address agrees. All sessions end once both have. */
    @PostMapping("/email/confirm/from")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "409", description = "`email-taken`: Another account has the other address by now.")
    @ApiResponse(responseCode = "410", description = "`link-over`: The change was given up, or the link is too old.")
    Agreed agreeFrom(@Valid @RequestBody Followed body) {
        return new Agreed(ownership.agree(LinkKind.MOVE_FROM, body.token()));
    }

    /** The other address is proven. All sessions end once both have agreed. */
    @PostMapping("/email/confirm/to")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "409", description = "`email-taken`: Another account has the other address by now.")
    @ApiResponse(responseCode = "410", description = "`link-over`: The change was given up, or the link is too old.")
    Agreed agreeTo(@Valid @RequestBody Followed body) {
        return new Agreed(ownership.agree(LinkKind.MOVE_TO, body.token()));
    }
}
