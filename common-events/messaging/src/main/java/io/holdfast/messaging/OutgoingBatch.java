package io.holdfast.messaging;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages that are published together.
 *
 * @param id of the {@link OutboxBatches.Batch batch} that is marked when all of them are published; null if each aggregate is marked, or
 *     the batch later
 */
record OutgoingBatch(List<OutboxItem> items, @Nullable String id) {

    int messageCount() {
        return items.stream().mapToInt(item -> item.messages().size()).sum();
    }
}
