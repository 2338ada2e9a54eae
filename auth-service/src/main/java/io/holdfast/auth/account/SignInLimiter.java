package io.holdfast.auth.account;

import io.holdfast.auth.AuthProperties;
import io.holdfast.web.ClientNetwork;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Tally;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Limits how many wrong passwords a client may try. Failures are counted by network and e-mail together, and by network alone; never by
 * e-mail alone, which would let anyone lock others out of their accounts. Each replica counts for itself. ADR 7 says why no account is
 * excepted from the limit of its network.
 */
@Component
class SignInLimiter {

    /** @param email empty for the count of the whole network */
    private record Key(ClientNetwork network, String email) {}

    private final Tally<Key> failures;
    private final AuthProperties.Failures limits;

    SignInLimiter(AuthProperties properties, Clock clock) {
        this.limits = properties.failures();
        this.failures = new Tally<>(limits.window(), limits.remembered(), clock);
    }

    /** @throws ProblemException 429 when a limit is reached */
    void check(String address, EmailAddress email) {
        ClientNetwork network = ClientNetwork.of(address);
        check(new Key(network, email.value()), limits.perAccount());
        check(new Key(network, ""), limits.perAddress());
    }

    /** @return whether a limit is reached now */
    boolean recordFailure(String address, EmailAddress email) {
        ClientNetwork network = ClientNetwork.of(address);
        Key account = new Key(network, email.value());
        Key all = new Key(network, "");
        failures.add(account);
        failures.add(all);
        return failures.wait(account, limits.perAccount()).isPositive()
                || failures.wait(all, limits.perAddress()).isPositive();
    }

    /** Forgets the failures of this client on this account. */
    void recordSuccess(String address, EmailAddress email) {
        failures.remove(new Key(ClientNetwork.of(address), email.value()));
    }

    private void check(Key key, int limit) {
        Duration wait = failures.wait(key, limit);
        if (wait.isPositive()) {
            throw ProblemException.rateLimited("Too many attempts failed. Wait before you try again.", wait);
        }
    }

    int size() {
        return failures.size();
    }
}
