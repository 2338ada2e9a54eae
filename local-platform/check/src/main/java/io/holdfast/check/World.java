package io.holdfast.check;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was read at one look, as far as the rules need it. */
final class World {

    /** Ends the name of what is no event's but a buyer's: how much of it each may have. */
    static final String ALLOWANCE = "/@";

    /**
     * An order.
     *
     * @param voided whether there never was one, and never will be
     * @param units what was ordered, by tier
     * @param refunded what the buyer is to have back
     * @param moneyBack what the buyer is told has come back
     * @param everCompleted whether its tickets were the buyer's at any time
     * @param since when it last changed
     */
    record Order(
            String id,
            boolean voided,
            long version,
            String status,
            String event,
            long total,
            long refunded,
            long moneyBack,
            String currency,
            @Nullable String payment,
            Map<String, Long> units,
            List<Part> parts,
            int tickets,
            boolean everCompleted,
            Instant since) {

        boolean isAlive() {
            return !voided && (isCompleted() || status.equals("AWAITING_PAYMENT"));
        }

        boolean isCompleted() {
            return status.equals("COMPLETED");
        }

        /** Whether it ended with all the money going back. */
        boolean isGivenBack() {
            return status.equals("SOLD_BACK") || status.equals("REFUNDED");
        }

        long unitsOrdered() {
            return units.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** Units of a block that an order says it has. */
    record Part(String block, long units, List<String> seats) {}

    record Block(
            String id,
            String event,
            String tier,
            long capacity,
            long free,
            long held,
            long sold,
            long version,
            Map<String, Holder> holders,
            Map<String, String> seats) {

        boolean isAllowance() {
            return event.endsWith(ALLOWANCE);
        }

        /** The event it is about, also of an allowance. */
        String realEvent() {
            return isAllowance() ? event.substring(0, event.length() - ALLOWANCE.length()) : event;
        }

        /** The one it is for, {@code event/@tier/buyer}; empty for all of them, {@code event/@/buyer}. */
        String tierOfAllowance() {
            int start = event.length();
            int end = id.indexOf('/', start);
            return end < 0 ? "" : id.substring(start, end);
        }
    }

    record Holder(long units, boolean sold, Instant since, List<String> seats) {}

    /** An event as it is sold: orders' copy. */
    record Sale(String id, long version, Map<String, Long> capacity) {}

    /** @param proposing whether a change waits for the inventory's answer */
    record Event(String id, long version, String status, Map<String, Long> capacity, boolean proposing) {}

    /** What the catalogue shows of an event: by tier capacity, free, held and sold. */
    record Shown(String id, long version, Map<String, List<Long>> tiers) {}

    /**
     * A payment.
     *
     * @param refunded what was given back
     * @param work what is still to be done; null for nothing
     * @param reference what the provider calls it; null before it answered
     * @param everCaptured whether the buyer was charged at any time
     * @param keepsBooks whether its history tells where money went, and so the ledger must
     * @param booked whether the ledger has all of that already
     */
    record Payment(
            String id,
            String order,
            long version,
            String status,
            long amount,
            long refunded,
            String currency,
            @Nullable String work,
            @Nullable String reference,
            boolean everCaptured,
            boolean keepsBooks,
            boolean booked,
            Instant since) {}

    /** A charge in the sandbox's own books. */
    record Charge(String id, String payment, String order, String status, long amount, long refunded) {}

    /** An order as payments knows it. */
    record Copy(
            String id,
            long version,
            String status,
            long total,
            @Nullable String payment) {}

    /** @param source the version of the order or event that set it */
    record Timer(String id, String kind, String subject, String state, long source) {}

    final Map<String, Order> orders = new HashMap<>();
    final Map<String, Block> blocks = new HashMap<>();
    final Map<String, Sale> sales = new HashMap<>();
    final Map<String, Event> events = new HashMap<>();
    final Map<String, Shown> shown = new HashMap<>();
    final Map<String, Payment> payments = new HashMap<>();
    final Map<String, Charge> charges = new HashMap<>();
    final Map<String, Copy> copies = new HashMap<>();
    final Map<String, Timer> timers = new HashMap<>();

    /** Whose tickets have a code. */
    final Map<String, String> codes = new HashMap<>();

    /** What the ledger says of each payment, by account. */
    final Map<String, Map<String, Long>> accounts = new HashMap<>();

    /** The sum of everything in the ledger, by currency. */
    final Map<String, Long> ledger = new TreeMap<>();

    long entries;

    /** The services whose databases were read. */
    final Set<String> read = new HashSet<>();

    final Map<String, Long> looked = new TreeMap<>();

    /** When this was so: now, or when whoever stopped last wrote something. */
    Instant asOf = Instant.EPOCH;

    boolean hasRead(String... services) {
        return read.containsAll(List.of(services));
    }

    Map<String, Long> accounts(String payment) {
        return accounts.computeIfAbsent(payment, id -> new HashMap<>());
    }

    void notice(Instant at) {
        if (at.isAfter(asOf)) {
            asOf = at;
        }
    }
}
