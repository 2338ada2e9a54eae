/** The port to whoever moves the money. */
@NullMarked
package io.holdfast.payments.provider;

import org.jspecify.annotations.NullMarked;
