package io.holdfast.orders.placing;

import io.holdfast.orders.person.GuestProperties;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Tally;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Limits how many orders guests may place with one address, which anyone can type. Each replica counts for itself. */
@Component
class GuestOrderLimiter {

    private static final int REMEMBERED = 50_000;

    private final Tally<String> addresses;
    private final int most;

    GuestOrderLimiter(GuestProperties properties, Clock clock) {
        this.addresses = new Tally<>(properties.window(), REMEMBERED, clock);
        this.most = properties.perAddress();
    }

    /** @throws ProblemException 429 when the limit is reached */
    void requireFew(String email) {
        Duration wait = addresses.wait(email, most);
        if (wait.isPositive()) {
            throw ProblemException.rateLimited(
                    "Many orders were placed with this address without an account. Wait, or sign in.", wait);
        }
    }

    /** An order was placed. What is refused does not count: who is told to try again may do so. */
    void count(String email) {
        addresses.add(email);
    }
}
