/** The real classes of the services, run on simulated time, databases and messages, decided by a seed. */
@NullMarked
package io.holdfast.simulation;

import org.jspecify.annotations.NullMarked;
