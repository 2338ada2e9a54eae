package io.holdfast.check;

import io.holdfast.check.Snapshot.Order;
import io.holdfast.check.Snapshot.Sale;
import io.holdfast.check.Snapshot.WaitingEntry;
import io.holdfast.check.Snapshot.WaitingPage;
import io.holdfast.check.Snapshot.WaitingRoom;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * I13: a buyer who ordered tickets of an event with a waiting room was admitted from it, no one has two entries at a time, and places are a
 * permutation that the seed gives. An account may use the entry of a guest with its address, of which
 * there is only a hash here, so any guest's entry is taken for that.
 */
final class WaitingRoomRules {

    private static final String RULE = "I13";

    private static final String HMAC = "HmacSHA256";
    private static final int PSEUDONYM_LENGTH = 22;

    /** Every order that is placed later needs an entry. */
    private static final Duration ROOM_KNOWN_AFTER = Duration.ofMinutes(1);

    private final Snapshot snapshot;
    private final Findings findings;

    /** The places of entries by event. */
    private final Map<String, Map<String, Integer>> places = new HashMap<>();

    /** The entries of events by their ids. */
    private final Map<String, Map<String, WaitingEntry>> entriesById = new HashMap<>();

    WaitingRoomRules(Snapshot snapshot, Findings findings) {
        this.snapshot = snapshot;
        this.findings = findings;
    }

    void check() {
        snapshot.waitingRooms.values().forEach(this::checkRoom);
        snapshot.orders.values().stream().filter(order -> !order.voided()).forEach(this::checkOrder);
    }

    private void checkRoom(WaitingRoom room) {
        List<WaitingPage> pages = snapshot.waitingPages.getOrDefault(room.event(), List.of()).stream()
                .sorted(Comparator.comparingInt(WaitingPage::number))
                .toList();
        List<String> entries = new ArrayList<>();
        Map<String, String> visitors = new HashMap<>();
        Map<String, Integer> known = new HashMap<>();
        Map<String, WaitingEntry> byId = new HashMap<>();
        entriesById.put(room.event(), byId);
        WaitingPage bell = null;
        for (int index = 0; index < pages.size(); index++) {
            WaitingPage page = pages.get(index);
            if (page.number() != index + 1) {
                wrong(room, "page %d follows page %d".formatted(page.number(), index));
                return;
            }
            if (page.root() != null) {
                if (bell != null) {
                    wrong(room, "places are drawn on page %d and on page %d".formatted(bell.number(), page.number()));
                    return;
                }
                bell = page;
                checkBell(room, page, entries);
                known.putAll(DrawnPlaces.of(room.seed(), page.root(), entries));
            }
            for (WaitingEntry entry : page.entries()) {
                entries.add(entry.id());
                byId.put(entry.id(), entry);
                if (bell != null) {
                    known.put(entry.id(), entries.size());
                }
                String earlier = visitors.put(entry.visitor(), entry.id());
                if (earlier != null && known.getOrDefault(earlier, Integer.MAX_VALUE) > room.admitted()) {
                    wrong(room, "entries %s and %s are of one visitor".formatted(earlier, entry.id()));
                }
            }
        }
        if (new HashSet<>(entries).size() != entries.size()) {
            wrong(room, "an entry is listed twice");
        }
        if (room.admitted() > known.size()) {
            wrong(room, "%d were admitted of %d places".formatted(room.admitted(), known.size()));
        }
        places.put(room.event(), known);
    }

    private void checkBell(WaitingRoom room, WaitingPage bell, List<String> entries) {
        String root = DrawnPlaces.root(entries);
        if (bell.drawn() != entries.size() || !root.equals(bell.root())) {
            wrong(
                    room,
                    "places of %d entries with root %s were drawn, and listed are %d with root %s"
                            .formatted(bell.drawn(), bell.root(), entries.size(), root));
        }
    }

    private void checkOrder(Order order) {
        String entry = snapshot.admittedOrders.get(order.id());
        if (entry == null) {
            if (needsEntry(order)) {
                findings.wrong(
                        RULE,
                        "order %s was placed with no entry of the waiting room".formatted(order.id()),
                        Set.of(order.id()),
                        Set.of(order.event()));
            }
            return;
        }
        WaitingRoom room = snapshot.waitingRooms.get(order.event());
        Integer place = places.getOrDefault(order.event(), Map.of()).get(entry);
        if (room == null || place == null || place > room.admitted()) {
            findings.wrong(
                    RULE,
                    "order %s was placed with entry %s, which was not admitted".formatted(order.id(), entry),
                    Set.of(order.id()),
                    Set.of(order.event()));
            return;
        }
        WaitingEntry listed = entriesById.getOrDefault(order.event(), Map.of()).get(entry);
        if (listed != null && !isOwn(listed, order, room)) {
            findings.wrong(
                    RULE,
                    "order %s was placed with entry %s, which is another buyer's".formatted(order.id(), entry),
                    Set.of(order.id()),
                    Set.of(order.event()));
        }
    }

    private static boolean isOwn(WaitingEntry entry, Order order, WaitingRoom room) {
        return entry.visitor().equals(pseudonym(room, "visitor " + order.placedBy()))
                || (entry.guests() && order.guest() == null);
    }

    /** What a room lists in place of a text: as orders-service has it ({@code Secrets}), written anew. */
    static String pseudonym(WaitingRoom room, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(HexFormat.of().parseHex(room.pseudonymKey()), HMAC));
            return Base64.getUrlEncoder()
                    .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)))
                    .substring(0, PSEUDONYM_LENGTH);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether it was placed when every replica knew of the waiting room that the event has now. */
    private boolean needsEntry(Order order) {
        Sale sale = snapshot.sales.get(order.event());
        Instant since = sale == null ? null : sale.waitingSince();
        return since != null && order.placedAt().isAfter(since.plus(ROOM_KNOWN_AFTER));
    }

    private void wrong(WaitingRoom room, String text) {
        findings.wrongAboutEvent(RULE, room.event(), "waiting room %s: %s".formatted(room.event(), text));
    }
}
