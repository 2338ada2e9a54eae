package io.holdfast.messaging;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The ids of documents whose messages could not be published at once: a limited number of them. */
final class UnpublishedIds {

    private static final int LIMIT = 10_000;

    private final Set<String> ids = new HashSet<>();
    private boolean more;

    synchronized void add(String id) {
        if (ids.size() < LIMIT) {
            ids.add(id);
        } else {
            more = true;
        }
    }

    synchronized void addAll(Collection<String> ids) {
        ids.forEach(this::add);
    }

    /** Returns all of them, and clears this. */
    synchronized Taken take() {
        Taken taken = new Taken(new ArrayList<>(ids), more);
        ids.clear();
        more = false;
        return taken;
    }

    /** @param more whether there were more than the limit: only the database has those */
    record Taken(List<String> ids, boolean more) {}
}
