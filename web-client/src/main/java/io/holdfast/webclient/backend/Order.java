package io.holdfast.webclient.backend;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An order as its buyer sees it.
 *
 * @param event as it is now
 * @param eventWhenBought as it was when it was ordered; null if its name, date and place are still the same
 * @param sellableUntil until when the tickets may be given back for their price; null when they may not
 * @param returnableUntil the same, as far as it is because date or place was changed since
 * @param number what people call it; null from a service that does not know numbers yet
 * @param getsReceipt whether there will be a receipt once it is paid; null from a service that does not know that yet
 * @param invoiceTo whom it is made out to; null for the name on the tickets alone
 * @param electronicInvoice whether there is an electronic invoice to download; null from a service that does not know that yet
 * @param ticketsStopped whether a lost dispute stopped the tickets; null from a service that does not know that yet
 */
public record Order(
        String id,
        String eventId,
        @Nullable EventSummary event,
        Status status,
        List<Item> items,
        long total,
        String currency,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant serverNow,
        @Nullable String paymentId,
        @Nullable String reason,
        @Nullable List<Change> history,
        @Nullable Long refunded,
        @Nullable Long moneyBack,
        @Nullable Long refundFailed,
        @Nullable Long refundEnded,
        @Nullable List<Refund> refunds,
        @Nullable Instant sellableUntil,
        @Nullable EventSummary eventWhenBought,
        @Nullable Instant returnableUntil,
        @Nullable List<EndedTicket> endedTickets,
        @Nullable Dispute dispute,
        @Nullable List<Dispute> disputes,
        @Nullable Bill bill,
        @Nullable Boolean hasReceipt,
        @Nullable String number,
        @Nullable Boolean ticketsStopped,
        @Nullable Boolean getsReceipt,
        @Nullable InvoiceAddress invoiceTo,
        @Nullable Boolean electronicInvoice) {

    /**
     * A dispute about the charge.
     *
     * @param amount minor units
     * @param status {@code INQUIRY}, {@code CLOSED}, {@code OPEN}, {@code LOST} or {@code WON}
     */
    public record Dispute(long amount, @Nullable String reason, String status) {

        boolean isLost() {
            return status.equals("LOST");
        }

        /** Whether the bank has taken the amount back until it is decided. */
        boolean isOpen() {
            return status.equals("OPEN");
        }

        public String key() {
            return status.toLowerCase(Locale.ROOT);
        }

        /** @param dispute the one that an earlier release tells of, which tells of no others */
        static List<Dispute> all(@Nullable List<Dispute> disputes, @Nullable Dispute dispute) {
            if (disputes != null) {
                return disputes;
            }
            return dispute == null ? List.of() : List.of(dispute);
        }
    }

    /**
     * What the tickets cost together, in minor units.
     *
     * @param taxes what of the total is taxed at which rate; empty if no tax is stated
     */
    public record Bill(long total, long fees, long net, List<TaxLine> taxes) {}

    /** @param rate basis points */
    public record TaxLine(int rate, long net, long tax) {}

    private static final String SOLD_BACK_BY_BUYER = "sold-back";
    private static final String CAPTURE_FAILED = "capture-failed";

    public enum Status {
        AWAITING_PAYMENT,
        COMPLETED,
        CANCELLED,
        EXPIRED,
        SOLD_BACK,
        REFUNDED;

        public String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * @param names in further languages, by tag; null for none
     */
    public record EventSummary(
            String name,
            Instant startsAt,
            Event.@Nullable Venue venue,
            @Nullable String timezone,
            @Nullable String category,
            @Nullable Instant endsAt,
            @Nullable Map<String, String> names) {

        /** The same, called by its name in a reader's language if it has one. */
        private EventSummary in(String reader) {
            String translated = names == null ? null : names.get(reader);
            return translated == null
                    ? this
                    : new EventSummary(translated, startsAt, venue, timezone, category, endsAt, names);
        }

        /** Whether it lasts so long that its end has to be told, too. */
        public boolean lastsForDays() {
            return Event.lastsForDays(startsAt, endsAt);
        }

        public ZoneId zone() {
            return Event.zone(timezone);
        }
    }

    /**
     * Tickets of one tier.
     *
     * @param names of the tier in further languages, by tag; null for none
     */
    public record Item(
            String tierId,
            String tierName,
            int quantity,
            long unitPrice,
            @Nullable List<String> seats,
            @Nullable Integer left,
            @Nullable Long unitFee,
            @Nullable Map<String, String> names) {

        /** The same, with the tier's name in a reader's language if it has one. */
        private Item in(String reader) {
            String translated = names == null ? null : names.get(reader);
            return translated == null
                    ? this
                    : new Item(tierId, translated, quantity, unitPrice, seats, left, unitFee, names);
        }

        /** How many of the tickets were given back one by one. */
        public int ended() {
            return left == null ? 0 : quantity - left;
        }

        /** What they cost without the fee, which is a line of its own. */
        public long sum() {
            return quantity * each();
        }

        /** What one costs without the fee. */
        public long each() {
            return unitPrice - (unitFee == null ? 0 : unitFee);
        }

        public boolean isSeated() {
            return seats != null && !seats.isEmpty();
        }
    }

    /**
     * A refund, which the buyer gets or has got.
     *
     * @param reason {@code sold-back} if the buyer gave tickets back, another code, or the organizer's words
     */
    public record Refund(long amount, @Nullable String reason, Instant at) {

        public boolean isSoldBack() {
            return SOLD_BACK_BY_BUYER.equals(reason);
        }
    }

    /**
     * A ticket that was given back while others of the order stay valid.
     *
     * @param reason {@code sold-back}, {@code refunded-by-organizer}, or the organizer's words
     */
    public record EndedTicket(
            String id,
            String tier,
            @Nullable String seat,
            @Nullable String reason,
            Instant at,
            @Nullable String tierId) {

        public boolean isSoldBack() {
            return SOLD_BACK_BY_BUYER.equals(reason);
        }
    }

    /** A change of its status. */
    public record Change(@Nullable String status, Instant at) {}

    public Order {
        items = List.copyOf(items);
    }

    /** The order in the words of a reader's language, as far as its event has such. */
    public Order in(Locale reader) {
        String tag = reader.getLanguage();
        return new Order(
                id,
                eventId,
                event == null ? null : event.in(tag),
                status,
                items.stream().map(item -> item.in(tag)).toList(),
                total,
                currency,
                createdAt,
                expiresAt,
                serverNow,
                paymentId,
                reason,
                history,
                refunded,
                moneyBack,
                refundFailed,
                refundEnded,
                refunds,
                sellableUntil,
                eventWhenBought == null ? null : eventWhenBought.in(tag),
                returnableUntil,
                endedTickets,
                dispute,
                disputes,
                bill,
                hasReceipt,
                number,
                ticketsStopped,
                getsReceipt,
                invoiceTo,
                electronicInvoice);
    }

    /** What the tier of one of its tickets is called. */
    public String tierOf(Ticket ticket) {
        return tierName(ticket.tierId(), ticket.tier());
    }

    /** What the tier of a ticket that was given back is called. */
    public String tierOf(EndedTicket ticket) {
        return tierName(ticket.tierId(), ticket.tier());
    }

    private String tierName(@Nullable String tierId, String ordered) {
        return items.stream()
                .filter(item -> item.tierId().equals(tierId))
                .map(Item::tierName)
                .findFirst()
                .orElse(ordered);
    }

    /** What people call it: the number, if there is one. */
    public String called() {
        return number == null ? id : number;
    }

    public ZoneId zone() {
        return event == null ? ZoneOffset.UTC : event.zone();
    }

    public int quantity() {
        return items.stream().mapToInt(Item::quantity).sum();
    }

    /** Whether its tickets admit no one, since a dispute about the payment is lost. */
    public boolean isStopped() {
        return Boolean.TRUE.equals(ticketsStopped);
    }

    /** Whether its buyer may say whom its receipt is made out to. */
    public boolean mayHaveInvoice() {
        return status == Status.AWAITING_PAYMENT && Boolean.TRUE.equals(getsReceipt);
    }

    /** Whether there is an electronic invoice to download. */
    public boolean hasElectronicInvoice() {
        return Boolean.TRUE.equals(electronicInvoice);
    }

    /** Whether there is a receipt to download. */
    public boolean isReceiptGiven() {
        return Boolean.TRUE.equals(hasReceipt);
    }

    /** What of the total are fees. */
    public long fees() {
        return bill == null ? 0 : bill.fees();
    }

    /** What of the total is taxed at which rate. */
    public List<TaxLine> taxes() {
        return bill == null ? List.of() : bill.taxes();
    }

    /** How many tickets there are that were not given back one by one. */
    public int ticketsLeft() {
        return items.stream().mapToInt(item -> item.quantity() - item.ended()).sum();
    }

    /** How many tickets its buyer has, or had until all of it ended. */
    public int ticketsHad() {
        return status == Status.COMPLETED ? ticketsLeft() : quantity();
    }

    /** The seats of one of its items that its buyer has, or had until all of it ended; empty if it has none. */
    public List<String> seatsHad(Item item) {
        List<String> seats = new ArrayList<>(item.seats() == null ? List.of() : item.seats());
        if (status == Status.COMPLETED) {
            ended().stream()
                    .filter(ticket -> item.tierId().equals(ticket.tierId()))
                    .forEach(ticket -> seats.remove(ticket.seat()));
        }
        return seats;
    }

    /** The tickets that were given back one by one. */
    public List<EndedTicket> ended() {
        return endedTickets == null ? List.of() : endedTickets;
    }

    /** What a ticket cost, in minor units. */
    public long priceOf(Ticket ticket) {
        return items.stream()
                .filter(item -> item.tierId().equals(ticket.tierId()))
                .mapToLong(Item::unitPrice)
                .findFirst()
                .orElse(0);
    }

    /** Time left to pay by the clock of orders-service; zero after the hold has expired. */
    public Duration left(Instant now) {
        if (expiresAt == null) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(serverNow == null ? now : serverNow, expiresAt);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Whether it can still be paid. Its hold may have expired although its status has not changed yet. */
    public boolean isPayable(Instant now) {
        return status == Status.AWAITING_PAYMENT && left(now).isPositive();
    }

    public boolean hasExpired(Instant now) {
        return status == Status.EXPIRED || (status == Status.AWAITING_PAYMENT && !isPayable(now));
    }

    /** What has become of it, as the last part of a message key. */
    public String state(Instant now) {
        if (hasExpired(now)) {
            return Status.EXPIRED.key();
        }
        return isCaptureFailed() ? CAPTURE_FAILED : status.key();
    }

    /** Whether its tickets cost nothing. */
    public boolean isFree() {
        return total == 0;
    }

    /** Whether its event is still to come, or has not ended yet. */
    public boolean isUpcoming(Instant now) {
        if (event == null) {
            return true;
        }
        return (event.endsAt() == null ? event.startsAt() : event.endsAt()).isAfter(now);
    }

    public boolean isSellable(Instant now) {
        return status == Status.COMPLETED && sellableUntil != null && sellableUntil.isAfter(now);
    }

    /** Whether it may be given back because its event was moved. */
    public boolean isReturnable(Instant now) {
        return status == Status.COMPLETED && returnableUntil != null && returnableUntil.isAfter(now);
    }

    /** Until when its tickets may be given back, for whichever reason; null if they may not. */
    public @Nullable Instant givableUntil() {
        return sellableUntil == null ? returnableUntil : sellableUntil;
    }

    /** What selling it back refunds: what was paid, less earlier refunds. Minor units. */
    public long worth() {
        return total - due();
    }

    /** What the buyer gets back, whether the provider has given it back yet or not; nothing if nothing was charged. Minor units. */
    public long due() {
        return refunded == null || isCaptureFailed() ? 0 : refunded;
    }

    private boolean isCaptureFailed() {
        return status == Status.CANCELLED && CAPTURE_FAILED.equals(reason);
    }

    /** Each dispute about the charge. */
    public List<Dispute> allDisputes() {
        return Dispute.all(disputes, dispute);
    }

    /** Whether a dispute is open: until it is decided, nothing is refunded. */
    public boolean isDisputed() {
        return allDisputes().stream().anyMatch(Dispute::isOpen);
    }

    /** How much of that the buyer has: by refunds, and from the bank if a dispute is lost. Minor units. */
    public long givenBack() {
        long refunds = moneyBack == null ? 0 : moneyBack;
        long byTheBank = allDisputes().stream()
                .filter(Dispute::isLost)
                .mapToLong(Dispute::amount)
                .sum();
        return Math.min(refunds + byTheBank, due());
    }

    /** How much of that the buyer has in another way, since it could not be given back. Minor units. */
    public long givenOtherwise() {
        return refundEnded == null ? 0 : Math.min(refundEnded, due() - givenBack());
    }

    /** How much of that the buyer has, in whatever way. Minor units. */
    public long had() {
        return givenBack() + givenOtherwise();
    }

    /** How much of that could not be given back and is not being tried again. Minor units. */
    public long failedToGiveBack() {
        return refundFailed == null ? 0 : Math.min(refundFailed, due() - had());
    }

    /** How much of that is still to arrive. Minor units. */
    public long onItsWay() {
        return due() - had() - failedToGiveBack();
    }

    public boolean isMoneyOnItsWay() {
        return onItsWay() > 0;
    }

    /** Whether it ended because its event was cancelled. */
    public boolean isOfCancelledEvent() {
        return "event-cancelled".equals(reason);
    }
}
