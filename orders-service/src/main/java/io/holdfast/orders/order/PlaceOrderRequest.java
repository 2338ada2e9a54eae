package io.holdfast.orders.order;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Null;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** @param items what is wanted; null or empty: one ticket of the event's only tier */
record PlaceOrderRequest(
        @NotBlank @Size(max = 64) String eventId,
        @Nullable @Size(max = 50) List<@NotNull @Valid Item> items) {

    /** @param quantity null: one */
    record Item(
            @NotBlank @Size(max = 64) String tierId,
            @Nullable @Min(1) @Max(1_000) Integer quantity,

            @Nullable @Null(message = "this event has no numbered seats")
            List<String> seats) {}
}
