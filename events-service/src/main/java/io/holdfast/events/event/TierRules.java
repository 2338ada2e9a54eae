package io.holdfast.events.event;

import io.holdfast.contracts.EventStatus;
import io.holdfast.events.event.EventRequest.TierRequest;
import io.holdfast.money.Fee;
import io.holdfast.money.Tax;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rules for the tiers of an event. */
final class TierRules {

    private static final int DEFAULT_PER_ORDER = 10;
    private static final String ONLY_TIER = "General admission";

    private final FieldChecks checks;
    private final SeatingRules seatings;
    private final @Nullable Event before;
    private final PriceRules prices;
    private final @Nullable Fee fee;
    private final TranslationRules languages;

    /**
     * @param before the event that is edited; null for a new one
     * @param currency of the event
     * @param fee of the event; null for none
     * @param languages the rules for their names in further languages
     */
    TierRules(
            FieldChecks checks,
            @Nullable Event before,
            String currency,
            @Nullable Fee fee,
            TranslationRules languages) {
        this.checks = checks;
        this.seatings = new SeatingRules(checks);
        this.before = before;
        this.prices = new PriceRules(checks, currency);
        this.fee = fee;
        this.languages = languages;
    }

    /** The tiers, with ids of their own or those of the tiers that they continue. When a tier is wrong, fewer may come back. */
    List<Tier> check(EventRequest request) {
        List<@Nullable TierRequest> tiers = request.tiers();
        if (tiers == null) {
            return request.price() == null && request.capacity() == null ? noTier() : List.of(onlyTier(request));
        }
        checks.accepts(request.price() == null, "price", "belongs to a tier when there are tiers");
        checks.accepts(request.capacity() == null, "capacity", "belongs to a tier when there are tiers");
        checks.accepts(request.maxPerOrder() == null, "maxPerOrder", "belongs to a tier when there are tiers");
        if (tiers.isEmpty()) {
            return noTier();
        }
        if (!checks.accepts(
                tiers.size() <= EventLimits.MAX_TIERS, "tiers", "must be at most " + EventLimits.MAX_TIERS)) {
            return List.of();
        }
        return checkAll(tiers);
    }

    private List<Tier> noTier() {
        checks.reject("tiers", "must have at least one tier, or give price and capacity");
        return List.of();
    }

    private Tier onlyTier(EventRequest request) {
        String id = new TierIds(before).next(ONLY_TIER);
        checkKind("capacity", id, false);
        long price = prices.check("price", request.price(), priceBefore(id));
        prices.checkCost("price", price, null, fee);
        return new Tier(
                id,
                ONLY_TIER,
                price,
                (int) checks.number("capacity", request.capacity(), 1, EventLimits.MAX_CAPACITY),
                maxPerOrder("maxPerOrder", request.maxPerOrder()),
                null,
                null,
                1L,
                null,
                languages.ofTier("", id, null));
    }

    private List<Tier> checkAll(List<@Nullable TierRequest> requests) {
        TierIds ids = new TierIds(before);
        reserveChosenIds(requests, ids);
        List<Tier> tiers = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            TierRequest tier = requests.get(i);
            String path = "tiers[%d]".formatted(i);
            if (checks.accepts(tier != null, path, "is required")) {
                tiers.add(checkOne(path, Objects.requireNonNull(tier), ids));
            }
        }
        long capacity = tiers.stream().mapToLong(Tier::capacity).sum();
        checks.accepts(
                capacity <= EventLimits.MAX_CAPACITY,
                "tiers",
                "must have at most %d places together".formatted(EventLimits.MAX_CAPACITY));
        return seatings.checkTogether(tiers);
    }

    private Tier checkOne(String path, TierRequest tier, TierIds ids) {
        String name = checks.line(path + ".name", tier.name(), 100);
        String id = tier.id() == null ? ids.next(name) : tier.id();
        int violations = checks.count();
        Seating seating = seatings.check(path + ".seating", tier.seating());
        boolean isPlanValid = checks.count() == violations;
        checkKind(path + ".seating", id, seating != null);
        long price = prices.check(path + ".price", tier.price(), priceBefore(id));
        Tax tax = tax(path, tier);
        prices.checkCost(path + ".price", price, tax, fee);
        return new Tier(
                id,
                name,
                price,
                isPlanValid ? capacity(path + ".capacity", tier.capacity(), seating) : 1,
                maxPerOrder(path + ".maxPerOrder", tier.maxPerOrder()),
                checks.optionalNumber(path + ".maxPerBuyer", tier.maxPerBuyer(), 1, EventLimits.MAX_CAPACITY),
                seating,
                1L,
                tax,
                languages.ofTier(path, id, tier.names()));
    }

    private @Nullable Tax tax(String path, TierRequest tier) {
        Integer rate = checks.optionalNumber(path + ".taxRate", tier.taxRate(), 0, Tax.MOST);
        return rate == null ? null : new Tax(rate, !Boolean.FALSE.equals(tier.taxIncluded()));
    }

    /** What the tier costs so far, in the same currency; null if it is new. */
    private @Nullable Long priceBefore(String tierId) {
        return before == null || !prices.isIn(before.details().currency())
                ? null
                : before.details().tier(tierId).map(Tier::price).orElse(null);
    }

    private int capacity(String field, @Nullable Long value, @Nullable Seating seating) {
        if (seating == null) {
            return (int) checks.number(field, value, 1, EventLimits.MAX_CAPACITY);
        }
        int seats = seating.seats();
        checks.accepts(
                value == null || value == seats,
                field,
                "must be %d, as many as there are seats, or be left out".formatted(seats));
        return seats;
    }

    /** Units that may be sold are not changed from general admission to numbered seats, or back. */
    private void checkKind(String field, String tierId, boolean seated) {
        if (before != null && before.status() == EventStatus.PUBLISHED) {
            before.details()
                    .tier(tierId)
                    .ifPresent(tier -> checks.accepts(
                            tier.isSeated() == seated,
                            field,
                            "cannot change between general admission and numbered seats"));
        }
    }

    /** Comes first, so that no id made from a name takes one that the organizer chose. */
    private void reserveChosenIds(List<@Nullable TierRequest> requests, TierIds ids) {
        for (int i = 0; i < requests.size(); i++) {
            TierRequest tier = requests.get(i);
            String id = tier == null ? null : tier.id();
            String field = "tiers[%d].id".formatted(i);
            if (id != null
                    && checks.accepts(
                            TierIds.isValid(id),
                            field,
                            "must be up to 24 of a-z, 0-9 and single hyphens between them")) {
                checks.accepts(ids.reserve(id), field, "is another tier's id");
                checks.accepts(!ids.isRetired(id), field, "was the id of a tier that is gone: leave it out");
            }
        }
    }

    private int maxPerOrder(String field, @Nullable Long value) {
        return value == null ? DEFAULT_PER_ORDER : (int) checks.number(field, value, 1, EventLimits.MAX_PER_ORDER);
    }
}
