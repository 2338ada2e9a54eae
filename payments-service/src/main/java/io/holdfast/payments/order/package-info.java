/** The copies of orders that payments-service keeps, from the messages of orders-service. */
@NullMarked
package io.holdfast.payments.order;

import org.jspecify.annotations.NullMarked;
