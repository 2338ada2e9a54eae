/** What payments-service needs of a payment provider. */
@NullMarked
package io.holdfast.payments.provider;

import org.jspecify.annotations.NullMarked;
