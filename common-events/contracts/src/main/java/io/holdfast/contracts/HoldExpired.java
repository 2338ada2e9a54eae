package io.holdfast.contracts;

import java.time.Instant;

/** The hold of an order is past its deadline; {@code subjectId} is the order. */
@Subject("expirations.hold-expired")
public record HoldExpired(String id, String subjectId, Instant dueAt, long version) implements DeadlineMessage {}
