package io.holdfast.events.organizer;

import io.holdfast.contracts.AccountState;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * What is known of an account that organizes events. Of most there is nothing to know, and no document.
 *
 * @param unproven whether its address is still to be proven
 * @param suspended whether an operator has suspended it
 * @param version of the message that told of it; 0 before the first
 */
@Document(Organizer.COLLECTION)
record Organizer(@Id String id, boolean unproven, boolean suspended, long version) {

    static final String COLLECTION = "organizers";

    /** One of which nothing is known. */
    static Organizer unknown(String id) {
        return new Organizer(id, false, false, 0);
    }

    /** The first message tells whether the address is proven; from then on it can only become so. */
    boolean isUnprovenAfter(AccountState account) {
        return !account.proven() && (unproven || version == 0);
    }

    boolean isListed() {
        return !unproven && !suspended;
    }
}
