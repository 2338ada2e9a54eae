/** Currencies, and amounts of money as people type them. */
@NullMarked
package io.holdfast.money;

import org.jspecify.annotations.NullMarked;
