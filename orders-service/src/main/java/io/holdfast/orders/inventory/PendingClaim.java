package io.holdfast.orders.inventory;

import java.util.concurrent.CompletableFuture;

/** A claim that waits for its decision, and where the decision goes. */
record PendingClaim<C, R>(C claim, CompletableFuture<R> answer) {}
