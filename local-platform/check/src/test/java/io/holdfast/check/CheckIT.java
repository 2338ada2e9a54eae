package io.holdfast.check;

import static io.holdfast.check.HealthySystem.ALLOWANCE;
import static io.holdfast.check.HealthySystem.EVENT;
import static io.holdfast.check.HealthySystem.EXPIRED;
import static io.holdfast.check.HealthySystem.FIRST;
import static io.holdfast.check.HealthySystem.HELD;
import static io.holdfast.check.HealthySystem.IN_PART;
import static io.holdfast.check.HealthySystem.PAID;
import static io.holdfast.check.HealthySystem.ROW;
import static io.holdfast.check.HealthySystem.SECOND;
import static io.holdfast.check.HealthySystem.SOLD_BACK;
import static io.holdfast.check.HealthySystem.chargeOf;
import static io.holdfast.check.HealthySystem.paymentOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.local.Ports;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of damage, done to a healthy system, is found and reported with the ids of the documents that have it. */
class CheckIT {

    private static HealthySystem system;

    @BeforeAll
    static void start() throws Exception {
        system = new HealthySystem();
    }

    @AfterAll
    static void stop() {
        if (system != null) {
            system.close();
        }
    }

    @AfterEach
    void reset() throws Exception {
        system.reset();
    }

    /** @param found the line that reports it, or a part of the line */
    private record Damage(String name, Action action, String found) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Does the damage. */
    private interface Action {
        void run(HealthySystem system) throws Exception;
    }

    @Test
    void nothingIsFoundInAHealthyWaitingRoom() {
        room(system, 3);
        admittedWith(system, "cyd");

        assertThat(check().wrong()).isEmpty();
    }

    /** It was deleted a day after it was over. Then the broker lost what had set it, which is sent again. */
    @Test
    void aTimerThatAnOldMessageSetOnceMoreIsRight() {
        String timer = "hold-" + PAID;
        system.set("expiration", "timers", timer, "source", 1L);
        system.set("expiration", "timers", timer, "state", "fired");
        assertThat(check().wrong()).as("within the day").isNotEmpty();

        Date before = Date.from(Instant.now().minus(Duration.ofHours(25)));
        system.set("orders", "orders", PAID, "createdAt", before);
        system.set("orders", "orders", PAID, "history.0.at", before);
        system.set("orders", "orders", PAID, "history.1.at", before);
        assertThat(check().wrong()).isEmpty();
    }

    /** An account may use the entry of a guest with its address. */
    @Test
    void nothingIsFoundIfAnAccountOrderedWithAnEntryOfAGuest() {
        room(system, 3);
        system.set("orders", "waiting_pages", EVENT + "/000000001", "entries.0.address", "of alice");
        admittedWith(system, "ada");

        assertThat(check().wrong()).isEmpty();
    }

    @Test
    void nothingIsFoundInAHealthySystem() {
        Report report = check();

        assertThat(report.wrong()).isEmpty();
        assertThat(report.warnings()).isEmpty();
        assertThat(report.inFlight()).as(report.toString()).isZero();
        assertThat(report.notLookedAt()).isEmpty();
        assertThat(report.looked())
                .containsAllEntriesOf(Map.of(
                        "orders",
                        5L,
                        "blocks",
                        4L,
                        "units",
                        73L,
                        "payments",
                        4L,
                        "charges",
                        4L,
                        "ledger entries",
                        10L,
                        "events",
                        1L,
                        "timers",
                        7L))
                .containsEntry("messages", 22L);
        assertThat(report.toString()).endsWith("in flight: 0\nAll is well.\n");
    }

    @ParameterizedTest
    @MethodSource({
        "blocks",
        "holders",
        "limits",
        "doors",
        "notices",
        "receipts",
        "waitingRooms",
        "refusals",
        "orders",
        "money",
        "ledger",
        "messages",
        "copies"
    })
    void damageIsFound(Damage damage) throws Exception {
        damage.action().run(system);

        Report report = check();

        assertThat(report.wrong())
                .as(report.toString())
                .anySatisfy(finding -> assertThat(finding.toString()).contains(damage.found()));
    }

    private static Report check() {
        return Check.of(system.systems(false)).run();
    }

    static Stream<Damage> blocks() {
        return Stream.of(
                new Damage(
                        "a unit too many",
                        it -> it.set("orders", "blocks", FIRST, "free", 62),
                        "I1 block ev1/hall/0 has 64 units, but 62 free + 0 held + 3 sold"),
                new Damage(
                        "a count of held units that no holder has",
                        it -> {
                            it.set("orders", "blocks", SECOND, "held", 2);
                            it.set("orders", "blocks", SECOND, "free", 4);
                        },
                        "I1 block ev1/hall/1 counts 2 units held, its holders hold 1"),
                new Damage(
                        "a count of sold units that no holder has",
                        it -> it.set("orders", "blocks", FIRST, "sold", 2),
                        "I1 block ev1/hall/0 counts 2 units sold, its holders bought 3"),
                new Damage(
                        "less than nothing free",
                        it -> it.set("orders", "blocks", FIRST, "free", -1),
                        "I1 block ev1/hall/0 counts less than nothing"),
                new Damage(
                        "an allowance that does not add up",
                        it -> it.set("orders", "blocks", ALLOWANCE, "free", -2),
                        "I1 allowance ev1/@/alice has 0 units"),
                new Damage(
                        "a seat given to an order that does not hold it",
                        it -> it.set("orders", "blocks", ROW, "seats.2", HELD),
                        "I1 block ev1/stalls/A.1 gives seat 2 to order order-held, which does not hold it"),
                new Damage(
                        "a held seat that is free",
                        it -> it.change("orders", "blocks", ROW, new Document("$unset", new Document("seats.1", ""))),
                        "I2 order order-paid holds seat 1 of block ev1/stalls/A.1, which is free"),
                new Damage(
                        "a block that is lost",
                        it -> it.remove("orders", "blocks", SECOND),
                        "I1 tier hall of event ev1 has 70 units in orders' copy, but 64 in its blocks"),
                new Damage(
                        "a capacity that orders-service has copied wrongly",
                        it -> it.set(
                                "orders",
                                "sales",
                                EVENT,
                                "body",
                                "{\"event\":{\"tiers\":[{\"id\":\"hall\",\"capacity\":70}]}}"),
                        "I1 event ev1 has units {"),
                new Damage(
                        "a wrong display",
                        it -> it.set("events", "availability", EVENT, "tiers.0.free", 60),
                        "I7 event ev1 shows {"),
                new Damage(
                        "a document with a text for a number",
                        it -> it.set("orders", "blocks", FIRST, "free", "many"),
                        "blocks ev1/hall/0: its free is many, not a number"));
    }

    static Stream<Damage> holders() {
        Date longAgo = Date.from(Instant.now().minus(Duration.ofHours(1)));
        return Stream.of(
                new Damage(
                        "units of an order that does not exist",
                        it -> {
                            it.set("orders", "blocks", FIRST, "holders.order-lost", holder(2, longAgo));
                            it.change("orders", "blocks", FIRST, counts(-2, 2));
                        },
                        "I2 order order-lost holds 2 units of block ev1/hall/0, but there is no such order"),
                new Damage(
                        "units of an order that is over",
                        it -> {
                            it.set("orders", "orders", EXPIRED, "history", List.of());
                            it.set("orders", "orders", EXPIRED, "createdAt", longAgo);
                            it.set("orders", "blocks", SECOND, "holders." + EXPIRED, holder(1, longAgo));
                            it.change("orders", "blocks", SECOND, counts(-1, 1));
                        },
                        "I2 order order-expired holds 1 units of block ev1/hall/1, but is EXPIRED"),
                new Damage(
                        "units that their order does not name",
                        it -> {
                            it.set("orders", "orders", HELD, "history", List.of());
                            it.set("orders", "orders", HELD, "createdAt", longAgo);
                            it.set("orders", "blocks", FIRST, "holders." + HELD, holder(2, longAgo));
                            it.change("orders", "blocks", FIRST, counts(-2, 2));
                        },
                        "I2 order order-held holds 2 units of block ev1/hall/0 that it does not name"),
                new Damage(
                        "more units than their order names",
                        it -> {
                            it.set("orders", "blocks", SECOND, "holders." + HELD + ".units", 2);
                            it.change("orders", "blocks", SECOND, counts(-1, 1));
                        },
                        "I2 order order-held holds 2 units of block ev1/hall/1, but names 1"),
                new Damage(
                        "units of a ticket that was given back",
                        it -> it.set(
                                "orders",
                                "orders",
                                PAID,
                                "ended",
                                List.of(new Document("code", "gone")
                                        .append("unit", new Document("block", FIRST).append("units", 1)))),
                        "I2 order order-paid bought 2 units of block ev1/hall/0, but names 1"),
                new Damage(
                        "another seat than its order names",
                        it -> {
                            it.set("orders", "blocks", ROW, "seats", new Document("2", PAID));
                            it.set("orders", "blocks", ROW, "holders." + PAID + ".seats", List.of(2));
                        },
                        "I2 order order-paid bought 1 units of block ev1/stalls/A.1 with seats [2], but names seats"
                                + " [1]"),
                new Damage(
                        "bought without being paid",
                        it -> {
                            it.set("orders", "blocks", SECOND, "holders." + HELD + ".sold", true);
                            it.change(
                                    "orders",
                                    "blocks",
                                    SECOND,
                                    new Document("$inc", new Document("held", -1).append("sold", 1)));
                        },
                        "I2 order order-held bought 1 units of block ev1/hall/1, but is AWAITING_PAYMENT"),
                new Damage(
                        "held for hours after its deadline",
                        it -> it.set("orders", "orders", HELD, "expiresAt", longAgo),
                        "I2 order order-held was to be paid by "),
                new Damage(
                        "an order that survived its event",
                        it -> it.insert(
                                "orders", "cancellations", new Document("_id", EVENT).append("since", minutesAgo(90))),
                        "I2 order order-paid is COMPLETED, though its event is cancelled since "),
                new Damage(
                        "an allowance that counts too little",
                        it -> {
                            it.set(
                                    "orders",
                                    "orders",
                                    PAID,
                                    "allocation",
                                    List.of(
                                            new Document("block", FIRST).append("units", 2),
                                            new Document("block", ROW)
                                                    .append("units", 1)
                                                    .append("seats", List.of(1))));
                            it.set("orders", "blocks", ALLOWANCE, "holders." + PAID + ".units", 1);
                            it.change(
                                    "orders",
                                    "blocks",
                                    ALLOWANCE,
                                    new Document("$inc", new Document("free", 2).append("sold", -2)));
                        },
                        "I2 order order-paid bought 1 units of allowance ev1/@/alice, but ordered 3"));
    }

    static Stream<Damage> limits() {
        return Stream.of(
                new Damage(
                        "an order that its buyer's allowance does not count",
                        it -> {
                            it.set("orders", "sales", EVENT, "limitsSince", minutesAgo(10));
                            it.set("orders", "sales", EVENT, "body", limited(9, null));
                        },
                        "I10 order order-held was placed under a limit and is not counted by allowance ev1/@/alice"),
                new Damage(
                        "a buyer with more than the limit",
                        it -> {
                            it.set("orders", "sales", EVENT, "limitsSince", minutesAgo(10));
                            it.set("orders", "sales", EVENT, "body", limited(4, null));
                        },
                        "I10 buyer alice has 5 units of event ev1 and may have 4"),
                new Damage(
                        "a buyer with more than the limit of a tier",
                        it -> {
                            it.set("orders", "sales", EVENT, "limitsSince", minutesAgo(10));
                            it.set("orders", "sales", EVENT, "body", limited(null, 3));
                        },
                        "I10 buyer alice has 4 units of tier hall of event ev1 and may have 3"),
                new Damage(
                        "an allowance that counts an order of another buyer",
                        it -> it.set("orders", "orders", PAID, "buyer", "bob"),
                        "I2 order order-paid bought 3 units of allowance ev1/@/alice, but is an order of bob"));
    }

    static Stream<Damage> waitingRooms() {
        return Stream.of(
                new Damage(
                        "an order without an entry of the waiting room",
                        it -> it.set("orders", "sales", EVENT, "waitingSince", minutesAgo(120)),
                        "I13 order order-held was placed with no entry of the waiting room"),
                new Damage(
                        "an order with an entry that was not admitted",
                        it -> {
                            room(it, 2);
                            admittedWith(it, "cyd");
                        },
                        "I13 order order-held was placed with entry cyd, which was not admitted"),
                new Damage(
                        "an order with an entry that is not listed",
                        it -> {
                            room(it, 3);
                            admittedWith(it, "dan");
                        },
                        "I13 order order-held was placed with entry dan, which was not admitted"),
                new Damage(
                        "an order with the entry of another account",
                        it -> {
                            room(it, 3);
                            admittedWith(it, "bob");
                        },
                        "I13 order order-held was placed with entry bob, which is another buyer's"),
                new Damage(
                        "an order of a guest with the entry of another guest",
                        it -> {
                            room(it, 3);
                            it.set("orders", "waiting_pages", EVENT + "/000000003", "entries.0.address", "of cyd");
                            it.set("orders", "orders", HELD, "guest", "guest1");
                            admittedWith(it, "cyd");
                        },
                        "I13 order order-held was placed with entry cyd, which is another buyer's"),
                new Damage(
                        "a list that changed after the draw",
                        it -> {
                            room(it, 3);
                            it.set("orders", "waiting_pages", EVENT + "/000000001", "entries.0.id", "zoe");
                        },
                        "I13 waiting room ev1: places of 2 entries with root "),
                new Damage(
                        "a page that is lost",
                        it -> {
                            room(it, 3);
                            it.remove("orders", "waiting_pages", EVENT + "/000000002");
                        },
                        "I13 waiting room ev1: page 3 follows page 1"),
                new Damage(
                        "two entries of one visitor",
                        it -> {
                            room(it, 0);
                            it.set(
                                    "orders",
                                    "waiting_pages",
                                    EVENT + "/000000003",
                                    "entries.0.visitor",
                                    "visitor of ada");
                        },
                        "I13 waiting room ev1: entries ada and cyd are of one visitor"),
                new Damage(
                        "more admitted than have a place",
                        it -> room(it, 4),
                        "I13 waiting room ev1: 4 were admitted of 3 places"));
    }

    /** A room in which ada and bob were drawn, and cyd came after them, whose account is called alice. */
    private static void room(HealthySystem system, int admitted) {
        byte[] secret = new byte[32];
        system.collection("orders", "waiting_rooms")
                .insertOne(new Document("_id", EVENT)
                        .append("seed", new Binary(secret))
                        .append("pseudonymKey", new Binary(secret))
                        .append("admitted", admitted));
        page(system, 1, null, "ada", "bob");
        page(system, 2, new Document("entries", 2).append("root", DrawnPlaces.root(List.of("ada", "bob"))));
        page(system, 3, null, "cyd");
        // HMAC-SHA-256 of "visitor alice" with a key of 32 zeros.
        system.set("orders", "waiting_pages", EVENT + "/000000003", "entries.0.visitor", "D_9XCs4iUWydTVNT7Qiifj");
    }

    private static void page(HealthySystem system, int number, @Nullable Document bell, String... entries) {
        system.collection("orders", "waiting_pages")
                .insertOne(new Document("_id", "%s/%09d".formatted(EVENT, number))
                        .append("event", EVENT)
                        .append(
                                "entries",
                                Stream.of(entries)
                                        .map(entry ->
                                                new Document("id", entry).append("visitor", "visitor of " + entry))
                                        .toList())
                        .append("bell", bell));
    }

    private static void admittedWith(HealthySystem system, String entry) {
        system.collection("orders", "waiting_orders")
                .insertOne(new Document("_id", HELD).append("event", EVENT).append("entry", entry));
    }

    static Stream<Damage> notices() {
        Document ordered = new Document("name", "A concert")
                .append("startsAt", new Date(0))
                .append("endsAt", new Date(1000))
                .append("timezone", "UTC")
                .append("version", 1L)
                .append("venue", new Document("name", "Arena"));
        return Stream.of(
                new Damage(
                        "a buyer who is not told that the event was moved",
                        it -> {
                            it.set("orders", "orders", PAID, "event", ordered);
                            it.set("orders", "sales", EVENT, "body", moved("Stadium", null));
                        },
                        "I11 order order-paid is not told that event ev1 changed"),
                new Damage(
                        "a buyer who was told something else",
                        it -> {
                            it.set("orders", "orders", PAID, "event", ordered);
                            it.set("orders", "sales", EVENT, "told", ordered);
                            it.set("orders", "sales", EVENT, "body", moved("Stadium", null));
                        },
                        "I11 order order-paid is not told that event ev1 changed"),
                new Damage(
                        "tickets that were returned for a part of their price",
                        it -> {
                            it.set("orders", "orders", SOLD_BACK, "reason", "event-moved");
                            it.set("orders", "orders", SOLD_BACK, "refunded", 999L);
                            it.set("orders", "sales", EVENT, "body", moved("Arena", "2200-01-01T00:00:00Z"));
                        },
                        "I11 order order-sold-back was returned for 999 of 1000"),
                new Damage(
                        "tickets that were returned too late",
                        it -> {
                            it.set("orders", "orders", SOLD_BACK, "reason", "event-moved");
                            it.set("orders", "sales", EVENT, "body", moved("Arena", "2020-01-01T00:00:00Z"));
                        },
                        "I11 order order-sold-back was returned because its event was moved, which was possible until"
                                + " 2020-01-01T00:00:00Z"));
    }

    private static String moved(String venue, @Nullable String returnUntil) {
        String terms = returnUntil == null ? "{}" : "{\"returnUntil\":\"" + returnUntil + "\"}";
        return """
            {"event":{"name":"A concert","startsAt":"1970-01-01T00:00:00Z","endsAt":"1970-01-01T00:00:01Z","timezone":"UTC",
             "venue":{"name":"%s"},"terms":%s,
             "tiers":[{"id":"hall","capacity":70},{"id":"stalls","capacity":3}]}}\
            """.formatted(venue, terms);
    }

    @Test
    void whoIsToldOrIsToBeToldIsNotMissing() throws Exception {
        Document ordered = new Document("name", "A concert")
                .append("startsAt", new Date(0))
                .append("endsAt", new Date(1000))
                .append("timezone", "UTC")
                .append("version", 1L)
                .append("venue", new Document("name", "Arena"));
        Document now = new Document(ordered).append("venue", new Document("name", "Stadium"));
        system.set("orders", "orders", PAID, "event", ordered);
        system.set("orders", "sales", EVENT, "body", moved("Stadium", null));
        system.set("orders", "sales", EVENT, "told", now);
        assertThat(check().wrong()).isEmpty();

        system.set("orders", "sales", EVENT, "told", ordered);
        system.set("orders", "sales", EVENT, "noticeDueAt", minutesAgo(1));
        Report report = check();
        assertThat(report.wrong()).isEmpty();
        assertThat(report.underway()).containsEntry("events whose buyers are to be told what changed", 1);
    }

    static Stream<Damage> receipts() {
        return Stream.of(
                new Damage(
                        "a paid order without its receipt",
                        it -> it.set("orders", "orders", PAID, "receiptsOf", "ova"),
                        "I12 order order-paid over 3000, of which 0 are to go back, has receipts over 0 and credit"
                                + " notes over 0"),
                new Damage(
                        "a receipt over another amount",
                        it -> {
                            it.set("orders", "orders", PAID, "receiptsOf", "ova");
                            it.insert("orders", "receipts", receipt(PAID, "receipt", "R", 1, 999));
                        },
                        "I12 order order-paid over 3000, of which 0 are to go back, has receipts over 999 and credit"
                                + " notes over 0"),
                new Damage(
                        "a refund without its credit note",
                        it -> {
                            it.set("orders", "orders", SOLD_BACK, "receiptsOf", "ova");
                            it.insert("orders", "receipts", receipt(SOLD_BACK, "receipt", "R", 1, 1000));
                        },
                        "I12 order order-sold-back over 1000, of which 1000 are to go back, has receipts over 1000 and"
                                + " credit notes over 0"),
                new Damage(
                        "a receipt for an order that gets none",
                        it -> it.insert("orders", "receipts", receipt(PAID, "receipt", "R", 1, 3000)),
                        "I12 order order-paid has a receipt and is owed none"),
                new Damage(
                        "a number that is missing",
                        it -> {
                            it.set("orders", "orders", PAID, "receiptsOf", "ova");
                            it.insert("orders", "receipts", receipt(PAID, "receipt", "R", 2, 3000));
                        },
                        "I12 number 1 of ova/R is missing"),
                new Damage(
                        "a number that was drawn twice",
                        it -> {
                            it.set("orders", "orders", SOLD_BACK, "receiptsOf", "ova");
                            it.insert("orders", "receipts", receipt(SOLD_BACK, "receipt", "R", 1, 1000));
                            it.insert("orders", "receipts", receipt(SOLD_BACK, "refund-1", "C", 1, 500));
                            it.insert("orders", "receipts", receipt(SOLD_BACK, "refund-2", "C", 1, 500));
                        },
                        "I12 number 1 of ova/C was drawn twice"));
    }

    private static Document receipt(String order, String fact, String letter, long number, long total) {
        return new Document("_id", order + "/" + fact)
                .append("book", "ova/" + letter)
                .append("number", number)
                .append("fact", order + "/" + fact)
                .append("kind", letter.equals("R") ? "RECEIPT" : "CREDIT_NOTE")
                .append("orderId", order)
                .append("total", total);
    }

    static Stream<Damage> doors() {
        Document used =
                new Document("code", "used").append("admission", new Document("id", "scan").append("at", new Date()));
        return Stream.of(
                new Damage(
                        "tickets of an order that is over",
                        it -> it.set("orders", "orders", SOLD_BACK, "tickets", List.of(new Document("code", "old"))),
                        "I9 order order-sold-back is SOLD_BACK and has 1 tickets that admit guests"),
                new Damage(
                        "a guest that the order does not count",
                        it -> it.set("orders", "orders", PAID, "tickets.0", used),
                        "I9 order order-paid counts 0 guests, and 1 of its tickets were used"),
                new Damage(
                        "an admission that did not come about at a door",
                        it -> {
                            it.set("orders", "orders", PAID, "tickets.0", used);
                            it.set("orders", "orders", PAID, "admitted", 1);
                        },
                        "I9 order order-paid has 1 used tickets after 0 admissions"),
                new Damage(
                        "an admission after a dispute was lost",
                        it -> {
                            it.set("orders", "orders", PAID, "disputeLostSince", 5L);
                            it.set("orders", "orders", PAID, "tickets.0", used);
                            it.set("orders", "orders", PAID, "tickets.0.admission.report", 5L);
                        },
                        "I9 order order-paid admitted ticket used though a dispute about it was lost"),
                new Damage(
                        "a ticket that no door finds",
                        it -> it.set("orders", "orders", PAID, "codes", List.of("order-paid-0", "order-paid-1")),
                        "I9 order order-paid has a ticket order-paid-2 that no door finds"));
    }

    static Stream<Damage> refusals() {
        return Stream.of(
                new Damage(
                        "a buyer who was refused what was free",
                        it -> it.refuse("hall", 50, 1),
                        "I6 50 units of tier hall of event ev1 were refused at"),
                new Damage(
                        "a buyer who was refused the last unit",
                        it -> it.refuse("stalls", 1, 1),
                        "when at most 1 of 3 were taken"),
                new Damage(
                        "a buyer who was refused seats of which one was free",
                        it -> it.refuseSeats("stalls", "A-1", "A-2"),
                        "I6 seats A-2 of tier stalls of event ev1 were refused at"),
                new Damage(
                        "a buyer whom a limit left as many",
                        it -> it.refuseByLimit(2, 9),
                        "I6 2 units were refused by allowance ev1/@/alice at"));
    }

    /** They are of the past: no second look tells more. */
    @ParameterizedTest
    @MethodSource("refusals")
    void wrongRefusalsOfARunningSystemAreFound(Damage damage) throws Exception {
        damage.action().run(system);

        Report report = Check.of(system.systems(true)).run(_ -> {});

        assertThat(report.wrong())
                .as(report.toString())
                .anySatisfy(finding -> assertThat(finding.toString()).contains(damage.found()));
    }

    @Test
    void refusalsOfWhatWasTakenOrChangedAreRight() {
        system.refuse("hall", 70, 1);
        system.refuse("hall", 1, 2);
        system.refuseSeats("stalls", "A-1");
        system.refuseByLimit(3, 9);

        assertThat(check().wrong()).isEmpty();
    }

    /** They were given back after others were refused them. */
    @Test
    void refusalsOfWhatWasGivenBackSinceAreRight() {
        system.refuse("hall", 65, 1);
        system.refuseSeats("stalls", "A-1");
        system.refuseByLimit(3, 9);
        system.set("orders", "orders", PAID, "ended", List.of(ended(FIRST), ended(ROW, 1)));
        system.change("orders", "blocks", ROW, new Document("$unset", new Document("seats", "")));

        assertThat(check().wrong()).extracting(Finding::rule).doesNotContain("I6");
    }

    private static Document ended(String block, Integer... seats) {
        Document unit = new Document("block", block).append("units", 1);
        return new Document("unit", seats.length == 0 ? unit : unit.append("seats", List.of(seats)));
    }

    /** A unit that a claim without an order took was not free. */
    @Test
    void aRefusalIsNotWrongWhileAClaimIsUndecided() {
        system.refuse("hall", 50, 1);
        system.set("orders", "orders", EXPIRED, "void", true);
        assertThat(check().wrong())
                .as("of which event is not known")
                .extracting(Finding::rule)
                .doesNotContain("I6");

        system.set("orders", "orders", EXPIRED, "voidOf", EVENT);
        assertThat(check().wrong()).extracting(Finding::rule).doesNotContain("I6");

        system.set("orders", "orders", EXPIRED, "voidOf", "another event");
        assertThat(check().wrong()).extracting(Finding::rule).contains("I6");
    }

    @Test
    void ordersFromBeforeALimitMayExceedIt() {
        system.set("orders", "sales", EVENT, "limitsSince", new Date());
        system.set("orders", "sales", EVENT, "body", limited(2, 1));

        assertThat(check().wrong()).isEmpty();
    }

    @Test
    void aCancelledEventMayHaveFewerUnitsThanItWasToHave() {
        system.set("events", "events", EVENT, "status", "CANCELLED");
        system.set("orders", "sales", EVENT, "body", """
            {"event": {"status": "CANCELLED", "terms": {}, "tiers": [
              {"id": "hall", "capacity": 71}, {"id": "stalls", "capacity": 3}]}}\
            """);

        assertThat(check().wrong()).noneMatch(finding -> finding.text().startsWith("tier hall"));
    }

    private static Date minutesAgo(int minutes) {
        return Date.from(Instant.now().minus(Duration.ofMinutes(minutes)));
    }

    /** The event in the copy of orders-service with limits for a buyer: of all tiers, and of the hall. */
    private static String limited(Integer ofEvent, Integer ofHall) {
        return """
            {"event": {"terms": {"maxPerBuyer": %s}, "tiers": [
              {"id": "hall", "capacity": 70, "maxPerBuyer": %s}, {"id": "stalls", "capacity": 3}]}}\
            """.formatted(ofEvent, ofHall);
    }

    private static Document holder(int units, Date since) {
        return new Document("units", units).append("since", since);
    }

    private static Document counts(int free, int held) {
        return new Document(
                "$inc", new Document("free", free).append("held", held).append("version", 1L));
    }

    static Stream<Damage> orders() {
        return Stream.of(
                new Damage(
                        "an order whose units are free",
                        it -> {
                            it.set("orders", "blocks", SECOND, "holders", new Document());
                            it.change("orders", "blocks", SECOND, counts(1, -1));
                        },
                        "I2 order order-held is AWAITING_PAYMENT and names 1 units of block ev1/hall/1, which it does"
                                + " not hold"),
                new Damage(
                        "an order that names fewer units than it is for",
                        it -> it.set("orders", "orders", HELD, "lines.0.quantity", 4),
                        "I2 order order-held is for {hall=4}, but names units of {hall=1}"),
                new Damage(
                        "a seat sold twice",
                        it -> it.set(
                                "orders",
                                "orders",
                                IN_PART,
                                "allocation",
                                List.of(new Document("block", ROW)
                                        .append("units", 1)
                                        .append("seats", List.of("A-1")))),
                        "I2 seat ev1/stalls/A-1 is sold to order order-in-part and to order order-paid"),
                new Damage(
                        "a ticket code twice",
                        it -> it.set("orders", "orders", IN_PART, "tickets.0.code", PAID + "-0"),
                        "I2 ticket code order-paid-0 is on tickets of order "),
                new Damage(
                        "a paid order without its tickets",
                        it -> it.set("orders", "orders", PAID, "tickets", List.of()),
                        "I2 order order-paid is COMPLETED for 3 units and has 0 tickets"),
                new Damage(
                        "tickets of an order that was never paid",
                        it -> it.set("orders", "orders", HELD, "tickets", List.of(new Document("code", "free-ride"))),
                        "I2 order order-held is AWAITING_PAYMENT and has 1 tickets"),
                new Damage(
                        "an order that is gone",
                        it -> it.remove("orders", "orders", PAID),
                        "I4 order order-paid was announced (orders.completed, version 2) and does not exist"),
                new Damage(
                        "an order that lost a write",
                        it -> it.set("orders", "orders", PAID, "version", 1L),
                        "I4 order order-paid was announced at version 2 and is at version 1"));
    }

    static Stream<Damage> money() {
        return Stream.of(
                new Damage(
                        "charged for an order that expired",
                        it -> {
                            it.set("payments", "payments", paymentOf(EXPIRED), "status", "CAPTURED");
                            it.set("payments", "sandbox_charges", chargeOf(EXPIRED), "status", "CAPTURED");
                        },
                        "I5 payment payment-expired was captured for order order-expired, which is EXPIRED and never"
                                + " was completed"),
                new Damage(
                        "charged and not given back",
                        it -> {
                            it.set("payments", "payments", paymentOf(SOLD_BACK), "status", "CAPTURED");
                            it.set("payments", "payments", paymentOf(SOLD_BACK), "refunded", 0L);
                        },
                        "I3 payment payment-sold-back is CAPTURED, but order order-sold-back is SOLD_BACK"),
                new Damage(
                        "tickets for nothing",
                        it -> it.set("payments", "payments", paymentOf(PAID), "status", "VOIDED"),
                        "I3 payment payment-paid is VOIDED, but order order-paid is COMPLETED by it"),
                new Damage(
                        "a payment that is gone",
                        it -> it.remove("payments", "payments", paymentOf(PAID)),
                        "I3 order order-paid is COMPLETED without a payment"),
                new Damage(
                        "a payment over another amount",
                        it -> it.set("payments", "payments", paymentOf(PAID), "amount", 2_999L),
                        "I3 payment payment-paid is over 2999 EUR, but order order-paid over 3000 EUR"),
                new Damage(
                        "more given back than was due",
                        it -> it.set("payments", "payments", paymentOf(IN_PART), "refunded", 500L),
                        "I3 payment payment-in-part gave back 500, but 400 are due for order order-in-part"),
                new Damage(
                        "given back twice at the provider",
                        it -> it.set("payments", "sandbox_charges", chargeOf(IN_PART), "refunded", 800L),
                        "I3 payment payment-in-part is CAPTURED and gave back 400, but charge charge-in-part is"
                                + " CAPTURED and gave back 800"),
                new Damage(
                        "a lost dispute that no door knows of",
                        it -> it.set(
                                "payments",
                                "payments",
                                paymentOf(PAID),
                                "disputes",
                                List.of(new Document("reference", "dp1")
                                        .append("amount", 3_000L)
                                        .append("status", "LOST"))),
                        "I3 payment payment-paid is disputed and lost, which order order-paid does not say"),
                new Damage(
                        "an order with less money back than its payment",
                        it -> it.set("orders", "orders", IN_PART, "moneyBack", 0L),
                        "I3 payment payment-in-part gave back 400, but order order-in-part says 0"),
                new Damage(
                        "still authorized at the provider",
                        it -> it.set("payments", "sandbox_charges", chargeOf(EXPIRED), "status", "AUTHORIZED"),
                        "I3 payment payment-expired is VOIDED and gave back 0, but charge charge-expired is"
                                + " AUTHORIZED"),
                new Damage(
                        "another charge for the same payment",
                        it -> it.collection("payments", "sandbox_charges")
                                .insertOne(new Document("_id", "charge-two")
                                        .append("paymentId", paymentOf(PAID))
                                        .append("orderId", PAID)
                                        .append("amount", 3_000L)
                                        .append("status", "CAPTURED")),
                        "I3 charge charge-two is CAPTURED for another attempt at payment payment-paid"),
                new Damage(
                        "a charge for a payment that does not exist",
                        it -> it.collection("payments", "sandbox_charges")
                                .insertOne(new Document("_id", "charge-three")
                                        .append("paymentId", "payment-lost")
                                        .append("orderId", "order-lost")
                                        .append("amount", 1L)
                                        .append("status", "VOIDED")),
                        "I3 charge charge-three is for payment payment-lost, which does not exist"),
                new Damage(
                        "an authorization without work to do",
                        it -> it.set("payments", "payments", paymentOf(EXPIRED), "status", "AUTHORIZED"),
                        "I3 payment payment-expired is AUTHORIZED and has no work to do"));
    }

    static Stream<Damage> ledger() {
        String captured = paymentOf(PAID) + ":2";
        return Stream.of(
                new Damage(
                        "an entry that does not sum to zero",
                        it -> it.set("payments", "ledger", captured, "postings.1.amount", 3_500L),
                        "ledger entry payment-paid:2 sums to 500"),
                new Damage(
                        "accounts that do not sum to zero",
                        it -> it.set("payments", "ledger", captured, "postings.1.amount", 3_500L),
                        "ledger all accounts in EUR sum to 500"),
                new Damage(
                        "an entry that is gone",
                        it -> it.remove("payments", "ledger", captured),
                        "ledger payment payment-paid is CAPTURED over 3000, and 0 went back, but the ledger keeps 0 of"
                                + " it, not 3000"),
                new Damage(
                        "money set aside that is not",
                        it -> it.remove("payments", "ledger", paymentOf(EXPIRED) + ":2"),
                        "ledger payment payment-expired is VOIDED over 1000, and 0 went back, but the ledger has 1000"
                                + " set aside"),
                new Damage(
                        "an entry for nothing",
                        it -> it.set("payments", "ledger", captured, "paymentId", "payment-lost"),
                        "ledger payment payment-lost has entries, and does not exist"));
    }

    static Stream<Damage> messages() {
        return Stream.of(
                new Damage(
                        "an announcement that is not where it was acknowledged",
                        it -> it.deleteMessage("orders", PAID, 2),
                        "I7 version 2 of order order-paid is marked as published in stream orders up to sequence "),
                new Damage(
                        "an announcement that is not where its batch was acknowledged",
                        it -> {
                            it.leaveToBatch(PAID, 2, new Document("sequence", 1L).append("publishedAt", new Date()));
                            it.deleteMessage("orders", PAID, 2);
                        },
                        "I7 version 2 of order order-paid is marked as published in stream orders up to sequence 1"),
                new Damage(
                        "an announcement left to a batch that does not exist",
                        it -> {
                            it.leaveToBatch(PAID, 2, null);
                            it.deleteMessage("orders", PAID, 2);
                        },
                        "I7 version 2 of order order-paid is left to a batch that does not exist"),
                new Damage(
                        "a version that was never announced",
                        it -> it.change(
                                "payments",
                                "payments",
                                paymentOf(PAID),
                                new Document("$unset", new Document("outbox.entries.1", ""))),
                        "I7 payment payment-paid never announced its version 1"),
                new Damage(
                        "a version ahead of its announcements",
                        it -> it.set("orders", "orders", PAID, "version", 3L),
                        "I7 order order-paid is at version 3, but announced up to 2"),
                new Damage(
                        "a part of an announcement",
                        it -> it.set("orders", "orders", HELD, "outbox.entries.1", new Document("sequence", 1L)),
                        "I7 order order-held has only a part of the announcement of version 1"),
                new Damage(
                        "an announced order that does not exist",
                        it -> it.publish("orders", "placed", "order-lost", 1),
                        "I4 order order-lost was announced (orders.placed, version 1) and does not exist"));
    }

    static Stream<Damage> copies() {
        return Stream.of(
                new Damage(
                        "a copy behind what payments-service acknowledged",
                        it -> it.set("payments", "orders", PAID, "version", 1L),
                        "I7 payments knows order order-paid at version 1, though it acknowledged version 2"),
                new Damage(
                        "a copy ahead of its order",
                        it -> it.set("payments", "orders", PAID, "version", 9L),
                        "I7 payments knows order order-paid at version 9, which is at version 2"),
                new Damage(
                        "a copy with another status",
                        it -> it.set("payments", "orders", PAID, "status", "EXPIRED"),
                        "I7 payments knows order order-paid as EXPIRED over 3000"),
                new Damage(
                        "a copy of an order that does not exist",
                        it -> it.collection("payments", "orders")
                                .insertOne(new Document("_id", "order-lost")
                                        .append("version", 1L)
                                        .append("status", "AWAITING_PAYMENT")
                                        .append("total", 1L)),
                        "I4 payments knows order order-lost, which does not exist"),
                new Damage(
                        "a hold without a timer",
                        it -> it.remove("expiration", "timers", "hold-" + HELD),
                        "I7 order order-held is held and has no timer, though expiration acknowledged version 1"),
                new Damage(
                        "a timer behind its order",
                        it -> it.set("expiration", "timers", "hold-" + PAID, "source", 1L),
                        "I7 timer hold-order-paid knows its order at version 1, though expiration acknowledged version"
                                + " 2"),
                new Damage(
                        "a timer that waits for a completed order",
                        it -> it.set("expiration", "timers", "hold-" + PAID, "state", "waiting"),
                        "I7 timer hold-order-paid waits for an order that is COMPLETED"),
                new Damage(
                        "a timer ahead of its event",
                        it -> it.set("expiration", "timers", "end-" + EVENT, "source", 4L),
                        "I7 timer end-ev1 was set by version 4 of ev1, which is at version 1"),
                new Damage(
                        "a timer of an order that does not exist",
                        it -> it.set("expiration", "timers", "hold-" + EXPIRED, "subjectId", "order-lost"),
                        "I4 timer hold-order-expired is for order-lost, which does not exist"),
                new Damage(
                        "a sale behind what orders-service acknowledged",
                        it -> it.set("orders", "sales", EVENT, "version", 0L),
                        "I7 orders' copy of event ev1 is at version 0, though it acknowledged version 1"));
    }

    /** The refund of a part failed after it was recorded, and its reversal is in the ledger. */
    private void failRefundOfPart() {
        system.set("payments", "payments", paymentOf(IN_PART), "refunded", 0L);
        system.set("payments", "payments", paymentOf(IN_PART), "refundFailed", 400L);
        system.set("payments", "sandbox_charges", chargeOf(IN_PART), "refunded", 0L);
        system.set("orders", "orders", IN_PART, "moneyBack", 0L);
        system.book(paymentOf(IN_PART) + ":9", paymentOf(IN_PART), "buyers", "refunded", 400);
    }

    @Test
    void aRefundThatFailedAndADisputeAreNotWrong() throws Exception {
        failRefundOfPart();
        disputePaid(dispute(3_000, "OPEN"));
        system.set("orders", "orders", PAID, "dispute", dispute(3_000, "OPEN"));

        assertThat(check().wrong()).isEmpty();
    }

    /** An operator has not seen to it yet: that is no contradiction, and no one must overlook it. */
    @Test
    void aRefundThatNeedsAPersonIsAWarning() throws Exception {
        failRefundOfPart();
        system.set("payments", "payments", paymentOf(IN_PART), "needsPerson", "refund-failed");

        assertThat(check().wrong()).isEmpty();
        assertThat(check().warnings())
                .extracting(Finding::toString)
                .anyMatch(
                        text -> text.contains("I3 payment payment-in-part for order order-in-part: a refund did not"));
    }

    /** The first attempt was declined and charged all the same; its refund failed when the second one had paid the order. */
    @Test
    void whatIsKeptOfAnEarlierAttemptIsWrongUnlessThePaymentKnowsOfIt() throws Exception {
        long amount = 3_000;
        system.insert(
                "payments",
                "sandbox_charges",
                new Document("_id", "charge-first")
                        .append("paymentId", paymentOf(PAID))
                        .append("orderId", PAID)
                        .append("amount", amount)
                        .append("status", "CAPTURED")
                        .append("refunded", 0L));
        system.book(paymentOf(PAID) + ":8", paymentOf(PAID), "authorized", "captured", amount);
        system.book(paymentOf(PAID) + ":7", paymentOf(PAID), "buyers", "authorized", amount);
        assertThat(check().wrong())
                .extracting(Finding::toString)
                .anyMatch(text -> text.contains("charge charge-first is CAPTURED for another attempt"));

        reversed(amount, amount);
        assertThat(check().wrong())
                .as("all of it is said to be given back")
                .extracting(Finding::rule)
                .contains("I3", "ledger");

        reversed(amount, 0);
        assertThat(check().wrong()).isEmpty();

        reversed(amount, 0, dispute(amount, "OPEN"));
        assertThat(check().wrong())
                .extracting(Finding::toString)
                .as("the ledger does not know what the bank took back")
                .anyMatch(text -> text.contains("has 0 of it disputed, not 3000"));
        system.book(paymentOf(PAID) + ":6", paymentOf(PAID), "disputed", "buyers", amount);
        assertThat(check().wrong()).as("the order need not know").isEmpty();
    }

    private void reversed(long due, long refunded, Document... disputes) {
        Document refunds = new Document("due", due).append("refunded", refunded);
        Document charge = new Document("attempt", 1).append("reference", "charge-first");
        charge.append("refunds", refunds).append("disputes", List.of(disputes));
        system.set("payments", "payments", paymentOf(PAID), "reversed", List.of(charge));
    }

    /** The order expired, its authorization was voided, and the buyer charged all the same, who had the bank take that back. */
    @Test
    void whatABankTookBackOfAChargeThatWasToBeUndoneIsNotWrong() throws Exception {
        String payment = paymentOf(EXPIRED);
        system.set("payments", "sandbox_charges", chargeOf(EXPIRED), "status", "CAPTURED");
        system.book(payment + ":7", payment, "buyers", "authorized", 1_000);
        system.book(payment + ":8", payment, "authorized", "captured", 1_000);
        assertThat(check().wrong()).extracting(Finding::rule).contains("I3", "ledger");

        system.set("payments", "payments", payment, "disputes", List.of(dispute(1_000, "LOST")));
        assertThat(check().wrong())
                .extracting(Finding::toString)
                .anyMatch(text -> text.contains("has 0 of it disputed, not 1000"));

        system.book(payment + ":9", payment, "disputed", "buyers", 1_000);
        assertThat(check().wrong()).isEmpty();
    }

    /** A person captured it at the provider while it was to be voided, and all of it went back. */
    @Test
    void whatWasCapturedByHandAndGivenBackIsAWarning() throws Exception {
        String payment = paymentOf(EXPIRED);
        system.set("payments", "payments", payment, "status", "REFUNDED");
        system.set("payments", "payments", payment, "refunded", 1_000L);
        system.set("payments", "payments", payment, "history.1.status", "CAPTURED");
        system.set("payments", "payments", payment, "history.1.moved", "CAPTURED");
        system.set("payments", "sandbox_charges", chargeOf(EXPIRED), "status", "REFUNDED");
        system.set("payments", "sandbox_charges", chargeOf(EXPIRED), "refunded", 1_000L);
        system.remove("payments", "ledger", payment + ":2");
        system.book(payment + ":8", payment, "authorized", "captured", 1_000);
        system.book(payment + ":9", payment, "refunded", "buyers", 1_000);
        assertThat(check().wrong())
                .as("Holdfast did that")
                .extracting(Finding::toString)
                .singleElement()
                .asString()
                .contains("I5 payment payment-expired was captured for order order-expired, which is EXPIRED");

        system.set("payments", "payments", payment, "history.1.failure", "captured-by-hand");
        Report report = check();
        assertThat(report.wrong()).isEmpty();
        assertThat(report.warnings())
                .extracting(Finding::toString)
                .anyMatch(text -> text.contains("never was completed: by hand, at the provider"));

        system.set("payments", "payments", payment, "status", "CAPTURED");
        system.set("payments", "payments", payment, "refunded", 0L);
        assertThat(check().wrong())
                .as("money is kept")
                .extracting(Finding::rule)
                .contains("I5");

        system.set("payments", "sandbox_charges", chargeOf(EXPIRED), "status", "CAPTURED");
        system.set("payments", "sandbox_charges", chargeOf(EXPIRED), "refunded", 0L);
        system.remove("payments", "ledger", payment + ":9");
        system.book(payment + ":10", payment, "disputed", "buyers", 1_000);
        for (String status : List.of("OPEN", "LOST")) {
            system.set("payments", "payments", payment, "disputes", List.of(dispute(1_000, status)));
            assertThat(check().wrong()).as("its bank has it").isEmpty();
        }

        system.remove("payments", "ledger", payment + ":10");
        system.book(payment + ":11", payment, "disputed", "buyers", 400);
        for (String status : List.of("OPEN", "LOST")) {
            system.set("payments", "payments", payment, "disputes", List.of(dispute(400, status)));
            assertThat(check().wrong())
                    .as("its bank has some of it, so that nothing can be refunded")
                    .isEmpty();
        }
    }

    /** It was bought by another attempt than the one in dispute: a door must not stop its tickets. */
    @Test
    void anOrderThatKnowsOfADisputeAboutAnUndoneChargeIsWrong() throws Exception {
        String payment = paymentOf(SOLD_BACK);
        system.set("payments", "payments", payment, "status", "CAPTURE_FAILED");
        system.set("payments", "payments", payment, "disputes", List.of(dispute(1_000, "LOST")));
        system.set("orders", "orders", SOLD_BACK, "dispute", dispute(1_000, "LOST"));

        assertThat(check().wrong())
                .extracting(Finding::toString)
                .anyMatch(text -> text.contains("has disputes [], but order order-sold-back knows [1000 LOST]"));
    }

    private static Document dispute(long amount, String status) {
        return new Document("amount", amount).append("status", status);
    }

    private void disputePaid(Document... disputes) {
        system.set("payments", "payments", paymentOf(PAID), "disputes", List.of(disputes));
        for (Document dispute : disputes) {
            if (!dispute.getString("status").equals("WON")) {
                long amount = dispute.getLong("amount");
                system.book(paymentOf(PAID) + ":" + amount, paymentOf(PAID), "disputed", "buyers", amount);
            }
        }
    }

    private void tellOrderOfDisputes(long ofReport, long orderHasReport, Document... disputes) {
        system.set("orders", "orders", PAID, "disputes", List.of(disputes));
        system.set("orders", "orders", PAID, "disputesVersion", ofReport);
        system.set("orders", "orders", PAID, "moneyBackVersion", orderHasReport);
    }

    @Test
    void eachOfSeveralDisputesIsKnownToTheOrder() throws Exception {
        Document open = dispute(2_000, "OPEN");
        Document won = dispute(700, "WON");
        disputePaid(open, won);
        system.set("orders", "orders", PAID, "dispute", open);
        tellOrderOfDisputes(4, 4, won, open);
        assertThat(check().wrong()).isEmpty();

        tellOrderOfDisputes(4, 4, dispute(700, "OPEN"), open);
        assertThat(check().wrong())
                .extracting(Finding::toString)
                .anyMatch(text -> text.contains("I3 payment payment-paid has disputes [2000 OPEN, 700 WON], but order"
                        + " order-paid knows [2000 OPEN, 700 OPEN]"));

        tellOrderOfDisputes(3, 4, won, open);
        assertThat(check().wrong())
                .as("they are of an older report, so the order knows one only")
                .extracting(Finding::toString)
                .anyMatch(text -> text.contains("but order order-paid knows [2000 OPEN]"));
        system.remove("payments", "migrations", "reported-disputes");
        Report report = check();
        assertThat(report.wrong()).isEmpty();
        assertThat(report.underway()).containsKey("disputes to be reported");
    }

    @Test
    void theLedgerHasWhatEachDisputeTook() throws Exception {
        Document open = dispute(2_000, "OPEN");
        Document lost = dispute(700, "LOST");
        disputePaid(open, lost);
        system.set("orders", "orders", PAID, "dispute", lost);
        tellOrderOfDisputes(4, 4, lost, open);
        assertThat(check().wrong()).isEmpty();

        // As if it had been refunded: the sum is the same.
        system.remove("payments", "ledger", paymentOf(PAID) + ":700");
        system.book(paymentOf(PAID) + ":700", paymentOf(PAID), "refunded", "buyers", 700);
        assertThat(check().wrong())
                .extracting(Finding::toString)
                .anyMatch(text -> text.contains("has 2000 of it disputed, not 2700"));
    }

    @Test
    void aFailedRefundThatIsNotInTheLedgerOrNotAdmittedIsWrong() throws Exception {
        failRefundOfPart();
        system.remove("payments", "ledger", paymentOf(IN_PART) + ":9");
        assertThat(check().wrong()).extracting(Finding::rule).contains("ledger");

        system.book(paymentOf(IN_PART) + ":9", paymentOf(IN_PART), "buyers", "refunded", 400);
        system.set("payments", "payments", paymentOf(IN_PART), "refundFailed", 300L);
        assertThat(check().wrong())
                .extracting(Finding::toString)
                .anyMatch(text -> text.contains("gave back 0, but 400 are due for order order-in-part"));
    }

    @Test
    void whatIsStillToBeHandledOrDoneIsInFlight() throws Exception {
        system.set("payments", "payments", paymentOf(SOLD_BACK), "work", new Document("kind", "REFUND"));
        system.set("payments", "payments", paymentOf(SOLD_BACK), "status", "CAPTURED");
        system.set("orders", "blocks", FIRST, "holders.just-now", holder(1, new Date()));
        system.change("orders", "blocks", FIRST, counts(-1, 1));
        system.change("orders", "orders", HELD, new Document("$unset", new Document("outbox.entries.1.sequence", "")));

        // Its completion is still to be published, so its payment is still to be captured.
        system.leaveToBatch(PAID, 2, new Document());
        system.deleteMessage("orders", PAID, 2);

        Report report = check();

        assertThat(report.wrong()).isEmpty();
        assertThat(report.underway())
                .containsAllEntriesOf(
                        Map.of("payments at work", 2, "units to be released", 1, "messages to be published", 2));
        assertThat(report.toString()).contains("in flight: ", "1 payments at work");
    }

    @Test
    void whatIsStillToExpireOrToBeEndedIsInFlight() {
        system.set("orders", "orders", HELD, "expiresAt", minutesAgo(5));
        system.insert("orders", "cancellations", new Document("_id", EVENT).append("since", minutesAgo(30)));

        Report report = check();

        assertThat(report.wrong()).isEmpty();
        assertThat(report.toString()).contains("orders to expire", "orders of cancelled events to be ended");
    }

    @Test
    void messagesThatCouldNotBeHandledAreAWarning() throws Exception {
        system.addDeadLetter("payments-service", "orders.placed." + HELD, "java.lang.IllegalStateException: no");

        Report report = check();

        assertThat(report.isSound()).isTrue();
        assertThat(report.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.toString())
                        .contains("payments-service could not handle orders.placed.order-held:"
                                + " java.lang.IllegalStateException: no"));
    }

    @Test
    void ofARunningSystemOnlyLastingContradictionsAreWrong() throws Exception {
        system.set("payments", "orders", PAID, "version", 1L);
        system.set("payments", "orders", IN_PART, "version", 1L);

        Report report =
                Check.of(system.systems(true)).run(_ -> system.set("payments", "orders", IN_PART, "version", 3L));

        assertThat(report.wrong())
                .singleElement()
                .satisfies(finding -> assertThat(finding.toString())
                        .isEqualTo(
                                "I7 payments knows order order-paid at version 1, though it acknowledged version 2"));
        assertThat(report.underway()).containsEntry("differences of a moment", 1);
    }

    @Test
    void checksOneServiceAloneIfOnlyItsDatabaseIsNamed() {
        SystemAddresses orders = new SystemAddresses(
                Map.of("orders", system.systems(false).databases().get("orders")), null, false);
        system.set("orders", "blocks", FIRST, "free", 62);

        Report report = Check.of(orders).run();

        assertThat(report.wrong())
                .singleElement()
                .satisfies(finding -> assertThat(finding.rule()).isEqualTo("I1"));
        assertThat(report.notLookedAt()).contains("payments", "the streams").doesNotContain("orders");
    }

    @Test
    void failsWhenTheBrokerDoesNotAnswer() {
        SystemAddresses nowhere = new SystemAddresses(Map.of(), "nats://127.0.0.1:" + Ports.free(), false);

        assertThatThrownBy(() -> Check.of(nowhere).run())
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("does not answer");
    }
}
