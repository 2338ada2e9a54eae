/** The pages for organizers: sales figures, refunds, pausing the sale, cancelling, check-in. */
@NullMarked
package io.holdfast.webclient.organizer;

import org.jspecify.annotations.NullMarked;
