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
     * @param moved what happened to money, such as {@code REFUNDED}, also where the status stays; null if nothing did
     */
    public record Step(
            @Nullable String status,
            @Nullable Instant at,
            @Nullable String failure,
            @Nullable String moved) {}

    /**
     * A payment that is open for its buyer to confirm it in the page.
     *
     * @param clientSecret for the provider's script; null when it was confirmed already
     */
    public record Opened(String id, String status, @Nullable String clientSecret) {

        /** Without the secret, which must not end up in a log. */
        @Override
        public String toString() {
            return "Opened[" + id + ", " + status + "]";
        }
    }

    /**
     * What the provider says of a payment that its buyer confirms in the page.
     *
     * @param challenged whether the buyer's bank is asking the buyer
     */
    public record Looked(String id, String orderId, String status, boolean challenged) {

        /** Whether the buyer has still to confirm it. */
        public boolean awaitsBuyer() {
            return status.equals("AUTHORIZING");
        }
    }

    /** Whether it is authorized, and the provider has not confirmed the capture yet. */
    public boolean isBeingCaptured() {
        return "AUTHORIZED".equals(status);
    }
}
