/** The built-in payment provider: test cards, no money. */
@NullMarked
package io.holdfast.payments.sandbox;

import org.jspecify.annotations.NullMarked;
