package io.holdfast.contracts;

import java.time.Instant;

/**
 * The person of an account, or one who bought without, is to be forgotten: whatever names them is replaced, what they bought and sold
 * stays. The account cannot be used any more.
 *
 * @param accountId of the account, or of the guest
 * @param version of an account, follows the versions of {@link AccountChanged}
 */
@Subject("users.account-erased")
public record AccountErased(String accountId, Instant erasedAt, long version) implements AccountMessage {

    @Override
    public String aggregateId() {
        return accountId;
    }
}
