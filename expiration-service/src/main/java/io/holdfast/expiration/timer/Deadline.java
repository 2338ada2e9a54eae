package io.holdfast.expiration.timer;

import java.time.Instant;

/** When a timer is due. */
record Deadline(Instant at, String timerId) {}
