/** The whole system on one machine by one command. */
@NullMarked
package io.holdfast.platform;

import org.jspecify.annotations.NullMarked;
