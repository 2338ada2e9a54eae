/** Events as calendar files. */
@NullMarked
package io.holdfast.calendar;

import org.jspecify.annotations.NullMarked;
