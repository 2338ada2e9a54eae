package io.holdfast.contracts;

import java.time.Instant;

/** An event is past its end; {@code subjectId} is the event. */
@Subject("expirations.event-ended")
public record EventTimeOver(String id, String subjectId, Instant dueAt, long version) implements DeadlineMessage {}
