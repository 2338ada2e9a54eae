package io.holdfast.orders.waiting;

import io.holdfast.contracts.WaitingRoomState;
import io.holdfast.messaging.Arrivals;
import io.holdfast.messaging.ClockSkew;
import io.holdfast.orders.sale.Sale;
import io.holdfast.orders.sale.Sales;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * By the clock of the database, which all replicas share, and by the event as it is once all is handled that events-service had published by then:
 * it moves no opening that is less than a minute away. If messages still wait a minute after the opening, or the broker is away, the room opens by
 * what is known: those who wait are not to wait for that.
 */
@Component
class KnownOpening implements Opening {

    private static final Logger log = LoggerFactory.getLogger(KnownOpening.class);

    /** Of the messages that tell what an event is. */
    private static final String STREAM = "events";

    private static final Duration AT_LATEST = Duration.ofMinutes(1);

    private final Sales sales;
    private final ClockSkew skew;
    private final Arrivals arrivals;

    KnownOpening(Sales sales, ClockSkew skew, Arrivals arrivals) {
        this.sales = sales;
        this.skew = skew;
        this.arrivals = arrivals;
    }

    @Override
    public boolean hasCome(String eventId) {
        Instant now = skew.databaseTime();
        boolean all = arrivals.areHandled(arrivals.now(STREAM));
        // After that: it is not what some request read a second ago.
        Optional<Instant> opensAt =
                sales.find(eventId).flatMap(Sale::waitingRoom).map(WaitingRoomState::opensAt);
        if (opensAt.isEmpty() || now.isBefore(opensAt.get())) {
            return false;
        }
        if (!all && now.isBefore(opensAt.get().plus(AT_LATEST))) {
            log.debug("The waiting room of event {} opens once all messages about events are handled", eventId);
            return false;
        }
        return true;
    }
}
