/** What payments knows of orders: its own copy, kept from messages. */
@NullMarked
package io.holdfast.payments.order;

import org.jspecify.annotations.NullMarked;
