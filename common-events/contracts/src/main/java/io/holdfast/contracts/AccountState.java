package io.holdfast.contracts;

/**
 * What other services have to know about an account.
 *
 * @param proven whether the address of the account is proven to be its owner's
 * @param suspended whether an operator has suspended the account
 * @param version counts the changes of this state; the first is 1
 */
public record AccountState(String id, boolean proven, boolean suspended, long version) {}
