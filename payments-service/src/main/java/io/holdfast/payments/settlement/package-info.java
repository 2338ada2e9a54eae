/** What was charged and refunded, compared with the provider's books. */
@NullMarked
package io.holdfast.payments.settlement;

import org.jspecify.annotations.NullMarked;
