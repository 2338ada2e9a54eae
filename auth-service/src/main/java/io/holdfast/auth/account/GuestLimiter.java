package io.holdfast.auth.account;

import io.holdfast.auth.GuestProperties;
import io.holdfast.web.ClientNetwork;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Tally;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Limits how many guests a client may make, and how many with one address. Addresses with an account count like those without one, so
 * that the limit tells nothing. Each replica counts for itself.
 */
@Component
class GuestLimiter {

    private final Tally<String> addresses;
    private final Tally<ClientNetwork> networks;
    private final GuestProperties limits;

    GuestLimiter(GuestProperties limits, Clock clock) {
        this.limits = limits;
        this.addresses = new Tally<>(limits.window(), limits.remembered(), clock);
        this.networks = new Tally<>(limits.networkWindow(), limits.remembered(), clock);
    }

    /** @throws ProblemException 429 when a limit is reached */
    void count(String client, EmailAddress email) {
        Duration wait =
                limits.perNetwork() == 0 ? Duration.ZERO : networks.take(ClientNetwork.of(client), limits.perNetwork());
        if (wait.isZero()) {
            wait = addresses.take(email.value(), limits.perAddress());
        }
        if (wait.isPositive()) {
            throw ProblemException.rateLimited(
                    "Many purchases were begun from this connection or with this address. Wait, or sign in.", wait);
        }
    }
}
