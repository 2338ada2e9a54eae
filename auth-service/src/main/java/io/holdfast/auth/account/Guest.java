package io.holdfast.auth.account;

import io.holdfast.messaging.Outbox;
import io.holdfast.messaging.Outboxed;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A person who buys without an account: a name and an address, which anyone can type. There is one for each browser that buys, so that
 * who types an address sees nothing of what others bought with it.
 *
 * @param id the buyer's id in the guest's orders
 * @param account whose the guest's orders are since the owner of the address was found; null before
 * @param version 0 until then, or until the guest is forgotten, 1 from then on: a guest changes only once
 */
@Document(Guest.COLLECTION)
record Guest(
        @Id String id,
        String email,
        String name,
        Instant createdAt,
        @Nullable String account,
        long version,
        Outbox outbox)
        implements Outboxed {

    static final String COLLECTION = "guests";

    static Guest of(String id, EmailAddress email, String name, Instant now) {
        return new Guest(id, email.value(), name, now, null, 0, Outbox.empty());
    }
}
