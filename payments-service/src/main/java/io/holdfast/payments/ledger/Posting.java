package io.holdfast.payments.ledger;

/**
 * One side of a ledger entry.
 *
 * @param amount minor units; positive if the account's balance grows
 */
public record Posting(Account account, long amount) {}
