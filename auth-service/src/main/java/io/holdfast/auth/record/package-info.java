/** Who did what with accounts. */
@NullMarked
package io.holdfast.auth.record;

import org.jspecify.annotations.NullMarked;
