package io.holdfast.contracts;

import java.time.Instant;

/**
 * The owner of the address that a guest gave was found: the guest's orders belong to this account.
 *
 * @param guestId the buyer's id in those orders
 */
@Subject("guests.adopted")
public record GuestAdopted(String guestId, String accountId, Instant adoptedAt, long version) implements Message {

    @Override
    public String aggregateId() {
        return guestId;
    }
}
