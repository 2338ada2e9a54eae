package io.holdfast.webclient.backend;

import org.jspecify.annotations.Nullable;

/** A signed-in user. */
public record Account(
        String id,
        String email,
        @Nullable String name,
        @Nullable Boolean operator) {

    /** Whether they may do what is for operators. */
    public boolean isOperator() {
        return Boolean.TRUE.equals(operator);
    }

    /** The name, or the part of the e-mail address before the @. */
    public String displayName() {
        if (name != null && !name.isBlank()) {
            return name;
        }
        int at = email.indexOf('@');
        return at > 0 ? email.substring(0, at) : email;
    }
}
