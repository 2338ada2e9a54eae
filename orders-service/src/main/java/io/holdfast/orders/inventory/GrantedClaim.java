package io.holdfast.orders.inventory;

import java.time.Instant;

/**
 * A claim that holds its units and is to become an order.
 *
 * @param at since when the units are held
 */
public record GrantedClaim<C extends Claim>(C claim, Allocation allocation, Instant at) {}
