package io.holdfast.orders.placing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.holdfast.orders.inventory.Limit;
import io.holdfast.orders.order.GivenUp;
import io.holdfast.orders.order.OrderDraft;
import io.holdfast.orders.order.OrderStore;
import io.holdfast.web.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Keeps one buyer from holding much of an event without paying: at a time, and again and again.
 *
 * <p>It is decided by what is stored, over all replicas: how much is held by the guard of the buyer's allowance, like the organizer's own limits.
 * That costs reads, so it is left out for the first quarter of the limit that a buyer orders at a replica, which is all that most buyers
 * ever order. So a buyer may get that much more at each further replica.
 */
@Component
class HoardingLimiter {

    private static final int REMEMBERED = 200_000;
    private static final int UNCHECKED_SHARE = 4;

    private final HoardingProperties properties;
    private final OrderStore orders;
    private final Clock clock;

    /** Units that were ordered here, by event and what the buyer is known by. Each order prolongs it, so it is too low only of whom it forgot. */
    private final Cache<String, Integer> ordered;

    /** Until then some may be forgotten who have ordered, and everybody is checked. */
    private volatile Instant forgottenUntil = Instant.MIN;

    HoardingLimiter(HoardingProperties properties, OrderStore orders, Clock clock) {
        this.properties = properties;
        this.orders = orders;
        this.clock = clock;
        this.ordered = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(properties.window())
                .evictionListener((key, units, cause) -> noteForgotten(cause))
                .build();
    }

    private void noteForgotten(RemovalCause cause) {
        if (cause == RemovalCause.SIZE) {
            forgottenUntil = clock.instant().plus(properties.window());
        }
    }

    /**
     * The same draft, with a limit of what its buyer may hold if that has to be checked.
     *
     * @throws ProblemException 429 when the buyer gave up too much of this event lately, or let it expire
     */
    OrderDraft limited(OrderDraft draft) {
        if (!isLimited(draft)) {
            return draft;
        }
        int units = draft.units();
        boolean few = most(draft, units) <= properties.units() / UNCHECKED_SHARE;
        if (few && !clock.instant().isBefore(forgottenUntil)) {
            return draft;
        }
        requirePatience(draft, units);
        boolean limitedByOrganizer = draft.limits().stream().anyMatch(limit -> limit.tierId() == null);
        return limitedByOrganizer ? draft : draft.with(Limit.ofHeld(Math.max(properties.units(), units)));
    }

    /** The order was not placed. */
    void notPlaced(OrderDraft draft) {
        if (isLimited(draft)) {
            draft.buyerKeys()
                    .forEach(key -> ordered.asMap()
                            .computeIfPresent(
                                    key(draft.eventId(), key), (same, units) -> Math.max(0, units - draft.units())));
        }
    }

    /**
     * Whether a buyer may have ordered of an event lately. Only what was ordered of this replica is known, and nothing where there is a
     * waiting room.
     */
    boolean hasOrdered(String eventId, String buyerKey) {
        return Optional.ofNullable(ordered.getIfPresent(key(eventId, buyerKey))).orElse(0) > 0;
    }

    /** What is free of charge is bought at once. */
    private boolean isLimited(OrderDraft draft) {
        return properties.units() > 0 && !draft.isFreeOfCharge();
    }

    private int most(OrderDraft draft, int units) {
        return draft.buyerKeys().stream()
                .mapToInt(key -> ordered.asMap().merge(key(draft.eventId(), key), units, HoardingLimiter::sum))
                .max()
                .orElse(units);
    }

    private static int sum(int one, int other) {
        return (int) Math.min(Integer.MAX_VALUE, (long) one + other);
    }

    private static String key(String eventId, String buyerKey) {
        return eventId + "/" + buyerKey;
    }

    private void requirePatience(OrderDraft draft, int units) {
        Instant now = clock.instant();
        List<GivenUp> given = orders.findGivenUp(draft.eventId(), draft.holdKeys(), now.minus(properties.window()));
        int sum = given.stream().mapToInt(GivenUp::units).sum();
        if (sum == 0 || sum + units <= properties.given()) {
            return;
        }
        notPlaced(draft);
        throw ProblemException.rateLimited(
                "You have held %d tickets of this event and not paid for them. Wait before you hold more."
                        .formatted(sum),
                Duration.between(
                        now,
                        enoughForgotten(given, sum + units - properties.given()).orElse(now)));
    }

    /** When so many units count no more, or all of them. */
    private Optional<Instant> enoughForgotten(List<GivenUp> given, int tooMany) {
        int forgotten = 0;
        Instant until = null;
        for (GivenUp order : given) {
            if (forgotten >= tooMany) {
                break;
            }
            forgotten += order.units();
            until = order.placedAt().plus(properties.window());
        }
        return Optional.ofNullable(until);
    }
}
