/**
 * Messages between services over JetStream: the outbox in an aggregate's document, the relay that publishes it,
 * durable subscriptions, dead letters.
 */
@NullMarked
package io.holdfast.messaging;

import org.jspecify.annotations.NullMarked;
