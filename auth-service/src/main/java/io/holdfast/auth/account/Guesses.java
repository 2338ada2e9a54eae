package io.holdfast.auth.account;

import io.holdfast.auth.AuthProperties;
import io.holdfast.web.ClientNetwork;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Tally;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Stops guessing: counts failures by address and e-mail together, and by address alone. Never by e-mail alone, so nobody
 * can lock others out of their account by failing in their name from elsewhere. Each replica counts for itself.
 */
@Component
class Guesses {

    private record Key(ClientNetwork network, String email) {}

    private final Tally<Key> failures;
    private final AuthProperties.Failures limits;

    Guesses(AuthProperties properties, Clock clock) {
        this.limits = properties.failures();
        this.failures = new Tally<>(limits.window(), limits.remembered(), clock);
    }

    /** @throws ProblemException 429 when there were too many failures already */
    void check(String address, EmailAddress email) {
        ClientNetwork network = ClientNetwork.of(address);
        check(new Key(network, email.value()), limits.perAccount());
        check(new Key(network, ""), limits.perAddress());
    }

    void failed(String address, EmailAddress email) {
        ClientNetwork network = ClientNetwork.of(address);
        failures.add(new Key(network, email.value()));
        failures.add(new Key(network, ""));
    }

    /** The right password: earlier failures on this account were slips of its owner. */
    void succeeded(String address, EmailAddress email) {
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
