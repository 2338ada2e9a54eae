package io.holdfast.auth.account;

import io.holdfast.messaging.Ids;
import io.holdfast.record.Entry;
import io.holdfast.record.Recorder;
import io.holdfast.record.Role;
import io.holdfast.web.Operator;
import io.holdfast.web.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

/**
 * What operators do with accounts, and who is one. Each decision is one guarded write, with the message that tells other services, and with
 * a note that sessions are to be ended where that follows; they end at once, or after a crash by {@link PasswordChanges#finishOpenChanges}.
 */
@Service
public class OperatedAccounts {

    /** As many are listed. */
    private static final int MOST = 100;

    private final AccountStore accounts;
    private final PasswordChanges changes;
    private final SecondFactors factors;
    private final CallerAccounts callers;
    private final Recorder record;
    private final Clock clock;

    OperatedAccounts(
            AccountStore accounts,
            PasswordChanges changes,
            SecondFactors factors,
            CallerAccounts callers,
            Recorder record,
            Clock clock) {
        this.accounts = accounts;
        this.changes = changes;
        this.factors = factors;
        this.callers = callers;
        this.record = record;
        this.clock = clock;
    }

    /** The operators. */
    public List<OperatedAccount> operators() {
        return accounts.findOperators(MOST).stream().map(OperatedAccount::of).toList();
    }

    /** The account with this address; none if there is none. */
    public List<OperatedAccount> find(String email) {
        return accounts.findByEmail(EmailAddress.unchecked(email)).stream()
                .map(OperatedAccount::of)
                .toList();
    }

    /** The account with this id. */
    public Optional<OperatedAccount> findById(String id) {
        return accounts.findById(id).map(OperatedAccount::of);
    }

    /** The suspended accounts, the last suspended first. */
    public List<OperatedAccount> suspended() {
        return accounts.findSuspended(MOST).stream().map(OperatedAccount::of).toList();
    }

    /**
     * Makes the account with this address an operator's, from its next sign-in on. Empty if there is none.
     *
     * @throws ProblemException 409 when the address is not proven: a stranger may have made the account
     */
    public Optional<OperatedAccount> grant(String email) {
        return accounts.findByEmail(EmailAddress.unchecked(email)).map(account -> {
            callers.requireProven(account);
            return fromTheMachine(
                    account,
                    "operator-granted",
                    standing -> standing.operatorSince() != null
                            ? standing
                            : new Account.Standing(clock.instant(), standing.suspendedAt(), standing.reason()),
                    null);
        });
    }

    /** Takes an operator's right away: all sessions of the account end. Empty if there is no such account. */
    public Optional<OperatedAccount> revoke(String email) {
        return accounts.findByEmail(EmailAddress.unchecked(email))
                .map(account -> fromTheMachine(
                        account,
                        "operator-revoked",
                        standing -> new Account.Standing(null, standing.suspendedAt(), standing.reason()),
                        Account.Change.ofOwner(clock.instant())));
    }

    /** Has the address of an account count as proven, because an operator vouches for it. Empty if there is no such account. */
    public Optional<OperatedAccount> vouch(String email) {
        Optional<Account> account = accounts.vouch(EmailAddress.unchecked(email), clock.instant());
        account.ifPresent(found -> record.add(ofTheMachine("vouched", "address-vouched", found.id())));
        return account.map(OperatedAccount::of);
    }

    /**
     * Has an account sign in without codes of an app, for the person who lost the app and the recovery codes, and has shown who they are. The
     * person is told by mail. Empty if there is no such account.
     */
    public Optional<OperatedAccount> turnCodesOff(String email) {
        Optional<Account> account = accounts.findByEmail(EmailAddress.unchecked(email));
        account.filter(factors::turnOffByOperator)
                .ifPresent(found -> record.add(ofTheMachine("codes-off", "codes-taken-off", found.id())));
        return account.map(OperatedAccount::of);
    }

    /**
     * Suspends an account: its sessions end, it cannot be signed in to, its events are not listed. Repeating it changes nothing.
     *
     * @throws ProblemException 404 when there is no such account; 409 when it is an operator's
     */
    public OperatedAccount suspend(Operator operator, String id, String reason) {
        Account account = accounts.findById(id).orElseThrow(ProblemException::notFound);
        Instant now = clock.instant();
        Account.Change change = Account.Change.ofOwner(now);
        Account suspended = decide(account, standing -> asSuspended(standing, now, reason), change);
        record.add(Entry.byOperator(
                        "suspended:%s:%d".formatted(id, suspended.version()), "account-suspended", operator.id())
                .concerning(id)
                .with("account", id)
                .with("reason", reason));
        return OperatedAccount.of(suspended);
    }

    /**
     * Lifts the suspension of an account. Repeating it changes nothing.
     *
     * @throws ProblemException 404 when there is no such account
     */
    public OperatedAccount lift(Operator operator, String id) {
        Account account = accounts.findById(id).orElseThrow(ProblemException::notFound);
        Account lifted = decide(account, standing -> new Account.Standing(standing.operatorSince(), null, null), null);
        record.add(Entry.byOperator("lifted:%s:%d".formatted(id, lifted.version()), "suspension-lifted", operator.id())
                .concerning(id)
                .with("account", id));
        return OperatedAccount.of(lifted);
    }

    private static Account.Standing asSuspended(Account.Standing standing, Instant now, String reason) {
        if (standing.operatorSince() != null) {
            throw ProblemException.of(
                    HttpStatus.CONFLICT, "is-operator", "It is an operator's account: take that right away first.");
        }
        return standing.suspendedAt() != null ? standing : new Account.Standing(null, now, reason);
    }

    private OperatedAccount fromTheMachine(
            Account account, String kind, UnaryOperator<Account.Standing> decide, Account.@Nullable Change change) {
        Account decided = decide(account, decide, change);
        record.add(ofTheMachine(kind, kind, decided.id()));
        return OperatedAccount.of(decided);
    }

    private Account decide(Account account, UnaryOperator<Account.Standing> decide, Account.@Nullable Change change) {
        Account decided = changes.afterEarlier(() -> accounts.decide(account.id(), decide, change, clock.instant()))
                .orElseThrow(ProblemException::notFound);
        Account.Change open = decided.change();
        if (change != null && open != null) {
            changes.finishSoon(decided, open);
        }
        return decided;
    }

    /** By who has access to the machine that auth-service runs on, whose account is not known. */
    private static Entry ofTheMachine(String fact, String kind, String account) {
        return new Entry(
                "%s:%s:%s".formatted(fact, account, Ids.random()),
                kind,
                Role.OPERATOR,
                null,
                Set.of(account),
                null,
                Map.of());
    }
}
