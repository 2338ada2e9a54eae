/** Who did what: the record of a service. */
@NullMarked
package io.holdfast.record;

import org.jspecify.annotations.NullMarked;
