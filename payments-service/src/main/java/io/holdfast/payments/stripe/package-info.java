/** Stripe as the payment provider. */
@NullMarked
package io.holdfast.payments.stripe;

import org.jspecify.annotations.NullMarked;
