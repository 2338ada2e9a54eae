package io.holdfast.auth.session;

import org.jspecify.annotations.Nullable;

/** A user as clients see them. */
public record User(String id, String email, @Nullable String name) {

    public static User of(SignedIn session) {
        return new User(session.userId(), session.email(), session.name());
    }
}
