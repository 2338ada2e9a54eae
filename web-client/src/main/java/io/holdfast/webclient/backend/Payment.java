package io.holdfast.webclient.backend;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A payment as the buyer of its order sees it. */
public record Payment(
        String id,
        String orderId,
        String status,
        long amount,
        String currency,
        @Nullable List<Step> history) {

    /**
     * A change of its status.
     *
     * @param failure code of what went wrong; null if nothing did
     */
    public record Step(
            @Nullable String status,
            @Nullable Instant at,
            @Nullable String failure) {}

    /** Whether it is authorized, and the provider has not confirmed the capture yet. */
    public boolean isBeingCaptured() {
        return "AUTHORIZED".equals(status);
    }
}
