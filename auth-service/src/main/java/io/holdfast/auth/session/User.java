package io.holdfast.auth.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A user as clients see them.
 *
 * @param operator whether they may do what is for operators; absent if not
 */
public record User(
        String id,
        String email,
        @Nullable String name,

        @JsonInclude(JsonInclude.Include.NON_DEFAULT) @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED)
        boolean operator) {

    public static User of(SignedIn session) {
        return new User(
                session.userId(),
                session.email(),
                session.name(),
                session.rights().operator());
    }
}
