package io.holdfast.chaos;

import io.holdfast.check.DrawnPlaces;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The places of a waiting room are those that anyone can compute from its draw, at any time and for everyone who asks; who entered in time was drawn; and
 * those who are admitted can order, and no one else.
 */
final class RoomRules {

    /** How far what a replica takes for the time of its database may be from ours, and what it knows of a room may be old. */
    private static final long TOLERANCE_MILLIS = 2_000;

    private static final Set<String> SHOWING_ENTRY = Set.of("enter", "entry", "final-entry");
    private static final Set<String> SHOWING_DRAW = Set.of("draw", "final-draw");

    /** An entry as it was shown. */
    private record Shown(
            Exchange exchange,
            String id,
            int number,
            @Nullable Integer place) {

        static Shown of(Exchange exchange) {
            JsonNode entry = exchange.answer();
            return new Shown(
                    exchange,
                    entry.path("id").asString(),
                    entry.path("number").asInt(),
                    entry.hasNonNull("place") ? entry.path("place").asInt() : null);
        }
    }

    private final String event;
    private final List<Exchange> exchanges;
    private final List<Shown> shown;
    private final Consumer<String> wrong;
    private final long opensAt;

    /** The place of each entry, as it was shown first. */
    private final Map<String, Shown> placed = new LinkedHashMap<>();

    /** The places that were drawn, by entry; empty if no one has seen the draw. */
    private Map<String, Integer> drawn = Map.of();

    /** @param exchanges all that are about the event */
    private RoomRules(String event, List<Exchange> exchanges, Consumer<String> wrong) {
        this.event = event;
        this.exchanges = exchanges;
        this.wrong = wrong;
        this.shown = exchanges.stream()
                .filter(exchange -> SHOWING_ENTRY.contains(exchange.act()) && exchange.status() / 100 == 2)
                .filter(exchange -> exchange.answer().hasNonNull("id"))
                .map(Shown::of)
                .toList();
        this.opensAt = exchanges.stream()
                .filter(exchange -> exchange.is("first-look", 200))
                .map(exchange -> Instant.parse(exchange.answer().path("opensAt").asString()))
                .mapToLong(Instant::toEpochMilli)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    static void check(List<Exchange> history, Consumer<String> wrong) {
        Map<String, List<Exchange>> byEvent = new LinkedHashMap<>();
        history.stream()
                .filter(exchange -> exchange.is("first-look", 200))
                .forEach(exchange -> byEvent.put(exchange.subject(), new ArrayList<>()));
        history.stream()
                .filter(exchange -> byEvent.containsKey(exchange.subject()))
                .forEach(exchange ->
                        Objects.requireNonNull(byEvent.get(exchange.subject())).add(exchange));
        byEvent.forEach((event, exchanges) -> {
            RoomRules rules = new RoomRules(event, exchanges, wrong);
            rules.checkEntries();
            rules.checkPlaces();
            rules.checkDraw();
            rules.checkTurns();
            rules.checkRefusals();
        });
    }

    /** Who has entered has an entry for good. */
    private void checkEntries() {
        Map<String, Long> enteredBy = new HashMap<>();
        shown.forEach(
                one -> enteredBy.merge(one.exchange().actor(), one.exchange().answered(), Math::min));
        for (Exchange exchange : exchanges) {
            if (SHOWING_ENTRY.contains(exchange.act())
                    && exchange.status() == 200
                    && !exchange.answer().hasNonNull("id")
                    && enteredBy.getOrDefault(exchange.actor(), Long.MAX_VALUE) < exchange.asked()) {
                wrong.accept(
                        "lost: %s had an entry of the waiting room %s, and was told of none (number %d in the history)"
                                .formatted(exchange.actor(), event, exchange.number()));
            }
        }
    }

    /** No entry has two places, no place two entries, and a place that was shown stays. */
    private void checkPlaces() {
        Map<String, Integer> numbers = new HashMap<>();
        Map<Integer, String> owners = new HashMap<>();
        for (Shown one : shown) {
            int number = numbers.computeIfAbsent(one.id(), _ -> one.number());
            if (number != one.number()) {
                wrong.accept("places: entry %s of the waiting room %s was number %d and %d (number %d in the history)"
                        .formatted(
                                one.id(),
                                event,
                                number,
                                one.number(),
                                one.exchange().number()));
            }
            if (one.place() == null) {
                continue;
            }
            Shown first = placed.computeIfAbsent(one.id(), _ -> one);
            if (!one.place().equals(first.place())) {
                wrong.accept("places: entry %s of the waiting room %s had place %d and %d (number %d in the history)"
                        .formatted(
                                one.id(),
                                event,
                                first.place(),
                                one.place(),
                                one.exchange().number()));
            }
            String owner = owners.putIfAbsent(one.place(), one.id());
            if (owner != null && !owner.equals(one.id())) {
                wrong.accept("places: entries %s and %s of the waiting room %s had place %d"
                        .formatted(owner, one.id(), event, one.place()));
            }
        }
        for (Shown one : shown) {
            Shown before = placed.get(one.id());
            if (one.place() == null
                    && before != null
                    && before.exchange().answered() + TOLERANCE_MILLIS
                            < one.exchange().asked()) {
                wrong.accept(
                        "places: entry %s of the waiting room %s had place %d, and none later (number %d in the history)"
                                .formatted(
                                        one.id(),
                                        event,
                                        before.place(),
                                        one.exchange().number()));
            }
        }
    }

    private void checkDraw() {
        List<Exchange> draws = exchanges.stream()
                .filter(exchange -> SHOWING_DRAW.contains(exchange.act()) && exchange.status() == 200)
                .toList();
        if (draws.isEmpty()) {
            wrong.accept("stuck: no one has seen the draw of the waiting room " + event);
            return;
        }
        JsonNode draw = draws.getFirst().answer();
        if (draws.stream().anyMatch(other -> !other.answer().equals(draw))) {
            wrong.accept("places: more than one draw was shown of the waiting room " + event);
        }
        long drawnAt = draws.stream().mapToLong(Exchange::answered).min().getAsLong();
        exchanges.stream()
                .filter(exchange -> SHOWING_DRAW.contains(exchange.act()) && exchange.status() == 409)
                .filter(exchange -> exchange.asked() > drawnAt + TOLERANCE_MILLIS)
                .forEach(exchange -> wrong.accept(
                        "lost: the waiting room %s had been drawn, and was not later (number %d in the history)"
                                .formatted(event, exchange.number())));
        checkAgainst(draw);
    }

    private void checkAgainst(JsonNode draw) {
        String seed = draw.path("seed").asString();
        String root = draw.path("root").asString();
        List<String> entries = new ArrayList<>();
        draw.path("entries").forEach(entry -> entries.add(entry.asString()));
        String commitment = DrawnPlaces.commitment(seed);
        exchanges.forEach(exchange -> {
            JsonNode answer = exchange.answer();
            JsonNode room = answer.has("room") ? answer.path("room") : answer;
            if (room.hasNonNull("commitment")
                    && !room.path("commitment").asString().equals(commitment)) {
                wrong.accept(
                        "places: the waiting room %s has drawn with another seed than it had promised (number %d in the history)"
                                .formatted(event, exchange.number()));
            }
        });
        if (!DrawnPlaces.root(entries).equals(root)) {
            wrong.accept(
                    "places: the root of the draw of the waiting room %s is not that of its entries".formatted(event));
        }
        Map<String, Integer> computed = DrawnPlaces.of(seed, root, entries);
        drawn = computed;
        placed.forEach((id, one) -> {
            int place = placeByDraw(one);
            if (!Objects.equals(one.place(), place)) {
                wrong.accept("places: entry %s of the waiting room %s has place %d, and by the draw %d"
                        .formatted(id, event, one.place(), place));
            }
        });
        if (shown.stream().noneMatch(one -> one.exchange().answered() < opensAt)) {
            wrong.accept("unproven: no entry of the waiting room %s was shown before it opened".formatted(event));
        }
        shown.stream()
                .filter(one -> one.exchange().answered() + TOLERANCE_MILLIS < opensAt)
                .filter(one -> !computed.containsKey(one.id()))
                .map(Shown::id)
                .distinct()
                .forEach(id -> wrong.accept(
                        "lost: entry %s of the waiting room %s was there before the draw, and was not drawn"
                                .formatted(id, event)));
    }

    /** Those that came later than the draw have the places behind. */
    private int placeByDraw(Shown entry) {
        return drawn.getOrDefault(entry.id(), Math.max(entry.number(), drawn.size() + 1));
    }

    /** How many were admitted at the time of an answer, or less than {@link #TOLERANCE_MILLIS} before it was asked for. */
    private record Admitted(Exchange exchange, int places) {}

    /** Who ordered was admitted by then. */
    private void checkTurns() {
        List<Admitted> seen = exchanges.stream()
                .filter(exchange -> exchange.answer().path("room").hasNonNull("admitted"))
                .map(exchange -> new Admitted(
                        exchange,
                        exchange.answer().path("room").path("admitted").asInt()))
                .toList();
        for (Request request : Request.of(exchanges, "waiting-order")) {
            request.answer(201).ifPresent(answer -> {
                if (answer.answered() + TOLERANCE_MILLIS < opensAt) {
                    wrong.accept("turn: %s ordered before the waiting room %s opened (number %d in the history)"
                            .formatted(request.actor(), event, answer.number()));
                } else {
                    checkTurn(request, answer, seen);
                }
            });
        }
    }

    private void checkTurn(Request request, Exchange answer, List<Admitted> seen) {
        int most = seen.stream().mapToInt(Admitted::places).max().orElse(0);
        int ever = placed.values().stream()
                .filter(one -> one.exchange().actor().equals(request.actor()))
                .mapToInt(one -> Objects.requireNonNull(one.place()))
                .min()
                .orElse(Integer.MAX_VALUE);
        if (ever > most) {
            wrong.accept("turn: %s ordered and was never admitted from the waiting room %s (number %d in the history)"
                    .formatted(request.actor(), event, answer.number()));
            return;
        }
        int place = bestPlace(request, answer);
        // Admissions only grow in number: what is less later was no more when the order was placed.
        seen.stream()
                .filter(one -> one.exchange().asked() > answer.answered() + TOLERANCE_MILLIS && one.places() < place)
                .findFirst()
                .ifPresent(one -> wrong.accept(
                        "turn: %s ordered with place %d from the waiting room %s (number %d in the history), of which %d were admitted later (number %d)"
                                .formatted(
                                        request.actor(),
                                        place,
                                        event,
                                        answer.number(),
                                        one.places(),
                                        one.exchange().number())));
    }

    /**
     * The first place with which an order may have been placed: of the entry that counted when the request was made, or of one that was made
     * meanwhile. 0 if there may have been an entry that no answer has shown.
     */
    private int bestPlace(Request request, Exchange answer) {
        boolean mayHaveOthers = exchanges.stream()
                .anyMatch(exchange -> exchange.act().equals("enter")
                        && exchange.actor().equals(request.actor())
                        && exchange.isUndecided()
                        && exchange.asked() < answer.answered());
        if (mayHaveOthers || drawn.isEmpty()) {
            return 0;
        }
        List<Shown> own = shown.stream()
                .filter(one -> one.exchange().actor().equals(request.actor()))
                .toList();
        int counted = own.stream()
                .filter(one -> one.exchange().answered() < request.asked())
                .mapToInt(Shown::number)
                .max()
                .orElse(0);
        return own.stream()
                .filter(one -> one.number() >= counted)
                .mapToInt(this::placeByDraw)
                .min()
                .orElse(0);
    }

    /** Who was shown a pass can order as long as it lasts. */
    private void checkRefusals() {
        for (Exchange refusal : exchanges) {
            if (refusal.is("waiting-order", 428) && shown.stream().anyMatch(one -> isPass(one.exchange(), refusal))) {
                wrong.accept(
                        "refused: %s had been admitted from the waiting room %s, and was told %s (number %d in the history)"
                                .formatted(refusal.actor(), event, refusal.outcome(), refusal.number()));
            }
        }
    }

    private static boolean isPass(Exchange seen, Exchange refusal) {
        JsonNode until = seen.answer().path("pass").path("until");
        return seen.actor().equals(refusal.actor())
                && seen.answered() < refusal.asked()
                && until.isString()
                && Instant.parse(until.asString()).toEpochMilli() > refusal.answered() + TOLERANCE_MILLIS;
    }
}
