/** The ledger: double entry, append only. */
@NullMarked
package io.holdfast.payments.ledger;

import org.jspecify.annotations.NullMarked;
