package io.holdfast.contracts;

import java.time.Instant;

/** The sale of an event is over; {@code subjectId} is the event. */
@Subject("expirations.sales-closed")
public record SalesClosed(String id, String subjectId, Instant dueAt, long version) implements DeadlineMessage {}
