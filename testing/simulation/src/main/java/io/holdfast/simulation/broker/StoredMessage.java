package io.holdfast.simulation.broker;

import io.nats.client.impl.Headers;
import java.time.Instant;

/** A message in a stream. */
record StoredMessage(long sequence, String subject, Headers headers, byte[] data, Instant at) {}
