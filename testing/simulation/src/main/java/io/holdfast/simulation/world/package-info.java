/** The world of a seed: its services, its faults, its clients, and what must be true of it in the end. */
@NullMarked
package io.holdfast.simulation.world;

import org.jspecify.annotations.NullMarked;
