package io.holdfast.auth.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * An account, with which a person signs in.
 *
 * @param id derived from the idempotency key of the sign-up, if it had one
 * @param passwordHash Argon2id with its parameters and salt
 * @param change the last change of the password, until every other session has been ended for it; null when there is none to finish
 */
@Document(Account.COLLECTION)
record Account(
        @Id String id,
        String email,
        @Nullable String name,
        String passwordHash,
        Instant createdAt,
        @Nullable Change change) {

    static final String COLLECTION = "accounts";

    /**
     * A change of the password.
     *
     * @param session the id of the session it was made in, which is not ended
     */
    record Change(String session, Instant at) {}

    static Account of(String id, EmailAddress email, @Nullable String name, String passwordHash, Instant createdAt) {
        return new Account(id, email.value(), name, passwordHash, createdAt, null);
    }

    /** Without the password hash, which must not be logged. */
    @Override
    public String toString() {
        return "Account[" + id + "]";
    }
}
