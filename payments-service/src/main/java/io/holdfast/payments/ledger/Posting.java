package io.holdfast.payments.ledger;

/**
 * One side of an entry.
 *
 * @param amount minor units; what an account gains is positive
 */
public record Posting(Account account, long amount) {}
