package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.check.DrawnPlaces;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** The rules pass a waiting room in which all is well, and find each mistake that is planted in it. */
class RoomRulesTests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String SEED = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private static final String COMMITMENT = DrawnPlaces.commitment(SEED);
    private static final List<String> ENTRIES = List.of("ada", "bob", "cyd", "dan");
    private static final String ROOT = DrawnPlaces.root(ENTRIES);
    private static final Map<String, Integer> PLACES = DrawnPlaces.of(SEED, ROOT, ENTRIES);
    private static final String FIRST = List.copyOf(PLACES.keySet()).getFirst();
    private static final String LAST = List.copyOf(PLACES.keySet()).getLast();
    private static final Instant OPENS = Instant.parse("2027-03-01T10:00:00Z");

    private final List<Exchange> history = new ArrayList<>();
    private long clock = OPENS.toEpochMilli() - 60_000;

    RoomRulesTests() {
        ask("organizer", "first-look", 200, room(0));
        for (String name : ENTRIES) {
            ask(name, "enter", 201, entry(name, null, 0, null));
        }
    }

    @Test
    void aRoomInWhichAllIsWellPasses() {
        ask(FIRST, "waiting-order", 428, "{'code': 'queue-required'}");
        ask("bob", "draw", 409, "{'code': 'not-drawn'}");
        open();
        Instant until = Instant.ofEpochMilli(clock).plusSeconds(30);
        ask(FIRST, "entry", 200, entry(FIRST, 1, 2, until));
        ask(FIRST, "waiting-order", 201, "{'id': 'o1'}");
        clock = until.toEpochMilli() - 500;
        ask(FIRST, "waiting-order", 428, "{'code': 'queue-required'}");
        ask("eve", "enter", 201, "{'id': 'eve', 'number': 5, 'place': 5, 'room': %s}".formatted(room(2)));
        ask("eve", "waiting-order", 503, "{}");
        drawn();
        assertThat(findings()).isEmpty();
    }

    @Test
    void aPlaceThatChangesIsWrong() {
        open();
        ask("bob", "entry", 200, entry("bob", PLACES.get("bob"), 0, null));
        ask("bob", "entry", 200, entry("bob", PLACES.get("bob") + 1, 0, null));
        drawn();
        assertThat(findings())
                .anyMatch(finding -> finding.startsWith("places: entry bob of the waiting room e had place"));
    }

    @Test
    void aPlaceThatIsNotDrawnIsWrong() {
        open();
        ask("bob", "entry", 200, entry("bob", 7, 0, null));
        drawn();
        assertThat(findings())
                .singleElement()
                .asString()
                .isEqualTo("places: entry bob of the waiting room e has place 7, and by the draw %d"
                        .formatted(PLACES.get("bob")));
    }

    @Test
    void aPlaceThatIsGoneIsWrong() {
        open();
        ask("bob", "entry", 200, entry("bob", PLACES.get("bob"), 0, null));
        clock += 60_000;
        ask("bob", "entry", 200, entry("bob", null, 0, null));
        drawn();
        assertThat(findings()).singleElement().asString().contains("and none later");
    }

    @Test
    void whoEnteredInTimeIsDrawn() {
        clock = OPENS.toEpochMilli() - 10_000;
        ask("eve", "enter", 201, "{'id': 'eve', 'number': 5, 'room': %s}".formatted(room(0)));
        open();
        drawn();
        assertThat(findings())
                .singleElement()
                .asString()
                .startsWith("lost: entry eve of the waiting room e was there before");
    }

    @Test
    void aRoomThatNoOneWasSeenToEnterInTimeProvesNothing() {
        history.removeIf(exchange -> exchange.act().equals("enter"));
        open();
        drawn();
        assertThat(findings()).singleElement().asString().startsWith("unproven: no entry of the waiting room e");
    }

    @Test
    void whoEnteredHasAnEntryForGood() {
        ask("bob", "entry", 200, "{'status': 'none', 'room': %s}".formatted(room(0)));
        open();
        drawn();
        assertThat(findings()).singleElement().asString().startsWith("lost: bob had an entry");
    }

    @Test
    void thereIsOneDrawAndItStays() {
        open();
        drawn();
        clock += 60_000;
        ask("bob", "draw", 409, "{'code': 'not-drawn'}");
        assertThat(findings()).singleElement().asString().startsWith("lost: the waiting room e had been drawn");
        ask("bob", "draw", 200, draw(List.of("bob", "ada", "cyd", "dan")));
        assertThat(findings()).anyMatch(finding -> finding.startsWith("places: more than one draw"));
    }

    @Test
    void aRoomIsDrawn() {
        open();
        assertThat(findings()).singleElement().asString().startsWith("stuck: no one has seen the draw");
    }

    @Test
    void theSeedIsTheOneThatWasPromised() {
        ask("ada", "entry", 200, entry("ada", null, 0, null).replace(COMMITMENT, ROOT));
        open();
        drawn();
        assertThat(findings()).singleElement().asString().contains("another seed");
    }

    @Test
    void noOneOrdersBeforeTheRoomOpensOrWithoutAnAdmission() {
        ask(FIRST, "waiting-order", 201, "{'id': 'o1'}");
        open();
        ask(LAST, "entry", 200, entry(LAST, 4, 2, null));
        ask(LAST, "waiting-order", 201, "{'id': 'o2'}");
        ask("eve", "waiting-order", 201, "{'id': 'o3'}");
        drawn();
        assertThat(findings())
                .hasSize(3)
                .anyMatch(finding -> finding.startsWith("turn: %s ordered before".formatted(FIRST)))
                .anyMatch(finding -> finding.startsWith("turn: %s ordered and was never admitted".formatted(LAST)))
                .anyMatch(finding -> finding.startsWith("turn: eve ordered and was never admitted"));
    }

    /** In the end all are admitted. */
    @Test
    void noOneOrdersBeforeTheOwnAdmission() {
        open();
        ask(LAST, "entry", 200, entry(LAST, 4, 2, null));
        ask(LAST, "waiting-order", 201, "{'id': 'o1'}");
        clock += 3_000;
        ask(FIRST, "entry", 200, entry(FIRST, 1, 3, null));
        clock += 3_000;
        ask(LAST, "entry", 200, entry(LAST, 4, 4, null));
        drawn();
        assertThat(findings())
                .singleElement()
                .asString()
                .startsWith("turn: %s ordered with place 4".formatted(LAST))
                .contains("of which 3 were admitted later");
    }

    /** What is told of the room may be a moment old, and what was told before says nothing. */
    @Test
    void whoIsAdmittedAMomentBeforeOrders() {
        open();
        ask(LAST, "entry", 200, entry(LAST, 4, 2, null));
        clock += 3_000;
        ask(LAST, "waiting-order", 201, "{'id': 'o1'}");
        clock += 1_900;
        ask(FIRST, "entry", 200, entry(FIRST, 1, 3, null));
        clock += 1_000;
        ask(FIRST, "entry", 200, entry(FIRST, 1, 4, null));
        drawn();
        assertThat(findings()).isEmpty();
    }

    /** The place of the second entry is behind; the order was placed with the first, whose place no answer has shown. */
    @Test
    void whoEntersAgainMayHaveOrderedBefore() {
        open();
        ask(FIRST, "waiting-order", 201, "{'id': 'o1'}");
        clock += 3_000;
        ask(FIRST, "enter", 201, "{'id': 'again', 'number': 5, 'place': 5, 'room': %s}".formatted(room(4)));
        clock += 3_000;
        ask(FIRST, "entry", 200, "{'id': 'again', 'number': 5, 'place': 5, 'room': %s}".formatted(room(5)));
        drawn();
        assertThat(findings()).isEmpty();
    }

    @Test
    void whoEntersAgainOrdersWithTheSecondEntry() {
        open();
        ask(FIRST, "entry", 200, entry(FIRST, 1, 4, null));
        ask(FIRST, "enter", 201, "{'id': 'again', 'number': 5, 'place': 5, 'room': %s}".formatted(room(4)));
        ask(FIRST, "waiting-order", 201, "{'id': 'o1'}");
        clock += 3_000;
        ask(FIRST, "entry", 200, "{'id': 'again', 'number': 5, 'place': 5, 'room': %s}".formatted(room(4)));
        drawn();
        assertThat(findings()).singleElement().asString().startsWith("turn: %s ordered with place 5".formatted(FIRST));
    }

    /** Then there may have been an entry before, which is over. */
    @Test
    void whoMayHaveEnteredWithoutAnAnswerMayOrder() {
        ask("eve", "enter", 0, "{}");
        open();
        ask("eve", "waiting-order", 201, "{'id': 'o1'}");
        clock += 3_000;
        ask("eve", "enter", 201, "{'id': 'eve', 'number': 5, 'place': 5, 'room': %s}".formatted(room(4)));
        ask("eve", "entry", 200, "{'id': 'eve', 'number': 5, 'place': 5, 'room': %s}".formatted(room(5)));
        drawn();
        assertThat(findings()).isEmpty();
    }

    @Test
    void whoIsAdmittedCanOrder() {
        open();
        Instant until = Instant.ofEpochMilli(clock).plusSeconds(30);
        ask("ada", "entry", 200, entry("ada", PLACES.get("ada"), 4, until));
        ask("ada", "waiting-order", 428, "{'code': 'queue-required'}");
        drawn();
        assertThat(findings()).singleElement().asString().startsWith("refused: ada had been admitted");
    }

    private void open() {
        clock = OPENS.toEpochMilli() + 1_000;
    }

    private void drawn() {
        ask("ada", "final-draw", 200, draw(ENTRIES));
    }

    private List<String> findings() {
        List<String> findings = new ArrayList<>();
        RoomRules.check(history, findings::add);
        return findings;
    }

    private static String room(int admitted) {
        return "{'opensAt': '%s', 'admitted': %d, 'commitment': '%s'}".formatted(OPENS, admitted, COMMITMENT);
    }

    private static String entry(String id, @Nullable Integer place, int admitted, @Nullable Instant until) {
        return "{'id': '%s', 'number': %d, 'place': %s, 'pass': %s, 'room': %s}"
                .formatted(
                        id,
                        ENTRIES.indexOf(id) + 1,
                        place,
                        until == null ? null : "{'until': '%s'}".formatted(until),
                        room(admitted));
    }

    private static String draw(List<String> entries) {
        return "{'seed': '%s', 'root': '%s', 'commitment': '%s', 'entries': %s}"
                .formatted(SEED, ROOT, COMMITMENT, JSON.writeValueAsString(entries));
    }

    private void ask(String actor, String act, int status, String answer) {
        JsonNode body = JSON.readTree(answer.replace('\'', '"'));
        long asked = clock++;
        history.add(new Exchange(
                history.size() + 1L,
                actor,
                act,
                "e",
                act + "-" + history.size(),
                MissingNode.getInstance(),
                asked,
                clock++,
                status,
                body.path("code").asString(""),
                body,
                null));
    }
}
