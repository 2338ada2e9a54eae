package io.holdfast.auth.account;

import io.holdfast.auth.AuthProperties;
import io.holdfast.web.ClientNetwork;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Tally;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Limits how many accounts one client network may create. Each replica counts for itself. */
@Component
class SignUpLimiter {

    private final Tally<ClientNetwork> created;
    private final Tally<ClientNetwork> taken;
    private final AuthProperties.SignUps limits;

    SignUpLimiter(AuthProperties properties, Clock clock) {
        this.limits = properties.signUps();
        this.taken = new Tally<>(properties.failures().window(), limits.remembered(), clock);
        this.created = new Tally<>(limits.window(), limits.remembered(), clock);
    }

    /**
     * Counts an account before it is created, so that many requests at once get no more than one after another.
     *
     * @throws ProblemException 429 when the limit is reached; this account is not counted then
     */
    void count(String address) {
        if (limits.perAddress() == 0) {
            return;
        }
        Duration wait = created.take(ClientNetwork.of(address), limits.perAddress());
        if (wait.isPositive()) {
            throw ProblemException.rateLimited(
                    "Too many accounts were made from this address. Wait before you make another.", wait);
        }
    }

    /**
     * Counts an address that has an account already: who tries many of them is looking for people, not signing up.
     *
     * @throws ProblemException 429 when the limit is reached
     */
    void countTaken(String address) {
        Duration wait = taken.take(ClientNetwork.of(address), limits.taken());
        if (wait.isPositive()) {
            throw ProblemException.rateLimited(
                    "Too many addresses were tried that have an account. Wait before you try another.", wait);
        }
    }
}
