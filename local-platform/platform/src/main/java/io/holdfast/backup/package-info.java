/** {@code ./holdfast backup} and {@code ./holdfast restore}: everything a stopped system knows, in files. */
@NullMarked
package io.holdfast.backup;

import org.jspecify.annotations.NullMarked;
