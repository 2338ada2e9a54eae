package io.holdfast.auth.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * Somebody who can sign in.
 *
 * @param id derived from the sign-up's idempotency key, where it had one
 * @param passwordHash Argon2id with its parameters and salt
 * @param change the last change of the password, until every other session has been ended for it; null when none is open
 */
@Document("accounts")
record Account(
        @Id String id,
        String email,
        @Nullable String name,
        String passwordHash,
        Instant createdAt,
        @Nullable Change change) {

    /**
     * A change of the password.
     *
     * @param session the one that it was made in, which stays
     */
    record Change(String session, Instant at) {}

    static Account of(String id, EmailAddress email, @Nullable String name, String passwordHash, Instant createdAt) {
        return new Account(id, email.value(), name, passwordHash, createdAt, null);
    }

    /** Without what must not end up in a log. */
    @Override
    public String toString() {
        return "Account[" + id + "]";
    }
}
