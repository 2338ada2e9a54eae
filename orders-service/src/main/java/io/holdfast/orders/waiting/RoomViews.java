package io.holdfast.orders.waiting;

import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.TierAvailability;
import io.holdfast.contracts.WaitingRoomState;
import io.holdfast.orders.sale.Sale;
import io.holdfast.orders.waiting.EntryView.Estimate;
import io.holdfast.orders.waiting.EntryView.Pass;
import io.holdfast.orders.waiting.EntryView.Signed;
import io.holdfast.orders.waiting.RoomView.Drawn;
import io.holdfast.orders.waiting.RoomView.TierLeft;
import io.holdfast.orders.waiting.WaitingRoom.Entry;
import io.holdfast.orders.waiting.WaitingRoom.Outline;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Waiting rooms and entries as clients see them. All of it is in memory: it takes no query. */
@Component
class RoomViews {

    private static final Duration PACE_OF = Duration.ofMinutes(1);

    /** An estimate is worth nothing before so many were admitted. */
    private static final int LEAST_ADMITTED = 3;

    private final WaitingRooms rooms;
    private final WaitingRoomProperties properties;
    private final Clock clock;

    RoomViews(WaitingRooms rooms, WaitingRoomProperties properties) {
        this.rooms = rooms;
        this.properties = properties;
        this.clock = rooms.clock();
    }

    RoomView room(WaitingRoom room, Sale sale, WaitingRoomState terms) {
        Outline outline = room.outline();
        List<TierAvailability> left = rooms.left(sale.eventId());
        return new RoomView(
                sale.eventId(),
                status(outline, sale, left),
                terms.opensAt(),
                outline.entries(),
                outline.admissions().admitted(),
                terms.holdersAtOnce() == null ? properties.holdersAtOnce() : terms.holdersAtOnce(),
                terms.admitPerMinute(),
                left.stream()
                        .map(tier -> new TierLeft(tier.tierId(), tier.free(), tier.held()))
                        .toList(),
                room.secrets().commitment(),
                room.secrets().publicKey(),
                drawn(outline, room.secrets()),
                clock.instant());
    }

    private static @Nullable Drawn drawn(Outline outline, Secrets secrets) {
        Instant at = outline.drawnAt();
        String root = outline.root();
        return at == null || root == null ? null : new Drawn(at, outline.drawn(), root, hex(secrets.seed()));
    }

    private String status(Outline outline, Sale sale, List<TierAvailability> left) {
        Instant now = clock.instant();
        if (sale.event().status() != EventStatus.PUBLISHED || !now.isBefore(sale.closesAt())) {
            return RoomView.CLOSED;
        }
        if (outline.root() == null) {
            return RoomView.GATHERING;
        }
        if (sale.event().terms().paused()) {
            return RoomView.PAUSED;
        }
        boolean soldOut = !left.isEmpty() && left.stream().allMatch(tier -> tier.free() == 0 && tier.held() == 0);
        return soldOut ? RoomView.SOLD_OUT : RoomView.OPEN;
    }

    /** @param signing whether with what is signed, which takes longer than all the rest */
    EntryView entry(WaitingRoom room, Visitor visitor, Sale sale, WaitingRoomState terms, boolean signing) {
        RoomView view = room(room, sale, terms);
        Optional<Entry> found = room.find(visitor);
        if (found.isEmpty()) {
            return new EntryView(EntryView.NONE, null, null, null, null, null, null, null, view);
        }
        Entry entry = found.get();
        Secrets secrets = signing ? room.secrets() : null;
        Signed receipt = signed(
                secrets,
                "holdfast-entry-1",
                sale.eventId(),
                entry.id(),
                Integer.toString(entry.number()),
                view.commitment());
        Integer place = entry.place();
        if (place == null) {
            return new EntryView(EntryView.WAITING, entry.id(), entry.number(), null, null, null, receipt, null, view);
        }
        Instant now = clock.instant();
        Admissions admissions = room.outline().admissions();
        Pass pass = admissions
                .pass(place, now)
                .map(until -> new Pass(
                        until, signed(secrets, "holdfast-pass-1", sale.eventId(), entry.id(), until.toString())))
                .orElse(null);
        int before = Math.max(0, place - 1 - admissions.admitted());
        return new EntryView(
                pass != null ? EntryView.ADMITTED : place <= admissions.admitted() ? EntryView.OVER : EntryView.WAITING,
                entry.id(),
                entry.number(),
                place,
                before,
                place <= admissions.admitted() || !view.status().equals(RoomView.OPEN)
                        ? null
                        : estimate(before + 1, room.outline(), now),
                receipt,
                pass,
                view);
    }

    /**
     * From the pace of the last minute, or of the time since the draw. Between two thirds and twice of what it would take at that pace,
     * since the people before may take more or less time than those who went in.
     */
    static @Nullable Estimate estimate(int people, Outline outline, Instant now) {
        Instant drawnAt = outline.drawnAt();
        if (drawnAt == null) {
            return null;
        }
        Instant since = now.minus(PACE_OF);
        int lately = outline.admissions().admittedSince(since);
        if (lately < LEAST_ADMITTED) {
            return null;
        }
        Duration measured = drawnAt.isAfter(since) ? Duration.between(drawnAt, now) : PACE_OF;
        double seconds = Math.max(1, measured.toMillis() / 1_000.0) * people / lately;
        return new Estimate(Math.round(seconds * 2 / 3), Math.round(seconds * 2));
    }

    private static @Nullable Signed signed(@Nullable Secrets secrets, String... lines) {
        if (secrets == null) {
            return null;
        }
        String statement = String.join("\n", lines);
        return new Signed(statement, secrets.sign(statement));
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
