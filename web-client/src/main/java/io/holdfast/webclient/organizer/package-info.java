/** The pages for whoever organizes an event: what was sold, refunds, pausing the sale, cancelling. */
@NullMarked
package io.holdfast.webclient.organizer;

import org.jspecify.annotations.NullMarked;
