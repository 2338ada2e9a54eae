/** A broker in memory, behind the interfaces of the client library for NATS JetStream. */
@NullMarked
package io.holdfast.simulation.broker;

import org.jspecify.annotations.NullMarked;
