package io.holdfast.record;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a person did.
 *
 * @param kind a stable word, such as {@code signed-in}
 * @param role as what they did it
 * @param actor the account that did it; null for a visitor, and where it is another person than the reader, who is no operator
 * @param event which event it is about; null for none
 * @param address of the client; null where it is, or may be, another person's
 * @param device what the client calls itself; null where it is, or may be, another person's
 * @param details what else is to be known, by name
 */
public record RecordEntry(
        String id,
        Instant at,
        String kind,
        Role role,
        @Nullable String actor,
        @Nullable String event,
        @Nullable String address,
        @Nullable String device,

        @Schema(additionalProperties = Schema.AdditionalPropertiesValue.TRUE)
        Map<String, String> details) {

    /** As this account may see it: of others it sees as what they acted, and no more. */
    RecordEntry seenBy(String account) {
        if (actor == null || actor.equals(account)) {
            return this;
        }
        return new RecordEntry(id, at, kind, role, null, event, null, null, details);
    }

    RecordEntry withoutOrigin() {
        return new RecordEntry(id, at, kind, role, actor, event, null, null, details);
    }
}
