package io.holdfast.orders.placing;

import io.holdfast.contracts.SeatingState;
import io.holdfast.contracts.TierState;
import io.holdfast.orders.inventory.ClaimItem;
import io.holdfast.orders.inventory.Seat;
import io.holdfast.orders.sale.Sale;
import io.holdfast.web.ProblemException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks what a request asks for against the tiers and seats that the event has. */
final class RequestedItems {

    private RequestedItems() {}

    /** @throws ProblemException {@code 400} that names the field which asks for something that the event does not have */
    static List<ClaimItem> of(PlaceOrderRequest request, Sale sale) {
        List<PlaceOrderRequest.Item> requested = request.itemsOrNone();
        if (requested.isEmpty()) {
            return List.of(new ClaimItem(onlyTier(sale), 1, List.of()));
        }
        List<ClaimItem> items = new ArrayList<>();
        Set<String> tierIds = new HashSet<>();
        for (int i = 0; i < requested.size(); i++) {
            PlaceOrderRequest.Item item = requested.get(i);
            String field = "items[" + i + "].";
            TierState tier = sale.tier(item.tierId())
                    .orElseThrow(() -> ProblemException.invalid(field + "tierId", "is not a tier of this event"));
            if (!tierIds.add(tier.id())) {
                throw ProblemException.invalid(field + "tierId", "is there twice");
            }
            items.add(item(item, tier, field));
        }
        return items;
    }

    private static TierState onlyTier(Sale sale) {
        List<TierState> tiers = sale.event().tiers();
        if (tiers.size() != 1) {
            throw ProblemException.invalid("items", "must say which tier: this event has several");
        }
        return tiers.getFirst();
    }

    private static ClaimItem item(PlaceOrderRequest.Item item, TierState tier, String field) {
        List<Seat> seats = seats(item.seatsOrNone(), tier, field + "seats");
        int quantity = item.quantityOrDefault();
        if (!seats.isEmpty() && seats.size() != quantity) {
            throw ProblemException.invalid(field + "quantity", "must be as many as there are seats");
        }
        if (quantity > tier.maxPerOrder()) {
            throw ProblemException.invalid(
                    field + (seats.isEmpty() ? "quantity" : "seats"), "must be at most " + tier.maxPerOrder());
        }
        return new ClaimItem(tier, quantity, seats);
    }

    private static List<Seat> seats(List<String> names, TierState tier, String field) {
        SeatingState seating = tier.seating();
        if (!names.isEmpty() && seating == null) {
            throw ProblemException.invalid(field, "this tier has no numbered seats");
        }
        List<Seat> seats = new ArrayList<>();
        for (String name : names) {
            Seat seat = Seat.named(name)
                    .filter(named -> seating != null && exists(seating, named))
                    .orElseThrow(() -> ProblemException.invalid(field, name + " is not a seat of this tier"));
            if (seats.contains(seat)) {
                throw ProblemException.invalid(field, name + " is there twice");
            }
            seats.add(seat);
        }
        return seats;
    }

    private static boolean exists(SeatingState seating, Seat seat) {
        return seating.rows().stream()
                .anyMatch(row -> row.label().equals(seat.row()) && row.numbers().get(seat.number()));
    }
}
