/** What is kept about buyers, and how it is forgotten. */
@NullMarked
package io.holdfast.orders.privacy;

import org.jspecify.annotations.NullMarked;
