/** The servers Holdfast stands on, started and stopped on this machine: a broker, and a database of whichever kind is there. */
@NullMarked
package io.holdfast.local;

import org.jspecify.annotations.NullMarked;
