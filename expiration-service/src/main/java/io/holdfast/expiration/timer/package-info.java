/** Timers: set as the messages of orders and events require, and published once when they are due. */
@NullMarked
package io.holdfast.expiration.timer;

import org.jspecify.annotations.NullMarked;
