package io.holdfast.messaging;

import io.holdfast.telemetry.LogContext;
import io.nats.client.support.NatsJetStreamConstants;

/** The headers of a message. */
final class MessageHeaders {
    /** {@code <aggregate id>:<version>}; JetStream drops duplicates of it within its dedupe window. */
    static final String MESSAGE_ID = NatsJetStreamConstants.MSG_ID_HDR;

    static final String AGGREGATE_ID = "Holdfast-Aggregate-Id";
    static final String VERSION = "Holdfast-Version";
    static final String TIME = "Holdfast-Time";

    /** W3C trace context; also the key in the logging context. */
    static final String TRACE = LogContext.TRACEPARENT;

    // Headers of a dead letter: why it could not be handled, and where it came from.
    static final String ERROR = "Holdfast-Error";
    static final String FAILED_AT = "Holdfast-Failed-At";
    static final String ATTEMPTS = "Holdfast-Attempts";
    static final String ORIGINAL_ID = "Holdfast-Message-Id";
    static final String ORIGINAL_SUBJECT = "Holdfast-Subject";
    static final String ORIGINAL_STREAM = "Holdfast-Stream";
    static final String ORIGINAL_SEQUENCE = "Holdfast-Sequence";
    static final String CONSUMER = "Holdfast-Consumer";

    private MessageHeaders() {}
}
