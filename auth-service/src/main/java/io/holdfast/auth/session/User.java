package io.holdfast.auth.session;

import org.jspecify.annotations.Nullable;

/**
 * A user as clients see them.
 *
 * @param operator whether they may do what is for operators
 */
public record User(String id, String email, @Nullable String name, boolean operator) {

    public static User of(SignedIn session) {
        return new User(
                session.userId(),
                session.email(),
                session.name(),
                session.rights().operator());
    }
}
