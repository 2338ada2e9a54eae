/** A stand-in for Stripe: its API with the state that Stripe's own mock lacks, its script, a bank that asks, and signed webhooks. */
@NullMarked
package io.holdfast.testkit.stripe;

import org.jspecify.annotations.NullMarked;
