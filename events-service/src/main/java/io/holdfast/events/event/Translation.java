package io.holdfast.events.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.contracts.TranslationState;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What an event is called and how it is described in a further language.
 *
 * @param name absent: as in the event's own texts; likewise {@code description}
 */
record Translation(
        @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED) @Nullable
        String name,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED) @Nullable
        String description) {

    TranslationState state() {
        return new TranslationState(name, description);
    }
}
