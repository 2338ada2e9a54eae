/** The machine that simulated processes run on: threads that take turns, time that jumps, and randomness, all decided by a seed. */
@NullMarked
package io.holdfast.simulation.machine;

import org.jspecify.annotations.NullMarked;
