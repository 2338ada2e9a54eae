/** Tests that look at what services say and listen to. */
@NullMarked
package io.holdfast.messaging;

import org.jspecify.annotations.NullMarked;
