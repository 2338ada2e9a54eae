package io.holdfast.auth.account;

import io.holdfast.auth.session.SessionResponses;
import io.holdfast.auth.session.SignedIn;
import io.holdfast.auth.session.User;
import io.holdfast.web.SessionCookie;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/users/guest}: buying without an account. */
@RestController
@RequestMapping("/api/users/guest")
class GuestController {

    private static final int MAX_EMAIL_INPUT = 320;

    /** @param name for the tickets */
    record NewGuest(
            @Schema(format = "email") @NotBlank @Size(max = MAX_EMAIL_INPUT)
            String email,

            @Schema(maxLength = PersonName.LONGEST) @NotBlank
            String name) {}

    private final Guests guests;
    private final SessionCookie cookie;
    private final SessionResponses responses;

    GuestController(Guests guests, SessionCookie cookie, SessionResponses responses) {
        this.guests = guests;
        this.cookie = cookie;
        this.responses = responses;
    }

    /**
     * Begins a purchase without an account. The session, in the cookie, is good for the guest's own orders and nothing else; the tickets
     * are mailed to the address. The answer is the same for addresses with an account and without.
     */
    @PostMapping
    @ApiResponse(
            responseCode = "201",
            headers = @Header(name = "Set-Cookie", ref = "#/components/headers/SetCookie"),
            useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "429",
            description = "`rate-limited`: Many guests came from this address, or with this e-mail address.")
    ResponseEntity<User> beginGuest(@Valid @RequestBody NewGuest body, HttpServletRequest request) {
        String name = PersonName.of(body.name());
        return answer(guests.begin(EmailAddress.of(body.email()), name, Client.of(request)), HttpStatus.CREATED);
    }

    /**
     * Opens a guest's orders with the link from a mail, which can be followed again until it is over. If the caller is signed in to the
     * account of this address, the orders go into it. The session in which the address was only typed ends.
     */
    @PostMapping("/link")
    @ApiResponse(
            responseCode = "200",
            headers = @Header(name = "Set-Cookie", ref = "#/components/headers/SetCookie"),
            useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "410",
            description =
                    "`link-over`: The link is too old, or the orders are in the account of the address' owner, or the guest was forgotten at their wish.")
    ResponseEntity<User> open(@Valid @RequestBody OwnershipController.Followed body, HttpServletRequest request) {
        return answer(guests.open(body.token(), cookie.token(request), Client.of(request)), HttpStatus.OK);
    }

    private ResponseEntity<User> answer(SignedIn session, HttpStatus status) {
        return responses.with(session, status).body(User.of(session));
    }
}
