/** Timers: set by what orders and events say, and told of once when they are due. */
@NullMarked
package io.holdfast.expiration.timer;

import org.jspecify.annotations.NullMarked;
