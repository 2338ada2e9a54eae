/** Whose orders they are: guests, whose orders come into accounts, and people who are forgotten. */
@NullMarked
package io.holdfast.orders.person;

import org.jspecify.annotations.NullMarked;
