package io.holdfast.orders.inventory;

import java.time.Instant;

/** A claim whose units are taken, to be written down as an order. */
public record GrantedClaim<C extends Claim>(C claim, Allocation allocation, Instant at) {}
