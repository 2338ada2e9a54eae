package io.holdfast.check;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What was read from the databases at one time, as far as the rules need it. */
final class Snapshot {

    /** Ends the {@code event} of an allowance, the block that limits how many units a buyer may have. */
    static final String ALLOWANCE = "/@";

    /**
     * An order.
     *
     * @param voided whether it is only a mark that no order with this id exists or will exist
     * @param event empty of such a mark that an earlier release made
     * @param units what was ordered and not given back, by tier
     * @param given the units of tickets that were given back while others stayed valid
     * @param owesUnits whether it is marked as having given up units that are still to be released
     * @param refundDue how much the buyer is to have back
     * @param refundPaid how much has come back, as the order tells its buyer
     * @param everCompleted whether it was completed at any time
     * @param placedAt when its units were claimed
     * @param guest who placed it without an account, whosever it is by now; null if an account placed it
     * @param address what stands for its buyer's address
     * @param since when it last changed
     * @param door what happened to its tickets at the door
     * @param reason why it is over; null if it is not
     * @param facts name, date and place of its event as it was ordered; empty in orders of earlier releases
     * @param receiptsOf the organizer who owes receipts for it; null if it gets none
     * @param disputes about its charge, as far as it knows
     * @param disputeLost whether it knows that one of them is lost
     * @param expiresAt until when it is to be paid; null of what is no order
     */
    record Order(
            String id,
            boolean voided,
            long version,
            String status,
            String event,
            String buyer,
            @Nullable String guest,
            @Nullable String address,
            long total,
            long refundDue,
            long refundPaid,
            String currency,
            @Nullable String payment,
            Map<String, Long> units,
            List<Part> parts,
            List<Part> given,
            int tickets,
            boolean owesUnits,
            boolean everCompleted,
            Instant placedAt,
            Instant since,
            Door door,
            @Nullable String reason,
            String facts,
            @Nullable String receiptsOf,
            List<Dispute> disputes,
            boolean disputeLost,
            @Nullable Instant expiresAt) {

        /** By what its buyer is known to limits: accounts by their id, and all by their address, which orders of earlier releases lack. */
        List<String> limitedAs() {
            return Stream.of(guest != null && address != null ? null : buyer, address)
                    .filter(Objects::nonNull)
                    .toList();
        }

        /** Who placed it, whosever it is by now. */
        String placedBy() {
            return guest == null ? buyer : guest;
        }

        boolean isAlive() {
            return !voided && (isCompleted() || status.equals("AWAITING_PAYMENT"));
        }

        boolean isCompleted() {
            return status.equals("COMPLETED");
        }

        /** Whether it was to be paid before this time, and is neither paid nor over. */
        boolean isOverdue(Instant time) {
            return isAlive() && !isCompleted() && expiresAt != null && expiresAt.isBefore(time);
        }

        /** Whether it ended with a refund of everything. */
        boolean isRefunded() {
            return status.equals("SOLD_BACK") || status.equals("REFUNDED");
        }

        /** How many units of a tier were ordered; of all tiers if it is empty. */
        long unitsOrdered(String tier) {
            return tier.isEmpty() ? unitsOrdered() : units.getOrDefault(tier, 0L);
        }

        /** The same, with those that were given back. */
        long unitsOnceOrdered(String tier) {
            return unitsOrdered(tier)
                    + given.stream()
                            .filter(part -> tier.isEmpty() || part.tier().equals(tier))
                            .mapToLong(Part::units)
                            .sum();
        }

        long unitsOrdered() {
            return units.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * The charge of an earlier attempt that was to be undone.
     *
     * @param reference the provider's name for it
     */
    record Reversed(String reference, long due, long refundPaid, List<Dispute> disputes) {

        long kept() {
            return due - refundPaid - withdrawn();
        }

        /** How much the buyer's bank has taken back. */
        long withdrawn() {
            return Dispute.withdrawn(disputes);
        }

        boolean isKnown(Charge charge) {
            return charge.id().equals(reference) && charge.refunded() == refundPaid;
        }
    }

    /** @param amount minor units */
    record Dispute(long amount, String status) {

        /** Whether the bank has the money. */
        boolean isWithdrawn() {
            return isLost() || status.equals("OPEN");
        }

        boolean isLost() {
            return status.equals("LOST");
        }

        static long withdrawn(List<Dispute> disputes) {
            return disputes.stream()
                    .filter(Dispute::isWithdrawn)
                    .mapToLong(Dispute::amount)
                    .sum();
        }

        @Override
        public String toString() {
            return amount + " " + status;
        }
    }

    /**
     * What an order stores about check-in.
     *
     * @param version how many admissions and reversals there were
     * @param admitted how many of its guests it counts as admitted
     * @param admissions the ids of the requests that admitted the holders of its tickets
     * @param codesUnknown the codes of tickets by which a door does not find the order
     * @param afterLoss the codes of tickets that were admitted on the terms that a lost dispute stops them, when one was lost already
     */
    record Door(
            long version, long admitted, List<String> admissions, List<String> codesUnknown, List<String> afterLoss) {

        static final Door NONE = new Door(0, 0, List.of(), List.of(), List.of());
    }

    /** Units of a block, as an order names them. */
    record Part(String block, long units, List<String> seats) {

        /** The middle of {@code event/tier/block}; an allowance has {@code @} and the tier there. */
        String tier() {
            return block.substring(block.indexOf('/') + 1, block.lastIndexOf('/'));
        }

        /** The names of its seats: {@code A-12} of number 12 in the block {@code event/tier/A.1}. */
        Stream<String> seatNames() {
            return seats.stream().map(number -> seatName(block, number));
        }
    }

    /** What a seat of a row's block is called. */
    static String seatName(String block, String number) {
        return block.substring(block.lastIndexOf('/') + 1, block.lastIndexOf('.')) + "-" + number;
    }

    /**
     * A block with its holders by order, and its taken seats: by number the order that has each, or "-" for a seat that is not for
     * sale.
     */
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

        /** The event it is about, of an allowance, too. */
        String realEvent() {
            return isAllowance() ? event.substring(0, event.length() - ALLOWANCE.length()) : event;
        }

        /** The tier that an allowance is for, {@code event/@tier/buyer}; empty for all tiers, {@code event/@/buyer}. */
        String tierOfAllowance() {
            int start = event.length();
            int end = id.indexOf('/', start);
            return end < 0 ? "" : id.substring(start, end);
        }

        /** The buyer whose allowance it is. */
        String buyerOfAllowance() {
            return id.substring(id.lastIndexOf('/') + 1);
        }

        /** For a person: {@code block event/tier/0}. */
        String label() {
            return (isAllowance() ? "allowance " : "block ") + id;
        }
    }

    /** @param since when its units were claimed, or last changed */
    record Holder(long units, boolean sold, Instant since, List<String> seats) {}

    /** A seat by its number alone: {@code 12} of {@code A-12}. */
    static String seatNumber(String seat) {
        return seat.substring(seat.lastIndexOf('-') + 1);
    }

    /**
     * An event as orders-service knows it.
     *
     * @param limits the most units that a buyer may have, by tier; of all tiers together under the empty name
     * @param limitsSince since when there are these limits; null if that is not known
     * @param notice what its buyers are to know
     */
    record Sale(
            String id,
            long version,
            Map<String, Long> capacity,
            Map<String, Long> limits,
            @Nullable Instant limitsSince,
            @Nullable Instant waitingSince,
            Notice notice) {}

    /**
     * The waiting room of an event.
     *
     * @param seed in hexadecimal
     * @param pseudonymKey by which visitors are listed, in hexadecimal
     * @param admitted how many places were admitted
     */
    record WaitingRoom(String event, String seed, String pseudonymKey, int admitted) {}

    /**
     * A page of the list of a waiting room.
     *
     * @param drawn how many places were drawn by it; 0 unless it is that page
     * @param root of the tree of the entries before it, in hexadecimal; null unless places were drawn by it
     */
    record WaitingPage(
            int number,
            List<WaitingEntry> entries,
            int drawn,
            @Nullable String root) {

        WaitingPage {
            entries = List.copyOf(entries);
        }
    }

    /**
     * @param visitor stands for who entered
     * @param guests whether that is someone without an account
     */
    record WaitingEntry(String id, String visitor, boolean guests) {}

    /**
     * What buyers are to know of an event.
     *
     * @param facts name, date and place; empty where they are not known
     * @param told the same, as buyers were last told; empty if they never were
     * @param pending whether they are to be told, or are being told
     * @param dueAt when they are to be told; null if they are not
     * @param returnUntil until when they may return tickets because date or place changed; null if they may not
     * @param cancelled whether it will not take place
     */
    record Notice(
            String facts,
            String told,
            boolean pending,
            @Nullable Instant dueAt,
            @Nullable Instant returnUntil,
            boolean cancelled) {}

    /**
     * A claim that was refused because a tier had too few units, because seats were taken, or because of a limit.
     *
     * @param tier empty for a limit of the whole event
     * @param units how many were asked for
     * @param seats the named seats that were taken; empty if none were named
     * @param buyer by what a limit counted its buyer; null if no limit was the reason
     * @param most how many units that buyer may have
     * @param version of the event at which it was made
     * @param from when it was made
     * @param at when it was refused
     */
    record Refusal(
            String event,
            String tier,
            long units,
            List<String> seats,
            @Nullable String buyer,
            long most,
            long version,
            Instant from,
            Instant at) {}

    /**
     * An event of the catalogue.
     *
     * @param proposing whether a change waits for the decision of orders-service
     */
    record Event(String id, long version, String status, Map<String, Long> capacity, boolean proposing) {}

    /** What the catalogue displays of an event: by tier capacity, free, held and sold. */
    record Availability(String id, long version, Map<String, List<Long>> tiers) {}

    /**
     * A payment.
     *
     * @param refundPaid how much went back to the buyer
     * @param refundStopped how much is not going back for now: its refund is pending at the provider, or failed and is not tried again
     * @param disputes about the charge of the current attempt
     * @param work what is still to be done; null for nothing
     * @param reference the provider's id of the charge; null before it answered
     * @param everCaptured whether the buyer was charged at any time
     * @param capturedByHand whether that was done at the provider by hand, while the authorization was to be voided
     * @param inLedger whether its history tells where money went, so that the ledger must, too
     * @param booked whether the ledger has all entries of its history
     */
    record Payment(
            String id,
            String order,
            long version,
            String status,
            long amount,
            long refundPaid,
            long refundStopped,
            long refundEnded,
            List<Reversed> reversed,
            boolean refundNeedsPerson,
            List<Dispute> disputes,
            String currency,
            @Nullable String work,
            @Nullable String reference,
            boolean everCaptured,
            boolean capturedByHand,
            boolean inLedger,
            boolean booked,
            Instant since) {

        /** Whether the buyer was charged for the order, whatever went back since. */
        boolean isTaken() {
            return status.equals("CAPTURED") || status.equals("REFUNDED");
        }

        /** How much is kept of charges that were to be undone, of earlier attempts and of one that came to nothing. */
        long keptInVain() {
            long earlier = reversed.stream().mapToLong(Reversed::kept).sum();
            return earlier + (keepsCurrent() ? amount - refundPaid - withdrawn() : 0);
        }

        /** Whether the charge of the current attempt was to be undone, and a person or the buyer's bank saw to it in another way. */
        private boolean keepsCurrent() {
            return !isTaken() && (refundEnded > 0 || withdrawn() > 0);
        }

        /** Whether it knows that a charge keeps money which no order is paid by. */
        boolean knowsKept(Charge charge) {
            return reversed.stream().anyMatch(each -> each.isKnown(charge))
                    || (charge.id().equals(reference) && keepsCurrent() && charge.refunded() == refundPaid);
        }

        /** How much the buyer's bank has taken back of the charge of the current attempt. */
        long withdrawn() {
            return Dispute.withdrawn(disputes);
        }

        /** The same of all attempts. */
        long withdrawnInAll() {
            return withdrawn()
                    + reversed.stream().mapToLong(Reversed::withdrawn).sum();
        }

        /** Those that the order is to know: it is not paid by a charge that was to be undone. */
        List<Dispute> disputesOfOrder() {
            return isTaken() ? disputes : List.of();
        }

        /**
         * Whether the buyer has all of it, from whomever, or will: something is to be done, a refund is pending or failed and is an operator's
         * to see to, or the bank has some of it: while a dispute is open or lost the rest cannot be refunded.
         */
        boolean goesBack() {
            return work != null || withdrawn() > 0 || refundPaid + refundStopped >= amount;
        }

        /** Whether the bank keeps some of what the order was paid with for good. */
        boolean disputeLost() {
            return disputesOfOrder().stream().anyMatch(Dispute::isLost);
        }

        /** Whether it has paid back less than {@code due} and is finished all the same: while a dispute is open or lost nothing can be refunded. */
        boolean mayOwe(long due) {
            return refundPaid < due && (withdrawn() > 0 || refundPaid + refundStopped >= due);
        }
    }

    /**
     * A receipt or credit note.
     *
     * @param book within which the numbers have no gaps
     * @param fact what it is about
     */
    record Receipt(String book, long number, String fact, String order, boolean isCredit, long total) {}

    /** A charge in the records of the sandbox that plays the payment provider. */
    record Charge(String id, String payment, String order, String status, long amount, long refunded) {}

    /** An order as payments-service knows it. */
    record OrderCopy(
            String id,
            long version,
            String status,
            long total,
            @Nullable String payment) {}

    /**
     * @param source the version of the order or event that set it
     * @param changedAt when it was set, fired or cancelled
     */
    record Timer(String id, String kind, String subject, String state, long source, Instant changedAt) {

        /**
         * Whether an old message may have set it once more, which the broker had lost: it is over, as is its subject since {@code end}, and
         * what is over for a day is deleted, so that it did not know of anything newer.
         */
        boolean mayBeSetAgain(Instant end) {
            return !state.equals("waiting") && changedAt.isAfter(end.plus(Duration.ofDays(1)));
        }
    }

    final Map<String, Order> orders = new HashMap<>();
    final Map<String, Block> blocks = new HashMap<>();
    final Map<String, Sale> sales = new HashMap<>();
    final List<Refusal> refusals = new ArrayList<>();
    final Map<String, WaitingRoom> waitingRooms = new HashMap<>();
    final Map<String, List<WaitingPage>> waitingPages = new HashMap<>();

    /** The entries by which orders were admitted, by order. */
    final Map<String, String> admittedOrders = new HashMap<>();

    /** Since when orders-service ends the orders of cancelled events, by event. */
    final Map<String, Instant> cancellations = new HashMap<>();

    final Map<String, Event> events = new HashMap<>();
    final Map<String, Availability> availability = new HashMap<>();
    final Map<String, Payment> payments = new HashMap<>();

    /** Whether orders know of each of several disputes: payments-service tells of those that earlier releases did not. */
    boolean allDisputesReported;

    final List<Receipt> receipts = new ArrayList<>();
    final Map<String, Charge> charges = new HashMap<>();
    final Map<String, OrderCopy> copies = new HashMap<>();
    final Map<String, Timer> timers = new HashMap<>();

    /** The order whose ticket has a code, by code. */
    final Map<String, String> codes = new HashMap<>();

    /** The sum of the ledger's postings by payment and account. */
    final Map<String, Map<String, Long>> accounts = new HashMap<>();

    /** The sum of everything in the ledger, by currency. */
    final Map<String, Long> ledger = new TreeMap<>();

    long ledgerEntries;

    /** The services whose databases were read. */
    final Set<String> read = new HashSet<>();

    /** How many documents of each kind were read. */
    final Map<String, Long> looked = new TreeMap<>();

    /** The time of this snapshot: now for a running system; for a stopped one the time of its last write. */
    Instant asOf = Instant.EPOCH;

    boolean hasRead(String... services) {
        return read.containsAll(List.of(services));
    }

    Map<String, Long> accounts(String payment) {
        return accounts.computeIfAbsent(payment, id -> new HashMap<>());
    }

    /** Takes note of the time of a write. */
    void sawWriteAt(Instant at) {
        if (at.isAfter(asOf)) {
            asOf = at;
        }
    }
}
