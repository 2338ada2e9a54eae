package io.holdfast.contracts;

import java.time.Instant;

/**
 * A link to a guest's orders is about to be mailed to the guest's address.
 *
 * @param linkId a hash of the secret in the link, which itself is in no message
 * @param guestId whose orders it opens
 * @param email where it is sent to
 * @param expiresAt until when it can be used
 */
@Subject("links.made")
public record GuestLinkMade(String linkId, String guestId, String email, Instant expiresAt, long version)
        implements Message {

    @Override
    public String aggregateId() {
        return linkId;
    }
}
