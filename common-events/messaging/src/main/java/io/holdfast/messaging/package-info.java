/**
 * Messages between services over JetStream: the outbox inside an aggregate's document and the relay that empties it,
 * durable subscriptions, dead letters.
 */
@NullMarked
package io.holdfast.messaging;

import org.jspecify.annotations.NullMarked;
