/** Proof of work: what a browser computes for a moment before it may order. */
@NullMarked
package io.holdfast.orders.puzzle;

import org.jspecify.annotations.NullMarked;
