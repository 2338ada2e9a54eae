package io.holdfast.simulation.broker;

import io.nats.client.impl.Headers;
import java.time.Instant;

/** A message in a stream. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record StoredMessage(long sequence, String subject, Headers headers, byte[] data, Instant at) {}
