/** The visitor's orders: paying, tickets, history, selling back. */
@NullMarked
package io.holdfast.webclient.order;

import org.jspecify.annotations.NullMarked;
