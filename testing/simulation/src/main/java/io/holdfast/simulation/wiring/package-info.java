/** Puts the objects of a service together as Spring does, in microseconds. */
@NullMarked
package io.holdfast.simulation.wiring;

import org.jspecify.annotations.NullMarked;
