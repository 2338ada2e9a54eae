/** {@code ./holdfast backup} and {@code ./holdfast restore}: the data of a stopped system in files. */
@NullMarked
package io.holdfast.backup;

import org.jspecify.annotations.NullMarked;
