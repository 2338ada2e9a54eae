package io.holdfast.record;

import io.holdfast.web.Page;
import io.holdfast.web.PageRequest;
import java.time.Clock;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The record of a service: adds entries to it, and reads them. An entry is added after what it tells of and before the request is
 * answered, so what was answered is in the record; entries that many requests add at a time are one command for the database.
 */
public final class Recorder {

    /** How many entries {@link #everythingOf} has at most. */
    public static final int MOST = 10_000;

    private final RecordStore store;
    private final RecordProperties properties;
    private final Clock clock;

    Recorder(RecordStore store, RecordProperties properties, Clock clock) {
        this.store = store;
        this.properties = properties;
        this.clock = clock;
    }

    /** Adds an entry, with where the request of this thread came from. Returns when it is stored; one about the same fact stays. */
    public void add(Entry entry) {
        store.insert(entry, Origin.current(), clock.instant());
    }

    /** What concerns an account, for itself. */
    public Page<RecordEntry> ofAccount(String account, PageRequest page) {
        return page(new RecordQuery(account, null), page, entry -> entry.seenBy(account));
    }

    /** What concerns an event, for its organizer. */
    public Page<RecordEntry> ofEvent(String event, String organizer, PageRequest page) {
        return page(new RecordQuery(null, event), page, entry -> entry.seenBy(organizer));
    }

    /**
     * Everything, for operators.
     *
     * @param account only what concerns this account; null or blank for all
     * @param event only what concerns this event; null or blank for all
     */
    public Page<RecordEntry> all(@Nullable String account, @Nullable String event, PageRequest page) {
        return page(new RecordQuery(given(account), given(event)), page, UnaryOperator.identity());
    }

    /** Everything that concerns an account and is kept, the newest first: at most {@value #MOST} entries. For the person, to take along. */
    public List<RecordEntry> everythingOf(String account) {
        return store.find(new RecordQuery(account, null), MOST, null).stream()
                .map(entry -> entry.seenBy(account))
                .toList();
    }

    /**
     * The same of who bought without an account, without addresses and devices: who typed the address of a guest may have been another
     * person.
     */
    public List<RecordEntry> everythingOfGuest(String guest) {
        return everythingOf(guest).stream().map(RecordEntry::withoutOrigin).toList();
    }

    /** Forgets where an account was used and what it typed. */
    public void erase(String account) {
        store.erase(account);
    }

    /** Forgets some of the entries that are old. True if there may be more. */
    boolean deleteOld() {
        return store.deleteOlder(clock.instant().minus(properties.keep()));
    }

    private static @Nullable String given(@Nullable String parameter) {
        return parameter == null || parameter.isBlank() ? null : parameter;
    }

    private Page<RecordEntry> page(RecordQuery which, PageRequest page, UnaryOperator<RecordEntry> view) {
        // One more, to see whether there is a next page.
        List<RecordEntry> found = store.find(which, page.size() + 1, RecordCursor.of(page));
        List<RecordEntry> shown = found.subList(0, Math.min(page.size(), found.size()));
        RecordEntry last = found.size() > page.size() ? shown.getLast() : null;
        return new Page<>(
                shown.stream().map(view).toList(),
                last == null ? null : new RecordCursor(last.at(), last.id()).encode());
    }
}
