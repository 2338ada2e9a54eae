package io.holdfast.webclient.backend;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a person did, as a service recorded it.
 *
 * @param kind a stable word, such as {@code signed-in}
 * @param role {@code OWNER}, {@code ORGANIZER}, {@code OPERATOR} or {@code VISITOR}
 */
public record RecordEntry(
        String id,
        Instant at,
        String kind,
        String role,
        @Nullable String actor,
        @Nullable String event,
        @Nullable String address,
        @Nullable String device,
        Map<String, String> details) {

    /** How much money it was about, in minor units of the currency beside it; null if it was about none. */
    public @Nullable Long amount() {
        String amount = details.get("amount");
        return amount == null || !details.containsKey("currency") ? null : Long.valueOf(amount);
    }

    /** The device in few words; empty if it is not known. */
    public String deviceName() {
        return AccountSession.nameOf(device);
    }
}
