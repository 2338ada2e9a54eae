package io.holdfast.record;

import org.jspecify.annotations.Nullable;

/** Which entries are wanted. Null means: of any. */
record RecordQuery(@Nullable String account, @Nullable String event) {}
