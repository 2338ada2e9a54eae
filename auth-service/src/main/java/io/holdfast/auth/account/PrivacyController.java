package io.holdfast.auth.account;

import io.holdfast.auth.session.Session;
import io.holdfast.auth.session.SessionResponses;
import io.holdfast.auth.session.Sessions;
import io.holdfast.mail.Mails;
import io.holdfast.messaging.Ids;
import io.holdfast.record.Entry;
import io.holdfast.record.RecordEntry;
import io.holdfast.record.Recorder;
import io.holdfast.web.Caller;
import io.holdfast.web.FullLists;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/users}: what is kept about a person, to take along and to have forgotten. */
@RestController
@RequestMapping("/api/users")
class PrivacyController {

    /**
     * @param network from which it began
     * @param device what its browser calls itself
     */
    record KeptSession(
            Instant createdAt,
            Instant lastSeenAt,
            Instant expiresAt,
            @Nullable Instant endedAt,
            @Nullable String network,
            @Nullable String device) {

        static KeptSession of(Session session) {
            return new KeptSession(
                    session.createdAt(),
                    session.seenAt() == null ? session.createdAt() : session.seenAt(),
                    session.expiresAt(),
                    session.endedAt(),
                    session.network(),
                    session.device());
        }
    }

    /** @param subject who the person is at the identity provider */
    record KeptIdentity(
            String issuer, String subject, @Nullable String email, Instant linkedAt) {}

    record KeptPasskey(
            String name, Instant createdAt, @Nullable Instant usedAt) {}

    /**
     * Everything that auth-service keeps about a person, without secrets.
     *
     * @param movingTo an address that was asked for
     * @param language of mails, as a tag
     * @param codesOn whether signing in asks for codes of an app
     * @param suspendedFor why an operator suspended the account
     * @param full which of the lists are full: there may be more than they have
     */
    record AccountData(
            String id,
            String email,
            @Nullable String name,
            Instant createdAt,
            @Nullable Instant provenAt,
            @Nullable String movingTo,
            @Nullable String language,
            boolean operator,
            boolean codesOn,
            List<KeptIdentity> identities,
            List<KeptPasskey> passkeys,
            @Nullable String suspendedFor,
            List<KeptSession> sessions,
            List<Mails.KeptFor> mails,
            List<RecordEntry> record,
            List<String> full) {}

    /**
     * Everything that auth-service keeps about who bought without an account.
     *
     * @param sessions that began with a link from a mail; who else typed the address may be another person
     * @param record without where it was done, for the same reason
     * @param full which of the lists are full: there may be more than they have
     */
    record GuestData(
            String id,
            String email,
            String name,
            Instant createdAt,
            List<KeptSession> sessions,
            List<RecordEntry> record,
            List<String> full) {}

    private final CallerAccounts callers;
    private final Guests guests;
    private final Erasure erasure;
    private final SecondFactors factors;
    private final IdentityStore identities;
    private final PasskeyStore passkeys;
    private final Sessions sessions;
    private final Mails mails;
    private final Recorder record;
    private final SessionResponses responses;

    PrivacyController(
            CallerAccounts callers,
            Guests guests,
            Erasure erasure,
            SecondFactors factors,
            IdentityStore identities,
            PasskeyStore passkeys,
            Sessions sessions,
            Mails mails,
            Recorder record,
            SessionResponses responses) {
        this.callers = callers;
        this.guests = guests;
        this.erasure = erasure;
        this.factors = factors;
        this.identities = identities;
        this.passkeys = passkeys;
        this.sessions = sessions;
        this.mails = mails;
        this.record = record;
        this.responses = responses;
    }

    /** Everything that is kept about the caller here: the account, its sessions, mails and record. The other services have such a call, too. */
    @GetMapping("/personal-data")
    AccountData personalData(Caller caller) {
        Account account = callers.of(caller);
        record.add(Entry.byOwner("exported:" + Ids.random(), "data-exported", account.id()));
        Account.Move move = account.move();
        List<Mails.KeptFor> kept = mails.keptWith(AccountMails.ACCOUNT, List.of(account.id()));
        List<RecordEntry> entries = record.everythingOf(account.id());
        return new AccountData(
                account.id(),
                account.email(),
                account.name(),
                account.createdAt(),
                account.provenAt(),
                move == null ? null : move.to(),
                account.language(),
                account.isOperator(),
                factors.isOn(account),
                identities.findAll(account.id()).stream()
                        .map(each -> new KeptIdentity(each.issuer(), each.subject(), each.email(), each.linkedAt()))
                        .toList(),
                passkeys.findAll(account.id()).stream()
                        .map(each -> new KeptPasskey(each.name(), each.createdAt(), each.usedAt()))
                        .toList(),
                account.standingNow().reason(),
                sessions.all(account.id()).stream().map(KeptSession::of).toList(),
                kept,
                entries,
                new FullLists()
                        .with("mails", kept, Mails.LISTED)
                        .with("record", entries, Recorder.MOST)
                        .names());
    }

    /**
     * Has the caller forgotten, for good. Name and address are replaced wherever they are kept; orders stay, without the person. Refused
     * while paid tickets of the caller, or events that the caller organizes, are still to come.
     */
    @PostMapping("/erase")
    @ApiResponse(
            responseCode = "200",
            headers = @Header(name = "Set-Cookie", ref = "#/components/headers/SetCookie"),
            useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "403",
            description = "`wrong-password`, `sign-in-again`: The password is wrong, or the sign-in was too long ago.")
    @ApiResponse(
            responseCode = "409",
            description =
                    "`still-to-come`, `is-operator`: Events or tickets of yours are still to come, and `errors` says which; or you are an operator.")
    @ApiResponse(responseCode = "429", description = "`rate-limited`: Too many attempts failed.")
    ResponseEntity<Map<String, Object>> erase(
            Caller caller, @Valid @RequestBody OwnerPassword body, HttpServletRequest request) {
        erasure.erase(caller, body.password(), Client.of(request));
        return responses.cleared().body(Map.of());
    }

    /**
     * Everything that is kept here about who bought without an account, in a session that began with the link from a mail. orders-service has
     * such a call, too.
     */
    @GetMapping("/guest/personal-data")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "`not-found`: The caller has an account.")
    @ApiResponse(
            responseCode = "409",
            description = "`address-not-proven`: The address was only typed; follow the link in a mail first.")
    GuestData guestData(Caller caller) {
        Guest guest = guests.requireProven(caller);
        record.add(Entry.byOwner("exported:" + Ids.random(), "data-exported", guest.id()));
        List<RecordEntry> entries = record.everythingOfGuest(guest.id());
        return new GuestData(
                guest.id(),
                guest.email(),
                guest.name(),
                guest.createdAt(),
                sessions.all(guest.id()).stream()
                        .filter(Session::isProven)
                        .map(KeptSession::of)
                        .toList(),
                entries,
                new FullLists().with("record", entries, Recorder.MOST).names());
    }

    /**
     * Has a caller forgotten who bought without an account, in a session that began with the link from a mail at most a quarter of an hour
     * ago, for good. Name and address are replaced wherever they are kept; orders stay, without the person. Refused while paid tickets of the
     * caller are still to come.
     */
    @PostMapping("/guest/erase")
    @ApiResponse(
            responseCode = "200",
            headers = @Header(name = "Set-Cookie", ref = "#/components/headers/SetCookie"),
            useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "403",
            description =
                    "`open-again`: The link was followed too long ago; follow it, or that in another mail, once more.")
    @ApiResponse(responseCode = "404", description = "`not-found`: The caller has an account.")
    @ApiResponse(
            responseCode = "409",
            description =
                    "`still-to-come`, `address-not-proven`: Tickets of yours are still to come, and `errors` says which; or the address was only typed: follow the link in a mail first.")
    ResponseEntity<Map<String, Object>> eraseGuest(Caller caller) {
        erasure.eraseGuest(caller);
        return responses.cleared().body(Map.of());
    }
}
