package io.holdfast.events.organizer;

import io.holdfast.contracts.AccountState;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * What is known of an account that organizes events. Of most there is nothing to know, and no document.
 *
 * @param unproven whether it created an event before its address was proven, which it is still to be
 * @param suspended whether an operator has suspended it
 * @param version of the message that told of it; 0 before the first
 * @param proven whether a message told that its address is proven; null in what earlier releases stored
 */
@Document(Organizer.COLLECTION)
record Organizer(
        @Id String id,
        boolean unproven,
        boolean suspended,
        long version,
        @Nullable Boolean proven) {

    static final String COLLECTION = "organizers";

    /** One of which nothing is known. */
    static Organizer unknown(String id) {
        return new Organizer(id, false, false, 0, false);
    }

    /** After a message. An address that was proven stays so. */
    Organizer after(AccountState account) {
        return new Organizer(
                id,
                unproven && !account.proven(),
                account.suspended(),
                account.version(),
                isProven() || account.proven());
    }

    boolean isProven() {
        return Boolean.TRUE.equals(proven);
    }

    boolean isListed() {
        return !unproven && !suspended;
    }
}
