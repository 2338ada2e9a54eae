package io.holdfast.orders.door;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A ticket shown at a door.
 *
 * @param code as scanned or typed: case, spaces and dashes do not matter, O is 0, and I and L are 1
 * @param at when it was shown, if that is not now; a time in the future counts as now, one before the order was completed as its completion
 */
record CheckInRequest(
        @NotBlank @Size(max = 100) String code, @Nullable Instant at) {}
