/** Durable deadlines: holds that run out, sales that close, events that end. */
@NullMarked
package io.holdfast.expiration;

import org.jspecify.annotations.NullMarked;
