/** The languages in which people are spoken to, and the messages in them. */
@NullMarked
package io.holdfast.language;

import org.jspecify.annotations.NullMarked;
