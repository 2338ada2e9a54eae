package io.holdfast.events.event;

import io.holdfast.events.EventsProperties;
import io.holdfast.web.Caller;
import io.holdfast.web.ClientNetwork;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Tally;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Limits how much of seat maps a client gets in a minute. With a session a client is its account, so that others at the same address do
 * not use up what is theirs; without one, it is its network.
 */
@Component
class SeatMapLimit {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MAX_COUNTED = 50_000;

    /** Of what a client gets, in bytes; a part of it counts as a whole. */
    private static final int UNIT = 1_024;

    private record Client(boolean hasAccount, String name) {}

    private final Tally<Client> sent;
    private final EventsProperties.SeatMaps limits;

    SeatMapLimit(EventsProperties properties, Clock clock) {
        this.sent = new Tally<>(WINDOW, MAX_COUNTED, clock);
        this.limits = properties.seatMaps();
    }

    /** @throws ProblemException 429 when the client has had all that it may in this minute; these bytes are not counted then */
    void take(Optional<Caller> caller, String address, int bytes) {
        Client client = caller.map(account -> new Client(true, account.id()))
                .orElseGet(() -> new Client(false, ClientNetwork.of(address).name()));
        DataSize limit = client.hasAccount() ? limits.perAccount() : limits.perAddress();
        int units = (int) Math.min(Integer.MAX_VALUE, limit.toBytes() / UNIT);
        Duration wait = sent.take(client, (bytes + UNIT - 1) / UNIT, units);
        if (wait.isPositive()) {
            throw ProblemException.rateLimited(
                    "You asked for large seat maps too often. Ask for them compressed, and only if they have changed.",
                    wait);
        }
    }
}
