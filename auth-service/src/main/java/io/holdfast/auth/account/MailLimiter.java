package io.holdfast.auth.account;

import io.holdfast.auth.AuthProperties;
import io.holdfast.web.ClientNetwork;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Tally;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Limits how many mails a client may have sent, and to how many one address. Both count addresses with an account and without one, so
 * that the limit tells nothing. Each replica counts for itself.
 */
@Component
class MailLimiter {

    private final Tally<String> addresses;
    private final Tally<ClientNetwork> networks;
    private final AuthProperties.MailRequests limits;

    MailLimiter(AuthProperties properties, Clock clock) {
        this.limits = properties.mailRequests();
        this.addresses = new Tally<>(limits.window(), limits.remembered(), clock);
        this.networks = new Tally<>(limits.window(), limits.remembered(), clock);
    }

    /** @throws ProblemException 429 when a limit is reached */
    void count(String address, EmailAddress email) {
        Duration wait = networks.take(ClientNetwork.of(address), limits.perNetwork());
        if (wait.isZero()) {
            wait = addresses.take(email.value(), limits.perAddress());
        }
        if (wait.isPositive()) {
            throw ProblemException.rateLimited("Many mails were asked for. Wait before you ask for another.", wait);
        }
    }
}
