package io.holdfast.contracts;

import java.time.Instant;

/**
 * The person of an account is to be forgotten: whatever names them is replaced, what they bought and sold stays. The account cannot be
 * used any more.
 *
 * @param version follows the versions of {@link AccountChanged}
 */
@Subject("users.account-erased")
public record AccountErased(String accountId, Instant erasedAt, long version) implements AccountMessage {

    @Override
    public String aggregateId() {
        return accountId;
    }
}
