package io.holdfast.auth.account;

import io.holdfast.auth.AuthProperties;
import io.holdfast.web.ClientNetwork;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Tally;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Limits how many sign-ins a client may begin that are kept until they are completed. As many as accounts that one may create; each replica
 * counts for itself.
 */
@Component
class BegunSignIns {

    private final Tally<ClientNetwork> begun;
    private final AuthProperties.SignUps limits;

    BegunSignIns(AuthProperties properties, Clock clock) {
        this.limits = properties.signUps();
        this.begun = new Tally<>(limits.window(), limits.remembered(), clock);
    }

    /** @throws ProblemException 429 when the limit is reached */
    void count(Client client) {
        if (limits.perAddress() == 0) {
            return;
        }
        Duration wait = begun.take(ClientNetwork.of(client.address()), limits.perAddress());
        if (wait.isPositive()) {
            throw ProblemException.rateLimited("Too many sign-ins were begun. Wait before you begin another.", wait);
        }
    }
}
