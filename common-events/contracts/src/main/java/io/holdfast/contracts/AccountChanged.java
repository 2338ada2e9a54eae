package io.holdfast.contracts;

/** An account was proven, suspended, or its suspension lifted. Of an account without such a message nothing of it is known. */
@Subject("users.account-changed")
public record AccountChanged(AccountState account) implements AccountMessage {

    @Override
    public String aggregateId() {
        return account.id();
    }

    @Override
    public long version() {
        return account.version();
    }
}
