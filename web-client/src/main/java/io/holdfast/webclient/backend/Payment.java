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
     * Something that happened to it.
     *
     * @param failure the machine word for what went wrong; null when nothing did
     */
    public record Step(
            @Nullable String status,
            @Nullable Instant at,
            @Nullable String failure) {}

    /** Whether it is decided that the money is taken, but the provider has not confirmed it yet. */
    public boolean isBeingCaptured() {
        return "AUTHORIZED".equals(status);
    }
}
