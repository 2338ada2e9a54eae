/** How fast Holdfast is, beside what its database and its gateway do without it: {@code ./holdfast bench}. */
@NullMarked
package io.holdfast.bench;

import org.jspecify.annotations.NullMarked;
