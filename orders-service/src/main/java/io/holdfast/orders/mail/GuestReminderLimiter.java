package io.holdfast.orders.mail;

import io.holdfast.orders.order.GuestProperties;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Tally;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Limits how many reminders guests may have sent to one address, which anyone can type. Each replica counts for itself. */
@Component
class GuestReminderLimiter {

    private static final int REMEMBERED = 50_000;

    private final Tally<String> addresses;
    private final int most;

    GuestReminderLimiter(GuestProperties properties, Clock clock) {
        this.addresses = new Tally<>(properties.window(), REMEMBERED, clock);
        this.most = properties.remindersPerAddress();
    }

    /** @throws ProblemException 429 when the limit is reached */
    void count(String email) {
        Duration wait = addresses.take(email, most);
        if (wait.isPositive()) {
            throw ProblemException.rateLimited("Many mails were asked for. Wait before you ask for another.", wait);
        }
    }
}
