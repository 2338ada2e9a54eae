/** Who holds which units of a tier: blocks of at most 64 units, and the lane that decides claims together. */
@NullMarked
package io.holdfast.orders.inventory;

import org.jspecify.annotations.NullMarked;
