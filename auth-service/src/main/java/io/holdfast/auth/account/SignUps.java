package io.holdfast.auth.account;

import io.holdfast.auth.AuthProperties;
import io.holdfast.web.ClientNetwork;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Tally;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Stops who makes accounts by the dozen: counts them by the client's address. Each replica counts for itself. */
@Component
class SignUps {

    private final Tally<ClientNetwork> made;
    private final AuthProperties.SignUps limits;

    SignUps(AuthProperties properties, Clock clock) {
        this.limits = properties.signUps();
        this.made = new Tally<>(limits.window(), limits.remembered(), clock);
    }

    /**
     * Counts an account that is about to be made, before it is: many at once must not get more than one after another.
     *
     * @throws ProblemException 429 when there were too many already; this one does not count then
     */
    void count(String address) {
        if (limits.perAddress() == 0) {
            return;
        }
        Duration wait = made.take(ClientNetwork.of(address), limits.perAddress());
        if (wait.isPositive()) {
            throw ProblemException.rateLimited(
                    "Too many accounts were made from this address. Wait before you make another.", wait);
        }
    }
}
