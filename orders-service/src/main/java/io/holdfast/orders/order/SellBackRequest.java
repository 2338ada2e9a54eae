package io.holdfast.orders.order;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** Which order's tickets are to be sold back. */
record SellBackRequest(@NotBlank @Size(max = 64) String orderId) {}
