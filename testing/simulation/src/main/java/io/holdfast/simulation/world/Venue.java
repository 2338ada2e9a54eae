package io.holdfast.simulation.world;

import io.holdfast.simulation.machine.Machine;
import io.holdfast.simulation.wiring.Endpoints;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The event of a world, as its organizer wants it now, and its doors. */
final class Venue {

    /**
     * A row of numbered seats.
     *
     * @param section the part of the hall that it is in; null for none
     */
    record Row(@Nullable String section, int seats) {

        /** The name of a seat, as orders have it. */
        String seat(int number) {
            return (section == null ? "" : section + " ") + ROW + "-" + number;
        }
    }

    /**
     * @param rows empty without numbered seats
     * @param maxPerBuyer 0 for no limit
     */
    record Tier(String id, int capacity, List<Row> rows, int maxPerBuyer) {

        private Tier withSize(int size, int limit) {
            return new Tier(id, size, split(rows, size), limit);
        }
    }

    /**
     * The terms of a waiting room.
     *
     * @param atOnce most people who choose or pay at a time
     * @param perMinute most people admitted in a minute; 0 for no limit
     */
    record Room(Instant opensAt, int atOnce, int perMinute) {}

    /** The default of {@code holdfast.orders.hoarding.units}. */
    private static final int HELD_AT_ONCE = 40;

    /** What every row is called: rows of different sections have the same label. */
    private static final String ROW = "A";

    private static final Row ROW_OF_NO_SECTION = new Row(null, 0);
    private static final Row STALLS = new Row("Stalls", 0);
    /** A field of a document has no dots in its name. */
    private static final Row BOX = new Row("St. Peter’s box", 0);

    private static final Duration MOVED_BY = Duration.ofDays(1);
    private static final Duration LENGTH = Duration.ofHours(3);

    private final World world;
    private final boolean takesBack;
    private Instant startsAt = Instant.parse("2026-11-30T19:00:00Z");
    private final boolean contested;
    private final List<Tier> tiers = new ArrayList<>();
    private final Map<String, Integer> leastLimits = new HashMap<>();
    private final Map<String, Integer> highestLimits = new HashMap<>();
    private final Map<String, Integer> firstLimits = new LinkedHashMap<>();
    private final Set<String> changedLimits = new HashSet<>();
    private int maxPerBuyer;
    private boolean wasUnlimited;
    private final boolean hasRoom;
    private @Nullable Room room;
    private boolean isRoomRemoved;
    private @Nullable String eventId;

    Venue(World world) {
        this.world = world;
        Machine machine = world.machine();
        takesBack = machine.seed() % 4 != 0;
        contested = machine.chance(0.4);
        tiers.add(new Tier("floor", machine.between(1, contested ? 6 : 12), List.of(), 0));
        if (machine.chance(0.4) && world.omissions().keep("stand")) {
            int seats = machine.between(2, 6);
            tiers.add(new Tier("stand", seats, split(plan(seats), seats), 0));
        }
        hasRoom = machine.chance(0.25) && world.omissions().keep("room");
        // Of these there are some left for those who order after a turn.
        if (machine.chance(hasRoom ? 0.5 : 0.2) && world.omissions().keep("crowd")) {
            tiers.add(new Tier("crowd", machine.between(65, 70), List.of(), machine.between(0, 2)));
        }
        maxPerBuyer = machine.chance(contested ? 0.7 : 0.3) && world.omissions().keep("limit") ? limit() : 0;
    }

    /** A stand of few seats has no sections. Of a larger one, one row is in a section, or each in another one. */
    private static List<Row> plan(int seats) {
        return switch (seats) {
            case 5 -> List.of(ROW_OF_NO_SECTION, BOX);
            case 6 -> List.of(STALLS, BOX);
            default -> List.of(ROW_OF_NO_SECTION);
        };
    }

    /** The rows with so many seats together: the first ones have one more, and those that would have none are gone. */
    private static List<Row> split(List<Row> rows, int seats) {
        List<Row> split = new ArrayList<>();
        for (int index = 0; index < rows.size(); index++) {
            int share = (seats + rows.size() - 1 - index) / rows.size();
            if (share > 0) {
                split.add(new Row(rows.get(index).section, share));
            }
        }
        return split;
    }

    /** The waiting room from which buyers are admitted, unless it is removed; null if there is none, or the event was not published yet. */
    @Nullable
    Room room() {
        return room;
    }

    /** It opens soon. */
    private Room newRoom() {
        Machine machine = world.machine();
        Instant opensAt =
                machine.time().plus(Duration.ofSeconds(machine.between(4, 10))).truncatedTo(ChronoUnit.SECONDS);
        return new Room(opensAt, machine.between(1, 3), machine.oneOf(List.of(0, 0, 6, 30)));
    }

    /** Whether all buyers come at once for few units, while the organizer changes the event. */
    boolean isContested() {
        return contested;
    }

    /** When it starts, and is not sold any more, as the organizer wants it now. */
    Instant startsAt() {
        return startsAt;
    }

    /** When it is over, as the organizer wants it now. */
    Instant endsAt() {
        return startsAt.plus(LENGTH);
    }

    /** Moves it. */
    void postpone(Duration by) {
        startsAt = startsAt.plus(by);
    }

    /** Has its waiting room again, if it was removed. */
    void putRoomBack() {
        isRoomRemoved = false;
    }

    /** Whether buyers may sell their tickets back; if not, they may return them once the event has moved. */
    boolean takesBack() {
        return takesBack;
    }

    private int limit() {
        return world.machine().between(1, contested ? 3 : 5);
    }

    String eventId() {
        return Objects.requireNonNull(eventId);
    }

    boolean isPublished() {
        return eventId != null;
    }

    void eventId(String id) {
        this.eventId = id;
    }

    List<Tier> tiers() {
        return List.copyOf(tiers);
    }

    /** Makes it something else. */
    void change() {
        Machine machine = world.machine();
        if (hasRoom && machine.chance(0.1)) {
            isRoomRemoved = !isRoomRemoved;
            return;
        }
        switch (machine.between(0, 3)) {
            case 0 -> maxPerBuyer = maxPerBuyer == 0 ? limit() : 0;
            case 1 -> {
                if (takesBack && tiers.size() > 1) {
                    tiers.replaceAll(this::resized);
                } else {
                    postpone(MOVED_BY);
                }
            }
            default -> {
                Tier tier = machine.oneOf(tiers);
                tiers.set(tiers.indexOf(tier), resized(tier));
            }
        }
    }

    private Tier resized(Tier tier) {
        Machine machine = world.machine();
        int size = Math.max(1, tier.capacity + (contested ? machine.between(-2, 3) : machine.between(-6, 4)));
        boolean limits = tier.rows.isEmpty() && machine.chance(0.2);
        return tier.withSize(size, limits ? machine.between(0, 3) : tier.maxPerBuyer);
    }

    /**
     * The lowest limit there ever was, also where it was only asked for.
     *
     * @param tier empty for that of the whole event
     * @return 0 if there was none
     */
    int leastLimit(String tier) {
        return leastLimits.getOrDefault(tier, 0);
    }

    /** The highest limit there ever was, as {@link #leastLimit}. While the whole event has none, that of what is held without being paid counts. */
    int highestLimit(String tier) {
        int highest = highestLimits.getOrDefault(tier, 0);
        return highest > 0 && tier.isEmpty() && wasUnlimited ? Math.max(highest, HELD_AT_ONCE) : highest;
    }

    /** The limits that were never changed, by tier; that of the whole event is empty. */
    Map<String, Integer> constantLimits() {
        Map<String, Integer> constant = new LinkedHashMap<>(firstLimits);
        constant.keySet().removeAll(changedLimits);
        constant.values().removeIf(limit -> limit == 0);
        return constant;
    }

    private void limited(String tier, int limit) {
        wasUnlimited |= tier.isEmpty() && limit == 0;
        Integer first = firstLimits.putIfAbsent(tier, limit);
        if (first != null && first != limit) {
            changedLimits.add(tier);
        }
        if (limit > 0) {
            leastLimits.merge(tier, limit, Math::min);
            highestLimits.merge(tier, limit, Math::max);
        }
    }

    ObjectNode request() {
        limited("", maxPerBuyer);
        tiers.forEach(tier -> limited(tier.id, tier.maxPerBuyer));
        ObjectNode event = Endpoints.json()
                .put("name", "Concert")
                .put("startsAt", startsAt.toString())
                .put("endsAt", endsAt().toString())
                .put("currency", "EUR");
        if (maxPerBuyer > 0) {
            event.put("maxPerBuyer", maxPerBuyer);
        }
        if (hasRoom && room == null) {
            room = newRoom();
        }
        Room waiting = room;
        if (waiting != null && !isRoomRemoved) {
            ObjectNode terms = event.putObject("waitingRoom")
                    .put("opensAt", waiting.opensAt.toString())
                    .put("holdersAtOnce", waiting.atOnce);
            if (waiting.perMinute > 0) {
                terms.put("admitPerMinute", waiting.perMinute);
            }
        }
        event.putObject("fee").put("fixed", 33).put("rate", 250);
        event.putObject("sellBack").put("allowed", takesBack).put("minutesBefore", 60);
        ArrayNode all = event.putArray("tiers");
        for (Tier tier : tiers) {
            ObjectNode written = all.addObject()
                    .put("id", tier.id)
                    .put("name", tier.id)
                    .put("price", 1_000)
                    .put("taxRate", 1_900);
            if (tier.maxPerBuyer > 0) {
                written.put("maxPerBuyer", tier.maxPerBuyer);
            }
            if (tier.rows.isEmpty()) {
                written.put("capacity", tier.capacity);
            } else {
                ArrayNode rows = written.putObject("seating").putArray("rows");
                tier.rows.forEach(row -> write(row, rows.addObject()));
            }
        }
        return event;
    }

    private static void write(Row row, ObjectNode written) {
        if (row.section != null) {
            written.put("section", row.section);
        }
        written.put("label", ROW).put("seats", row.seats);
    }

    /** Shows a ticket at two doors at once. */
    void showAtDoors(String order, String code) {
        for (int door = 1; door <= 2; door++) {
            new Door(world, this, "door-" + door, order, code).start(() -> {});
        }
    }
}
