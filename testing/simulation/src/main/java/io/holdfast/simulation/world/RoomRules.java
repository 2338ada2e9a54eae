package io.holdfast.simulation.world;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.check.DrawnPlaces;
import io.holdfast.simulation.documents.SimulatedDatabase;
import io.holdfast.simulation.machine.Machine;
import io.holdfast.simulation.world.Venue.Room;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * I13: what has to be true of a waiting room after every single write, and of everything that visitors were told. Places are computed
 * from the stored pages as {@code docs/waiting-room.md} describes it, not as orders-service does it. What a majority has counts: a replica
 * that goes by anything else would go by what may be rolled back.
 */
final class RoomRules {

    private static final String RULE = "I13 ";

    /** A replica makes up for a clock that is wrong by more than two seconds, and knows that a moment after it has started. */
    private static final Duration SKEW = Duration.ofSeconds(4);

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Admissions go by a count from before: who chooses again for so long, since a capture failed, may be missing in it. */
    private static final Duration COUNTED_WITHIN = Duration.ofSeconds(30);

    /** After it is stored that an event has a room again, or is not sold any more, what was begun before goes on for so long. */
    private static final Duration KNOWN_WITHIN = Duration.ofMinutes(1);

    /** A room is looked after for so long after its event: news that the event was moved may come late. */
    private static final Duration LATE_CHANGES = Duration.ofDays(1);

    private static final int PSEUDONYM_LENGTH = 22;
    private static final Set<String> NEVER_PAID = Set.of("AWAITING_PAYMENT", "CANCELLED", "EXPIRED");

    private final World world;
    private final Machine machine;
    private final SimulatedDatabase database;
    private @Nullable Venue venue;

    private List<BsonDocument> pages = List.of();
    private @Nullable BsonDocument roomBefore;
    private final List<String> entries = new ArrayList<>();
    private final Map<String, String> visitors = new HashMap<>();
    private final Map<String, Integer> places = new HashMap<>();
    private boolean drawn;
    private int admitted;
    private boolean retired;
    /** When the event is over, as orders-service has it. */
    private Instant knownEnd = Instant.MAX;
    /** When orders-service learned last that an event is not over whose room could be given up. */
    private Instant movedAt = Instant.MIN;
    /** When the event was stored last without a room. */
    private Instant lastWithout = Instant.MIN;
    /** Until when the passes of places last, by the last place of those that were admitted together. */
    private final TreeMap<Integer, Instant> passes = new TreeMap<>();

    private final Set<String> ordersSeen = new HashSet<>();
    /** When an entry was seen last to have paid for something. */
    private final Map<String, Instant> paid = new HashMap<>();

    private final Map<String, Turned> turns = new HashMap<>();

    /** A visitor was told to be admitted. */
    private record Turned(long at, Instant until) {}

    RoomRules(World world) {
        this.world = world;
        this.machine = world.machine();
        this.database = world.database(Service.ORDERS);
    }

    /** Says which event it is. */
    void of(Venue event) {
        this.venue = event;
    }

    private @Nullable Room room() {
        return venue == null ? null : venue.room();
    }

    /** To be called after each write of orders-service. */
    void look() {
        if (room() != null) {
            sale().ifPresent(this::lookAtSale);
            notePaid();
            lookAtRoom();
            lookAtOrders();
        }
    }

    private List<BsonDocument> decided(String collection) {
        return database.replicatedDocuments("orders", collection)
                .orElseGet(() -> database.documents("orders", collection));
    }

    private Optional<BsonDocument> sale() {
        return decided("sales").stream().findFirst();
    }

    private void lookAtSale(BsonDocument sale) {
        if (!hasRoom(sale)) {
            lastWithout = machine.time();
        }
        Instant end = instant(sale, "endsAt");
        if (!end.equals(knownEnd)) {
            if (isLongOver(knownEnd)) {
                movedAt = machine.time();
            }
            knownEnd = end;
        }
    }

    private boolean isLongOver(Instant end) {
        return !machine.time().isBefore(later(end, LATE_CHANGES.minus(tolerance())));
    }

    private static boolean hasRoom(BsonDocument sale) {
        return sale.containsKey("waitingSince") && !sale.isNull("waitingSince");
    }

    private static boolean isCancelled(BsonDocument sale) {
        return sale.getString("body").getValue().contains("CANCELLED");
    }

    /** When the event is not sold any more, as events-service has it: orders-service may not know it yet. */
    Instant closesAt() {
        return details().map(details -> instant(details, "startsAt")).orElse(Instant.MAX);
    }

    /** When the event is over, as {@link #closesAt}. */
    Instant endsAt() {
        return details().map(details -> instant(details, "endsAt")).orElse(Instant.MAX);
    }

    private static Instant later(Instant moment, Duration by) {
        return moment.equals(Instant.MAX) ? moment : moment.plus(by);
    }

    private Optional<BsonDocument> details() {
        return world.database(Service.EVENTS).documents("events", "events").stream()
                .findFirst()
                .map(event -> event.getDocument("details"));
    }

    @SuppressWarnings("ReferenceEquality") // A document that is stored is never changed, only replaced.
    private void lookAtRoom() {
        BsonDocument now = decided("waiting_rooms").stream().findFirst().orElse(null);
        if (now == null) {
            wrongIf(roomBefore != null, "the room is gone");
            return;
        }
        lookAtPages(now);
        BsonDocument before = roomBefore;
        if (before != now) {
            roomBefore = now;
            if (before != null) {
                wrongIf(!before.getBinary("seed").equals(now.getBinary("seed")), "the seed was exchanged");
                lookAtRetirement(now);
            }
            lookAtAdmissions(now);
        }
    }

    /** A room is given up once the event cannot be sold any more, as far as orders-service knows. */
    private void lookAtRetirement(BsonDocument stored) {
        boolean before = retired;
        retired = !stored.containsKey("active");
        wrongIf(
                retired
                        && !before
                        && !isLongOver(knownEnd)
                        && movedAt.isBefore(machine.time().minus(KNOWN_WITHIN))
                        && sale().filter(RoomRules::isCancelled).isEmpty(),
                "the room was given up, and the event may still be sold");
    }

    /** Pages are only added, and each one has its number. */
    private void lookAtPages(BsonDocument stored) {
        List<BsonDocument> now = decided("waiting_pages");
        wrongIf(now.size() < pages.size(), "a page is gone");
        for (int index = pages.size(); index < now.size(); index++) {
            BsonDocument page = now.get(index);
            wrongIf(number(page) != index + 1, "page %d follows page %d".formatted(number(page), index));
            add(page, HexFormat.of().formatHex(stored.getBinary("seed").getData()));
        }
        pages = now;
    }

    private void add(BsonDocument page, String seed) {
        if (page.containsKey("bell")) {
            wrongIf(drawn, "places are drawn twice");
            drawn = true;
            Instant opensAt = opensAt();
            wrongIf(
                    machine.time().isBefore(opensAt),
                    "places were drawn at %s, before the room opens at %s".formatted(machine.time(), opensAt));
            places.putAll(DrawnPlaces.of(seed, DrawnPlaces.root(entries), entries));
        }
        wrongIf(
                !page.getArray("entries").isEmpty() && machine.time().isAfter(later(closesAt(), KNOWN_WITHIN)),
                "someone entered, and the sale is over since %s".formatted(closesAt()));
        for (BsonValue listed : page.getArray("entries")) {
            String id = listed.asDocument().getString("id").getValue();
            wrongIf(entries.contains(id), "entry %s is listed twice".formatted(id));
            entries.add(id);
            visitors.put(id, listed.asDocument().getString("visitor").getValue());
            if (drawn) {
                places.put(id, entries.size());
            }
        }
    }

    private Instant opensAt() {
        Room room = room();
        return room == null ? Instant.MIN : room.opensAt();
    }

    /** How far the clock of a replica may be wrong without anyone noticing. */
    private Duration tolerance() {
        return world.isSkewed() ? SKEW : Duration.ZERO;
    }

    /** The places are admitted one after the other, each once. */
    private void lookAtAdmissions(BsonDocument stored) {
        int next = stored.getNumber("admitted").intValue();
        wrongIf(next < admitted, "%d were admitted, and then %d".formatted(admitted, next));
        wrongIf(next > places.size(), "%d were admitted of %d places".formatted(next, places.size()));
        if (next <= admitted) {
            return;
        }
        List<BsonDocument> steps =
                stored.getArray("steps").stream().map(BsonValue::asDocument).toList();
        BsonDocument newest = steps.getLast();
        wrongIf(
                newest.getNumber("first").intValue() != admitted + 1
                        || newest.getNumber("last").intValue() != next,
                "after %d places %s were admitted".formatted(admitted, newest.toJson()));
        wrongIf(
                !instant(newest, "at").isBefore(later(closesAt(), tolerance())),
                "%s were admitted, and the sale is over since %s".formatted(newest.toJson(), closesAt()));
        passes.put(next, instant(newest, "until"));
        admitted = next;
        checkHowMany(steps, instant(newest, "at"));
    }

    private void checkHowMany(List<BsonDocument> steps, Instant at) {
        Room room = room();
        if (room == null) {
            return;
        }
        long choosing = choosing();
        wrongIf(
                choosing > room.atOnce(),
                "%d people may choose at a time, and %d do".formatted(room.atOnce(), choosing));
        int lately = steps.stream()
                .filter(step -> instant(step, "at").isAfter(at.minus(MINUTE)))
                .mapToInt(step -> step.getNumber("last").intValue()
                        - step.getNumber("first").intValue()
                        + 1)
                .sum();
        wrongIf(
                room.perMinute() > 0 && lately > room.perMinute() && !world.isSkewed(),
                "%d may be admitted in a minute, and %d were".formatted(room.perMinute(), lately));
    }

    /** How many have a pass that lasts and have paid for nothing. Who has paid and orders once more may have been counted before. */
    private long choosing() {
        Instant counted = machine.time().minus(COUNTED_WITHIN);
        Instant now = machine.time().plus(tolerance());
        return places.entrySet().stream()
                .filter(entry -> entry.getValue() <= admitted
                        && paid.getOrDefault(entry.getKey(), Instant.MIN).isBefore(counted))
                .filter(entry -> passEnds(entry.getValue()).isAfter(now))
                .count();
    }

    private void notePaid() {
        Map<String, BsonDocument> admittedOrders = byId("waiting_orders");
        byId("orders").forEach((id, order) -> {
            BsonDocument entry = admittedOrders.get(id);
            if (entry != null
                    && !order.containsKey("void")
                    && !NEVER_PAID.contains(order.getString("status").getValue())) {
                paid.put(entry.getString("entry").getValue(), machine.time());
            }
        });
    }

    private Instant passEnds(int place) {
        Map.Entry<Integer, Instant> step = passes.ceilingEntry(place);
        return step == null ? Instant.MIN : step.getValue();
    }

    /** Who orders was admitted. */
    private void lookAtOrders() {
        for (BsonDocument order : database.documents("orders", "orders")) {
            if (!order.containsKey("void") && ordersSeen.add(id(order))) {
                checkOrder(order);
            }
        }
    }

    private void checkOrder(BsonDocument order) {
        wrongIf(
                machine.time().isAfter(later(closesAt(), KNOWN_WITHIN)),
                "order %s was placed, and the sale is over since %s".formatted(id(order), closesAt()));
        BsonDocument with = byId("waiting_orders").get(id(order));
        if (with == null) {
            wrongIf(
                    lastWithout.isBefore(machine.time().minus(KNOWN_WITHIN)),
                    "order %s was placed with no entry".formatted(id(order)));
            return;
        }
        String entry = with.getString("entry").getValue();
        Integer place = places.get(entry);
        boolean isBuyers = pseudonym(order.getString("buyer").getValue()).equals(visitors.get(entry));
        wrongIf(!isBuyers, "order %s was placed with entry %s of someone else".formatted(id(order), entry));
        wrongIf(
                place == null || place > admitted,
                "order %s was placed with entry %s at place %s, and %d were admitted"
                        .formatted(id(order), entry, place, admitted));
        wrongIf(
                place != null
                        && place <= admitted
                        && !instant(with, "at").isBefore(passEnds(place).plus(tolerance())),
                "order %s was placed with entry %s, whose pass had ended".formatted(id(order), entry));
    }

    private String pseudonym(String visitor) {
        BsonDocument stored = roomBefore;
        if (stored == null) {
            return "";
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(stored.getBinary("pseudonymKey").getData(), "HmacSHA256"));
            byte[] code = mac.doFinal(("visitor " + visitor).getBytes(UTF_8));
            return Base64.getUrlEncoder().encodeToString(code).substring(0, PSEUDONYM_LENGTH);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A visitor was told this of an entry: whichever replica tells it, and whatever was restarted meanwhile, it is what is stored. */
    void told(String visitor, JsonNode view) {
        BsonDocument stored = roomBefore;
        String entry = view.path("id").asString("");
        if (stored == null || entry.isEmpty()) {
            return;
        }
        int number = view.path("number").asInt();
        wrongIf(
                number > entries.size() || !entries.get(number - 1).equals(entry),
                "%s was told to have entry %d, %s, which is not there".formatted(visitor, number, entry));
        wrongIf(
                !pseudonym(visitor).equals(visitors.get(entry)),
                "%s was told to have entry %s of someone else".formatted(visitor, entry));
        wrongIf(
                view.has("place")
                        && !view.path("place").isNull()
                        && view.path("place").asInt() != places.getOrDefault(entry, 0),
                "%s was told to have place %s, and has %s".formatted(visitor, view.path("place"), places.get(entry)));
        String seed = HexFormat.of().formatHex(stored.getBinary("seed").getData());
        wrongIf(
                !view.path("room").path("commitment").asString().equals(DrawnPlaces.commitment(seed)),
                "%s was told another commitment".formatted(visitor));
        if (view.path("status").asString().equals("admitted")) {
            Instant until = Instant.parse(view.path("pass").path("until").asString());
            wrongIf(
                    places.getOrDefault(entry, Integer.MAX_VALUE) > admitted,
                    "%s was told to be admitted, and is not".formatted(visitor));
            turns.put(visitor, new Turned(machine.nanoTime(), until));
        }
    }

    /** When the turn is over, by any clock, that a visitor was told of last. */
    Optional<Instant> turnIsOverAt(String visitor) {
        return Optional.ofNullable(turns.get(visitor)).map(turn -> turn.until.plus(tolerance()));
    }

    /** A visitor was refused an order, since it was not the visitor's turn. */
    void refused(String visitor, long began) {
        Turned turn = turns.get(visitor);
        wrongIf(
                turn != null && turn.at < began && machine.time().isBefore(turn.until.minus(tolerance())),
                "%s was told to be admitted, and then was not".formatted(visitor));
    }

    /** Whether no one waits for whom there is something: once nothing goes wrong, the next ones are admitted before long. */
    boolean isNextAdmitted() {
        Venue event = venue;
        if (event == null || room() == null || admitted >= entries.size()) {
            return true;
        }
        boolean admits = sale().filter(sale -> hasRoom(sale)
                        && sale.getString("body").getValue().contains("PUBLISHED")
                        && machine.time().isBefore(closesAt()))
                .isPresent();
        return !admits || countFree(event.eventId()) == 0;
    }

    /** Whether the room is looked after only as long as someone may be admitted from it. */
    boolean isGivenUpInTime() {
        boolean mayBeSold = machine.time().isBefore(later(endsAt(), LATE_CHANGES))
                && sale().filter(RoomRules::isCancelled).isEmpty();
        return mayBeSold || roomBefore == null || retired;
    }

    /** Anyone was told this of the draw: it stays as it was, whatever became of the event. */
    void toldDraw(JsonNode draw) {
        BsonDocument stored = roomBefore;
        List<String> told =
                draw.path("entries").valueStream().map(JsonNode::asString).toList();
        wrongIf(
                stored == null
                        || !drawn
                        || !told.equals(entries.subList(0, Math.min(told.size(), entries.size())))
                        || !draw.path("seed")
                                .asString()
                                .equals(HexFormat.of()
                                        .formatHex(stored.getBinary("seed").getData()))
                        || !placesOf(draw, told),
                "another draw was told than there was");
    }

    private boolean placesOf(JsonNode draw, List<String> told) {
        return DrawnPlaces.of(draw.path("seed").asString(), draw.path("root").asString(), told).entrySet().stream()
                .allMatch(entry -> entry.getValue().equals(places.get(entry.getKey())));
    }

    private int countFree(String eventId) {
        return database.documents("orders", "blocks").stream()
                .filter(block -> block.getString("event").getValue().equals(eventId))
                .mapToInt(block -> block.getNumber("free").intValue())
                .sum();
    }

    void checkInTheEnd() {
        wrongIf(
                !isNextAdmitted(),
                "%d of %d were admitted, and no one is any more though there is something"
                        .formatted(admitted, entries.size()));
        wrongIf(!isGivenUpInTime(), "the room is looked after, though no one is admitted from it any more");
    }

    private Map<String, BsonDocument> byId(String collection) {
        Map<String, BsonDocument> found = new HashMap<>();
        database.documents("orders", collection).forEach(document -> found.put(id(document), document));
        return found;
    }

    private static String id(BsonDocument document) {
        return document.getString("_id").getValue();
    }

    private static int number(BsonDocument page) {
        String id = id(page);
        return Integer.parseInt(id.substring(id.indexOf('/') + 1));
    }

    private static Instant instant(BsonDocument document, String field) {
        return Instant.ofEpochMilli(document.getDateTime(field).getValue());
    }

    private void wrongIf(boolean condition, String what) {
        if (condition) {
            wrong(what);
        }
    }

    private void wrong(String what) {
        world.history().wrong(RULE + what);
    }
}
