/** What is for sale: this service's copy of the published events. */
@NullMarked
package io.holdfast.orders.sale;

import org.jspecify.annotations.NullMarked;
