/** The bench's door into the orders service: in the service's own package, so that nothing has to be public for it. */
@NullMarked
package io.holdfast.orders.order;

import org.jspecify.annotations.NullMarked;
