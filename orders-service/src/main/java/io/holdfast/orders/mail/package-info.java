/** Mails to buyers about their orders. */
@NullMarked
package io.holdfast.orders.mail;

import org.jspecify.annotations.NullMarked;
