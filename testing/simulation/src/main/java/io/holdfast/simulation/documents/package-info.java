/**
 * A database in memory behind the real MongoDB driver: it interprets the commands that the driver would send to a server, with MongoDB's
 * documented semantics, one document at a time.
 */
@NullMarked
package io.holdfast.simulation.documents;

import org.jspecify.annotations.NullMarked;
