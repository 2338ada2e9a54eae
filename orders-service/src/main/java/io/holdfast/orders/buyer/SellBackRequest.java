package io.holdfast.orders.buyer;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which order's tickets are to be sold back.
 *
 * @param tickets their ids; all of them when absent
 */
record SellBackRequest(
        @NotBlank @Size(max = 64) String orderId,
        @Nullable @Size(min = 1, max = 1000) List<@NotBlank @Size(max = 100) String> tickets) {}
