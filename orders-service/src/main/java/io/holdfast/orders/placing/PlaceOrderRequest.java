package io.holdfast.orders.placing;

import io.holdfast.messaging.Ids;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** @param items what is wanted; null: one ticket of the event's only tier */
public record PlaceOrderRequest(
        @NotBlank @Size(max = 64) String eventId,
        @Nullable @Size(min = 1, max = 50) List<@NotNull @Valid Item> items) {

    /**
     * @param quantity null: one, or as many as there are seats
     * @param seats names such as {@code A-12} or {@code Balcony A-12}; null or empty: the best ones there are together
     */
    public record Item(
            @NotBlank @Size(max = 64) String tierId,
            @Nullable @Min(1) @Max(1_000) Integer quantity,

            @Nullable @Size(max = 1_000) List<@NotBlank @Size(max = 64) String> seats) {

        List<String> seatsOrNone() {
            return seats == null ? List.of() : seats;
        }

        int quantityOrDefault() {
            return quantity == null ? Math.max(1, seatsOrNone().size()) : quantity;
        }

        private String fingerprint() {
            return tierId
                    + "="
                    + quantityOrDefault()
                    + seatsOrNone().stream().sorted().map(seat -> "/" + seat).collect(Collectors.joining());
        }
    }

    List<Item> itemsOrNone() {
        return items == null ? List.of() : items;
    }

    /** The same for requests that ask for the same, in whichever order. */
    String fingerprint() {
        return Ids.derived(
                eventId, itemsOrNone().stream().map(Item::fingerprint).sorted().collect(Collectors.joining(",")));
    }
}
