package io.holdfast.orders.mail;

import io.holdfast.orders.person.GuestProperties;
import io.holdfast.web.ClientNetwork;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Tally;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Limits how many reminders guests may have sent, for each network, and to one address, which anyone can type. Each replica counts for
 * itself.
 */
@Component
class GuestReminderLimiter {

    private static final int REMEMBERED = 50_000;

    private final Tally<String> addresses;
    private final Tally<ClientNetwork> networks;
    private final GuestProperties limits;

    GuestReminderLimiter(GuestProperties properties, Clock clock) {
        this.addresses = new Tally<>(properties.window(), REMEMBERED, clock);
        this.networks = new Tally<>(properties.window(), REMEMBERED, clock);
        this.limits = properties;
    }

    /** @throws ProblemException 429 when a limit is reached */
    void count(ClientNetwork network, String email) {
        Duration wait = networks.take(network, limits.remindersPerNetwork());
        if (wait.isZero()) {
            wait = addresses.take(email, limits.remindersPerAddress());
            if (wait.isPositive()) {
                networks.uncount(network);
            }
        }
        if (wait.isPositive()) {
            throw ProblemException.rateLimited("Many mails were asked for. Wait before you ask for another.", wait);
        }
    }

    /** What was counted is not sent: another request has had the same reminder kept. */
    void uncount(ClientNetwork network, String email) {
        networks.uncount(network);
        addresses.uncount(email);
    }
}
