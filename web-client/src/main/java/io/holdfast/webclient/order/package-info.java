/** Holding tickets, paying for them, having them. */
@NullMarked
package io.holdfast.webclient.order;

import org.jspecify.annotations.NullMarked;
