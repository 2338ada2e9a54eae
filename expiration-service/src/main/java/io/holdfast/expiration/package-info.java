/** Durable deadlines: holds that expire, sales that close, events that end. */
@NullMarked
package io.holdfast.expiration;

import org.jspecify.annotations.NullMarked;
