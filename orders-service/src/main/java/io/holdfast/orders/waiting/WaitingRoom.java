package io.holdfast.orders.waiting;

import io.holdfast.messaging.GroupedWork;
import io.holdfast.orders.waiting.Page.Bell;
import io.holdfast.orders.waiting.Page.Listed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The waiting room of an event, as this replica knows it: all entries, their places, and who was admitted. It is read from the database
 * once and followed page by page, so that no one's place takes a query. What it adds is decided by the numbers of pages
 * ({@link PageStore#add}): who would add a page that another replica has added reads that one first.
 */
final class WaitingRoom {

    private static final Logger log = LoggerFactory.getLogger(WaitingRoom.class);

    /** Entries that are written together at most. */
    private static final int MOST_TOGETHER = 1_000;

    /** The result of the draw. */
    private static final class Drawn {

        private final Instant at;

        /** How many took part: those that came first. */
        private final int entries;

        private final String root;

        private final Draw.Tree tree;

        /** Of each of them, in their order. */
        private final int[] places;

        /** The index of the entry at each place. */
        private final int[] byPlace;

        Drawn(Instant at, byte[] seed, List<String> taking) {
            this.tree = new Draw.Tree(taking);
            byte[] rootHash = tree.root();
            this.at = at;
            this.entries = taking.size();
            this.root = HexFormat.of().formatHex(rootHash);
            this.places = Draw.places(seed, rootHash, taking);
            this.byPlace = new int[entries];
            for (int index = 0; index < entries; index++) {
                byPlace[places[index] - 1] = index;
            }
        }
    }

    /** Someone who wants to enter. */
    private record Entering(Visitor visitor, Instant opensAt) {}

    /**
     * An entry.
     *
     * @param number how many had entered when it was made, itself included
     * @param place null until places are drawn
     */
    record Entry(String id, int number, @Nullable Integer place) {}

    /**
     * The room as a whole.
     *
     * @param root of the tree of the entries that were drawn, in hexadecimal; null until then
     * @param drawn how many places were drawn; 0 until then
     */
    record Outline(
            int entries,
            int drawn,
            @Nullable String root,
            @Nullable Instant drawnAt,
            Admissions admissions) {}

    private final String eventId;
    private final Secrets secrets;
    private final PageStore pages;
    private final RoomStore rooms;
    private final Opening opening;
    private final Clock clock;
    private final int most;
    private final Runnable whenDrawn;
    private final GroupedWork<Entering, Optional<Entry>> entering =
            new GroupedWork<>("waiting-room", MOST_TOGETHER, this::enterAll);

    /** One thread at a time reads or adds pages. Taken before the monitor, which guards what is known. */
    private final ReentrantLock tail = new ReentrantLock();

    /** When {@link #opening} answered last, and when it may be asked again. Guarded by {@link #tail}. */
    private Instant askedAt = Instant.EPOCH;

    private Instant askAgainAt = Instant.EPOCH;

    private int lastPage;
    private final List<String> entries = new ArrayList<>();
    private final Map<String, Integer> byVisitor = new HashMap<>();
    private final Map<String, Integer> byGuestAddress = new HashMap<>();
    private @Nullable Drawn drawn;
    private Admissions admissions = Admissions.NONE;
    private boolean active = true;
    private Instant readAt = Instant.EPOCH;

    /**
     * @param most entries at most
     * @param whenDrawn run when the places are known here
     */
    WaitingRoom(
            String eventId,
            Secrets secrets,
            PageStore pages,
            RoomStore rooms,
            Opening opening,
            Clock clock,
            int most,
            Runnable whenDrawn) {
        this.eventId = eventId;
        this.secrets = secrets;
        this.pages = pages;
        this.rooms = rooms;
        this.opening = opening;
        this.clock = clock;
        this.most = most;
        this.whenDrawn = whenDrawn;
    }

    Secrets secrets() {
        return secrets;
    }

    /**
     * Enters, or finds the entry that the visitor has.
     *
     * @param opensAt when places are to be drawn
     * @return empty if the room is full, or the address {@link #isTakenByOther}
     */
    CompletableFuture<Optional<Entry>> enter(Visitor visitor, Instant opensAt) {
        return entering.add(new Entering(visitor, opensAt));
    }

    private List<Optional<Entry>> enterAll(List<Entering> group) {
        tail.lock();
        try {
            ringIfDue(group.getLast().opensAt());
            List<Listed> fresh = fresh(group);
            while (!fresh.isEmpty() && !append(fresh)) {
                ringIfDue(group.getLast().opensAt());
                fresh = fresh(group);
            }
            return group.stream().map(each -> find(each.visitor())).toList();
        } finally {
            tail.unlock();
        }
    }

    /** Entries for those who have none that counts, as far as there is room. */
    private synchronized List<Listed> fresh(List<Entering> group) {
        Map<String, Listed> fresh = new LinkedHashMap<>();
        for (Entering each : group) {
            Visitor visitor = each.visitor();
            Integer earlier = indexOf(visitor);
            boolean counts = earlier != null && !isOver(earlier);
            if (!counts && !isTakenByOther(visitor) && entries.size() + fresh.size() < most) {
                // After a turn that is over, another entry of the same visitor needs another id.
                String id = secrets.pseudonym("entry " + visitor.id() + " after " + earlier);
                String onePerPerson = visitor.guest() ? visitor.address() : visitor.id();
                fresh.putIfAbsent(onePerPerson, new Listed(id, visitor.id(), visitor.listedAddress()));
            }
        }
        return List.copyOf(fresh.values());
    }

    private boolean isOver(int index) {
        Integer place = placeOf(index);
        return place != null && admissions.isOver(place, clock.instant());
    }

    /** False if another replica added a page meanwhile, which is known then. */
    private boolean append(List<Listed> listed) {
        return append(new Page(nextPage(), clock.instant(), listed, null));
    }

    private boolean append(Page page) {
        if (pages.add(eventId, page)) {
            learn(List.of(page));
            return true;
        }
        readPages();
        return false;
    }

    private synchronized int nextPage() {
        return lastPage + 1;
    }

    /**
     * Draws the places, if it is time and no one has.
     *
     * @param opensAt as it was a moment ago: what counts is asked before the bell rings
     */
    void ringIfDue(Instant opensAt) {
        tail.lock();
        try {
            while (!isDrawn() && !clock.instant().isBefore(opensAt) && isOpen()) {
                append(bell());
            }
        } finally {
            tail.unlock();
        }
    }

    /**
     * Asks whether the room is open. After a "no" it rests four times as long as the answer took: while the broker does not answer each takes
     * seconds, for which all who enter wait.
     */
    private boolean isOpen() {
        Instant now = clock.instant();
        if (now.isBefore(askAgainAt) && !now.isBefore(askedAt)) {
            return false;
        }
        boolean open = opening.hasCome(eventId);
        askedAt = clock.instant();
        askAgainAt =
                open ? askedAt : askedAt.plus(Duration.between(now, askedAt).multipliedBy(4));
        return open;
    }

    private synchronized Page bell() {
        String root = HexFormat.of().formatHex(Draw.root(entries));
        return new Page(lastPage + 1, clock.instant(), List.of(), new Bell(entries.size(), root));
    }

    /** Reads what was added and who was admitted since. */
    void refresh() {
        tail.lock();
        try {
            Instant now = clock.instant();
            readPages();
            RoomStore.State current = rooms.state(eventId);
            synchronized (this) {
                if (current.admissions().version() >= admissions.version()) {
                    admissions = current.admissions();
                }
                active = current.active();
                readAt = now;
            }
        } finally {
            tail.unlock();
        }
    }

    /**
     * Knows at least what was stored at {@code moment}, which is not in the future. Those who wait for the same at the same time get it
     * from one read.
     */
    void refreshTo(Instant moment) {
        if (readBefore(moment)) {
            tail.lock();
            try {
                if (readBefore(moment)) {
                    refresh();
                }
            } finally {
                tail.unlock();
            }
        }
    }

    private synchronized boolean readBefore(Instant moment) {
        return readAt.isBefore(moment);
    }

    private void readPages() {
        learn(pages.after(eventId, nextPage() - 1));
    }

    private synchronized void learn(List<Page> added) {
        for (Page page : added) {
            if (page.number() != lastPage + 1) {
                throw new IllegalStateException(
                        "Page %d of waiting room %s follows page %d".formatted(page.number(), eventId, lastPage));
            }
            lastPage = page.number();
            page.entries().forEach(this::list);
            Bell bell = page.bell();
            if (bell != null && drawn == null) {
                drawn = new Drawn(page.at(), secrets.seed(), List.copyOf(entries));
                log.info("The places of {} entries of event {} are drawn", entries.size(), eventId);
                whenDrawn.run();
            }
        }
    }

    private void list(Listed entry) {
        int index = entries.size();
        entries.add(entry.id());
        byVisitor.put(entry.visitor(), index);
        if (entry.address() != null) {
            byGuestAddress.put(entry.address(), index);
        }
    }

    /** Whether {@link AdmissionLoop} looks after it. */
    synchronized boolean isActive() {
        return active;
    }

    synchronized boolean isDrawn() {
        return drawn != null;
    }

    /** The entry that counts for a visitor. */
    synchronized Optional<Entry> find(Visitor visitor) {
        Integer index = indexOf(visitor);
        return index == null ? Optional.empty() : Optional.of(new Entry(entries.get(index), index + 1, placeOf(index)));
    }

    /**
     * An account has its own entry, or that of a guest with its address if that is proven. A guest has the entry of this browser's guest
     * only; see {@link #isTakenByOther}.
     */
    private @Nullable Integer indexOf(Visitor visitor) {
        Integer own = byVisitor.get(visitor.id());
        return own == null && visitor.proven() ? byGuestAddress.get(visitor.address()) : own;
    }

    /** Whether another guest has an entry with this guest's address that counts. */
    synchronized boolean isTakenByOther(Visitor visitor) {
        Integer other = visitor.guest() ? byGuestAddress.get(visitor.address()) : null;
        return other != null && !other.equals(byVisitor.get(visitor.id())) && !isOver(other);
    }

    private @Nullable Integer placeOf(int index) {
        if (drawn == null) {
            return null;
        }
        return index < drawn.entries ? drawn.places[index] : index + 1;
    }

    /** The ids of the entries at these places, which are given already. */
    synchronized List<String> entriesAt(int first, int last) {
        return IntStream.rangeClosed(first, Math.min(last, entries.size()))
                .mapToObj(this::entryAt)
                .toList();
    }

    private String entryAt(int place) {
        return entries.get(drawn != null && place <= drawn.entries ? drawn.byPlace[place - 1] : place - 1);
    }

    synchronized Outline outline() {
        return drawn == null
                ? new Outline(entries.size(), 0, null, null, admissions)
                : new Outline(entries.size(), drawn.entries, drawn.root, drawn.at, admissions);
    }

    /** The entries whose places were drawn, in the order in which they came; all entries until then. */
    synchronized List<String> drawnEntries() {
        return List.copyOf(drawn == null ? entries : entries.subList(0, drawn.entries));
    }

    /** Proves that the entry of this number, which was drawn, is in the tree: hashes beside its path, from the leaf to the root. */
    synchronized List<byte[]> proof(int number) {
        return Objects.requireNonNull(drawn).tree.proof(number - 1);
    }

    /** Writes the next admission; false if another replica has written one since this one was last read. */
    boolean save(Admissions next) {
        boolean saved = rooms.save(eventId, next);
        if (saved) {
            synchronized (this) {
                if (next.version() > admissions.version()) {
                    admissions = next;
                }
            }
        }
        return saved;
    }
}
