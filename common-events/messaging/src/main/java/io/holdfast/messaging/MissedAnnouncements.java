package io.holdfast.messaging;

import io.holdfast.messaging.OutboxBatches.Batch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What could not be said at once, so that it need not be looked for in the database; if it is too much, some of it. */
final class MissedAnnouncements {

    private static final int LIMIT = 10_000;

    private final Set<String> ids = new HashSet<>();
    private final Set<Batch> batches = new HashSet<>();
    private boolean more;

    synchronized void add(String id) {
        if (ids.size() < LIMIT) {
            ids.add(id);
        } else {
            more = true;
        }
    }

    synchronized void add(Batch batch) {
        if (batches.size() < LIMIT) {
            batches.add(batch);
        } else {
            more = true;
        }
    }

    /** All of it, which is forgotten here. */
    synchronized Taken take() {
        Taken taken = new Taken(new ArrayList<>(ids), new ArrayList<>(batches), more);
        ids.clear();
        batches.clear();
        more = false;
        return taken;
    }

    /** @param thereIsMore than could be remembered: to be looked for in the database */
    record Taken(List<String> ids, List<Batch> batches, boolean thereIsMore) {}
}
