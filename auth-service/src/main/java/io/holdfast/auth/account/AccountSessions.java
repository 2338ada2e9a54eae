package io.holdfast.auth.account;

import io.holdfast.auth.session.Sessions;
import io.holdfast.auth.session.SignedIn;
import io.holdfast.web.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Begins the sessions of accounts, by whatever way people have shown whose they are. */
@Component
class AccountSessions {

    private final AccountStore accounts;
    private final Sessions sessions;
    private final SecondFactors factors;
    private final AccountMails mails;
    private final Clock clock;

    AccountSessions(AccountStore accounts, Sessions sessions, SecondFactors factors, AccountMails mails, Clock clock) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.factors = factors;
        this.mails = mails;
        this.clock = clock;
    }

    /**
     * Begins a session; empty if the account has another address or password by now. A change of either ends the sessions that exist after
     * it; one that is inserted at the same time may not be among them, so both are compared again after the insert.
     *
     * @param confirmed whether a code of an app was given
     * @throws ProblemException 401 if a code of an app is needed by now; 403 if the account is suspended
     */
    Optional<SignedIn> begin(Account account, Client client, boolean confirmed) {
        boolean elsewhere = sessions.isElsewhere(account.id(), client.network(), client.device());
        Instant now = clock.instant();
        SignedIn session = sessions.begin(
                account.id(), account.email(), account.name(), client.network(), client.device(), confirmed);
        if (!accounts.isStill(account)) {
            sessions.end(Objects.requireNonNull(session.token()));
            return Optional.empty();
        }
        if (!confirmed) {
            factors.requireNone(account, session);
        }
        if (elsewhere) {
            mails.signedInElsewhere(account, session.sessionId(), client.device(), now);
        }
        return Optional.of(session);
    }
}
