package io.holdfast.orders.inventory;

import java.util.concurrent.CompletableFuture;

/** A claim that waits for its decision, and the future that its claimant waits for. */
record PendingClaim<C extends Claim, R>(C claim, CompletableFuture<R> answer) {}
