/** A payment provider that is built in: test cards, no money. */
@NullMarked
package io.holdfast.payments.sandbox;

import org.jspecify.annotations.NullMarked;
