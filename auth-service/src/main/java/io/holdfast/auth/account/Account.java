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
 */
@Document("accounts")
record Account(@Id String id, String email, @Nullable String name, String passwordHash, Instant createdAt) {

    /** Without what must not end up in a log. */
    @Override
    public String toString() {
        return "Account[" + id + "]";
    }
}
