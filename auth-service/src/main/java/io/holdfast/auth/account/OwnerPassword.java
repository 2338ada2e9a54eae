package io.holdfast.auth.account;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * For what gives another way into an account, or takes one away, or the account itself.
 *
 * @param password may be left out for an account without one whose owner signed in within a quarter of an hour
 */
record OwnerPassword(
        @Schema(format = "password", requiredMode = Schema.RequiredMode.NOT_REQUIRED)
        @Size(max = 2 * PasswordRules.LONGEST)
        @Nullable
        String password) {}
