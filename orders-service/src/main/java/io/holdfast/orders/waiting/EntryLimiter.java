package io.holdfast.orders.waiting;

import io.holdfast.web.ClientNetwork;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Tally;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Limits how many people enter from one network, and how much it reads of draws, in a minute. Each replica counts for itself. */
@Component
class EntryLimiter {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int REMEMBERED = 100_000;

    /**
     * Entries in draws that a network reads: with a hundred thousand, of which it has two megabytes, a draw is read eighty times, and that of a
     * smaller room by all who are behind one address, just after the bell.
     */
    private static final int DRAWN = 8_000_000;

    /** A draw counts as one of so many at least. */
    private static final int LEAST = 1_000;

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

    /** No one entered after all: who is refused uses up nothing of what others of the same network may. */
    void uncountEntry(ClientNetwork network) {
        entries.uncount(network);
    }

    /** @throws ProblemException {@code 429} when the limit is reached */
    void countDraw(ClientNetwork network, int drawn) {
        require(draws.take(network, Math.max(LEAST, drawn), DRAWN), "Your network asked for that too often.");
    }

    private static void require(Duration wait, String detail) {
        if (wait.isPositive()) {
            throw ProblemException.rateLimited(detail, wait);
        }
    }
}
