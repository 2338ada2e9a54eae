package io.holdfast.chaos;

import io.holdfast.chaos.Market.Ticket;
import java.util.Map;
import java.util.Optional;

/** Two entrances of every event: each ticket is shown at one, and some at both at once. */
final class Door extends Actor {

    private final Market market;

    /** @param client the organizer of the events */
    Door(Client client, long seed, Market market) {
        super(client, seed);
        this.market = market;
    }

    @Override
    void act(int number) throws InterruptedException {
        Optional<Ticket> ticket = market.atTheDoor();
        if (ticket.isEmpty()) {
            pause(100, 300);
            return;
        }
        String key = "%s-%d".formatted(client.name(), number);
        if (chance(0.3)) {
            Thread other = Thread.ofVirtual().start(() -> admit(ticket.get(), key + "-other"));
            admit(ticket.get(), key);
            other.join();
        } else {
            admit(ticket.get(), key);
        }
        if (chance(0.1)) {
            market.toTheDoor(ticket.get());
        }
        pause(50, 200);
    }

    private void admit(Ticket ticket, String key) {
        try {
            client.askUntilDecided(
                    6,
                    "check-in",
                    ticket.code(),
                    "POST",
                    "/api/orders/events/%s/check-ins".formatted(ticket.sale().id()),
                    key,
                    Map.of("code", ticket.code()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
