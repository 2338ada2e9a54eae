/** {@code ./holdfast bench}: how fast Holdfast is, next to its bare database and to requests that write nothing. */
@NullMarked
package io.holdfast.bench;

import org.jspecify.annotations.NullMarked;
