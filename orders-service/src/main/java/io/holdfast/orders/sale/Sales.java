package io.holdfast.orders.sale;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.holdfast.contracts.TierState;
import io.holdfast.messaging.Arrivals;
import io.holdfast.orders.OrdersProperties;
import io.holdfast.orders.inventory.EventPlans;
import io.holdfast.web.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.stereotype.Component;

/** What is for sale: this service's copy of the published events, kept up to date by the messages of the catalogue. */
@Component
public class Sales implements EventPlans {

    /** Another replica may have received a newer version. */
    private static final Duration CACHED_FOR = Duration.ofSeconds(1);

    private static final int MAX_CACHED = 10_000;

    private static final Duration POLL = Duration.ofMillis(40);

    /** Requests that may wait at a time for an event, which may not exist. */
    private static final int MAX_WAITING = 256;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    /** Of the messages that the copies are made from. */
    private static final String STREAM = "events";

    private final SaleStore store;
    private final Arrivals arrivals;
    private final Duration arrival;
    private final Clock clock;
    private final Cache<String, Copy> copies =
            Caffeine.newBuilder().maximumSize(MAX_CACHED).build();
    private final Semaphore waiting = new Semaphore(MAX_WAITING);

    private record Copy(Sale sale, Instant at, AtomicBoolean refreshing) {}

    Sales(SaleStore store, OrdersProperties properties, Arrivals arrivals, Clock clock) {
        this.store = store;
        this.arrivals = arrivals;
        this.arrival = properties.arrival();
        this.clock = clock;
    }

    /** The sale of an event as it is stored now, whether or not its units exist. */
    public Optional<Sale> find(String eventId) {
        return store.find(eventId);
    }

    @Override
    public Optional<List<TierState>> tiers(String eventId) {
        return store.find(eventId)
                .filter(Sale::unitsExist)
                .map(sale -> sale.event().tiers());
    }

    /**
     * When an event is over that was ordered: as it was then or as it is now, whichever is later, since it may have been postponed.
     *
     * @param ordered the event as it was when it was ordered
     */
    public Instant endOf(String eventId, EventSummary ordered) {
        return store.find(eventId)
                .map(sale -> sale.event().endsAt())
                .filter(end -> end.isAfter(ordered.endsAt()))
                .orElse(ordered.endsAt());
    }

    /** Which of these events end, as they are now, after {@code time}. */
    public List<String> endingAfter(Instant time, Collection<String> eventIds) {
        return eventIds.isEmpty() ? List.of() : store.endingAfter(time, eventIds);
    }

    /**
     * The sale of an event whose units exist, as it was at most a second ago. While one request reads it again, others get the older copy,
     * so that a rush waits for no read.
     */
    public Optional<Sale> recent(String eventId) {
        Instant now = clock.instant();
        Copy copy = copies.getIfPresent(eventId);
        if (copy != null
                && (now.isBefore(copy.at().plus(CACHED_FOR))
                        || !copy.refreshing().compareAndSet(false, true))) {
            return Optional.of(copy.sale());
        }
        try {
            return read(eventId);
        } finally {
            if (copy != null) {
                copy.refreshing().set(false);
            }
        }
    }

    /**
     * The sale of an event whose units exist, as it was at {@code time} or later: another replica may have changed it since the copy was
     * made that {@link #recent} has.
     */
    public Optional<Sale> since(Instant time, String eventId) {
        Copy copy = copies.getIfPresent(eventId);
        return copy == null || copy.at().isBefore(time) ? read(eventId) : Optional.of(copy.sale());
    }

    private Optional<Sale> read(String eventId) {
        Instant now = clock.instant();
        Optional<Sale> sale = store.find(eventId).filter(Sale::unitsExist);
        sale.ifPresent(found -> copies.put(eventId, new Copy(found, now, new AtomicBoolean())));
        return sale;
    }

    /**
     * The sale of an event whose units exist; waits a moment for one that was published just now.
     *
     * @throws ProblemException with {@code 503} when there is none, and its message may not have arrived, or its units are being made
     */
    public Optional<Sale> await(String eventId) {
        Optional<Sale> sale = recent(eventId);
        if (sale.isPresent()) {
            return sale;
        }
        if (!waiting.tryAcquire()) {
            throw notArrived();
        }
        try {
            Arrivals.Moment asked = arrivals.now(STREAM);
            Instant deadline = clock.instant().plus(arrival);
            while (sale.isEmpty() && clock.instant().isBefore(deadline)) {
                Thread.sleep(POLL);
                sale = recent(eventId);
            }
            if (sale.isPresent()) {
                return sale;
            }
            // What has arrived is looked at after the question whether all has: it may have come in between.
            boolean handled = arrivals.areHandled(asked);
            sale = recent(eventId);
            if (sale.isEmpty() && (!handled || store.find(eventId).isPresent())) {
                throw notArrived();
            }
            return sale;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            waiting.release();
        }
    }

    private static ProblemException notArrived() {
        return ProblemException.unavailable("This event may not be on sale here yet.", RETRY_AFTER);
    }

    /** Has the next request read the event again. */
    void forget(String eventId) {
        copies.invalidate(eventId);
    }
}
