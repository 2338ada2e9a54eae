package io.holdfast.events.organizer;

import io.holdfast.contracts.AccountState;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Whose events are listed. An organizer whose address is not proven, or who is suspended, is not; one of whom nothing is known is. Each
 * replica has in memory what it was asked for or told of last.
 */
@Component
public class Organizers {

    /** Every account that proves its address is told of, though few organize. */
    private static final int MOST_KNOWN = 100_000;

    private final OrganizerStore store;

    /**
     * Those that were asked for or told of last. What is done with it takes no time. Caffeine, when full, may drop what was just told: the database need
     * not have that yet, and what is read from it instead would stay.
     */
    private final Map<String, Organizer> known = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Organizer> eldest) {
            return size() > MOST_KNOWN;
        }
    });

    Organizers(OrganizerStore store) {
        this.store = store;
    }

    /** Whether searches find the organizer's events. Asks the database once for each organizer. */
    public boolean isListed(String organizerId) {
        Organizer organizer = known.get(organizerId);
        if (organizer == null) {
            organizer = remember(store.find(organizerId).orElseGet(() -> Organizer.unknown(organizerId)));
        }
        return organizer.isListed();
    }

    /** Notes that the organizer's address is not proven, unless it was in the meantime. */
    public void addUnproven(String organizerId) {
        Organizer organizer = known.get(organizerId);
        if (organizer == null || !(organizer.isProven() || organizer.unproven())) {
            known.merge(organizerId, store.addUnproven(organizerId), Organizers::newer);
        }
    }

    /** Reads all that are not listed, for the start of a replica. */
    public void load() {
        store.findUnlisted().forEach(this::remember);
    }

    /** Writes what a message tells. */
    public void apply(AccountState account) {
        store.apply(account);
    }

    /** Takes note of a message, at every replica. */
    public void learn(AccountState account) {
        if (!known.containsKey(account.id())) {
            // What the message does not tell, that the address is not proven, is known to the database.
            remember(store.find(account.id()).orElseGet(() -> Organizer.unknown(account.id())));
        }
        known.compute(account.id(), (id, before) -> {
            Organizer organizer = before == null ? Organizer.unknown(id) : before;
            return organizer.version() >= account.version() ? organizer : organizer.after(account);
        });
    }

    private Organizer remember(Organizer organizer) {
        return known.merge(organizer.id(), organizer, Organizers::newer);
    }

    /** Of the same version, the one that is stored: it may be marked as unproven since. */
    private static Organizer newer(Organizer before, Organizer read) {
        return read.version() >= before.version() ? read : before;
    }
}
