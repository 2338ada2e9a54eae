package io.holdfast.orders.waiting;

import io.holdfast.web.ClientNetwork;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Tally;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Limits how many people enter from one network, and how often it reads draws, in a minute. Each replica counts for itself. */
@Component
class EntryLimiter {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int REMEMBERED = 100_000;

    /** A draw may have as many entries as a room. */
    private static final int DRAWS = 60;

    private final Tally<ClientNetwork> entries;
    private final Tally<ClientNetwork> draws;
    private final int most;

    EntryLimiter(WaitingRoomProperties properties, Clock clock) {
        this.entries = new Tally<>(WINDOW, REMEMBERED, clock);
        this.draws = new Tally<>(WINDOW, REMEMBERED, clock);
        this.most = properties.perNetwork();
    }

    /** @throws ProblemException {@code 429} when the limit is reached */
    void countEntry(ClientNetwork network) {
        require(entries.take(network, most), "Many people entered from your network. Try again shortly.");
    }

    /** @throws ProblemException {@code 429} when the limit is reached */
    void countDraw(ClientNetwork network) {
        require(draws.take(network, DRAWS), "Your network asked for that too often.");
    }

    private static void require(Duration wait, String detail) {
        if (wait.isPositive()) {
            throw ProblemException.rateLimited(detail, wait);
        }
    }
}
