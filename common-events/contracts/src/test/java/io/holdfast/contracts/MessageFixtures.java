package io.holdfast.contracts;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The messages that the golden files show. */
final class MessageFixtures {
    private static final Instant PLACED_AT = Instant.parse("2026-11-22T18:00:00.123Z");
    private static final Instant EXPIRES_AT = Instant.parse("2026-11-22T18:10:00.123Z");
    private static final Instant AUTHORIZED_AT = Instant.parse("2026-11-22T18:03:00.500Z");
    private static final String ORDER = "01jd7order0000000000000000";
    private static final String EVENT = "01jd7event0000000000000000";
    private static final String BUYER = "01jd7buyer0000000000000000";
    private static final String PAYMENT = "01jd7payment00000000000000";

    private MessageFixtures() {}

    static List<Message> all() {
        return List.of(
                new EventPublished(minimalEvent()),
                new EventChanged(event(EventStatus.PUBLISHED, 2)
                        .with(
                                "en",
                                Map.of(
                                        "de", new TranslationState("Ein Abend mit niemandem", "Zwei Akte, eine Pause."),
                                        "ja", new TranslationState("誰もいない夜", null)))),
                new EventChangeProposed(event(EventStatus.PUBLISHED, 3), List.of(smallerFloor(), balcony())),
                new EventCancelled(event(EventStatus.CANCELLED, 3)),
                new EventEnded(event(EventStatus.ENDED, 3)),
                new OrderPlaced(order(OrderStatus.AWAITING_PAYMENT, null, null, 1)),
                new OrderProlonged(order(OrderStatus.AWAITING_PAYMENT, null, null, 2)),
                new OrderCompleted(order(OrderStatus.COMPLETED, PAYMENT, null, 2)),
                new OrderCancelled(order(OrderStatus.CANCELLED, PAYMENT, "capture-failed", 3)),
                new OrderExpired(order(OrderStatus.EXPIRED, null, null, 2)),
                new OrderSoldBack(order(OrderStatus.SOLD_BACK, PAYMENT, null, 3)),
                new OrderRefunded(order(OrderStatus.REFUNDED, PAYMENT, "event-cancelled", 3)),
                new PaymentChallenged(payment(PaymentStatus.AUTHORIZING, null, null, 1), AUTHORIZED_AT),
                new OrderAdopted(order(OrderStatus.COMPLETED, PAYMENT, null, 3)),
                new PaymentAuthorized(payment(PaymentStatus.AUTHORIZED, AUTHORIZED_AT, null, 2)),
                new PaymentFailed(payment(PaymentStatus.DECLINED, null, "card-declined", 2)),
                new PaymentCaptured(payment(PaymentStatus.CAPTURED, AUTHORIZED_AT, null, 3)),
                new PaymentVoided(payment(PaymentStatus.VOIDED, AUTHORIZED_AT, null, 3)),
                new PaymentRefunded(payment(PaymentStatus.REFUNDED, AUTHORIZED_AT, null, 4)),
                new PaymentRefundFailed(new PaymentState(
                        PAYMENT,
                        ORDER,
                        BUYER,
                        PaymentStatus.CAPTURED,
                        15000,
                        "USD",
                        AUTHORIZED_AT,
                        "refund-failed",
                        5000,
                        10000L,
                        null,
                        5)),
                new PaymentDisputed(new PaymentState(
                        PAYMENT,
                        ORDER,
                        BUYER,
                        PaymentStatus.CAPTURED,
                        15000,
                        "USD",
                        AUTHORIZED_AT,
                        null,
                        0,
                        null,
                        new DisputeState(15000, "fraudulent", DisputeState.Status.OPEN),
                        4)),
                new AvailabilityChanged(
                        EVENT,
                        List.of(
                                new TierAvailability("floor", 300, 120, 30, 150),
                                new TierAvailability("balcony", 80, 77, 1, 2, Map.of("A", "0308"))),
                        PLACED_AT,
                        4711),
                new ChangeDecided(
                        EVENT, 3, false, List.of(new ChangeDecided.Shortage("balcony", 3, List.of("A-1", "A-2")))),
                new SessionEnded(
                        "01jd7session00000000000000", BUYER, PLACED_AT, Instant.parse("2026-11-22T18:15:00Z"), 1),
                new AccountChanged(new AccountState(BUYER, true, false, 1)),
                new AccountErased(BUYER, PLACED_AT, 2),
                new GuestAdopted("01jd7guest0000000000000000", BUYER, PLACED_AT, 1),
                new GuestLinkMade(
                        "01jd7link00000000000000000",
                        "01jd7guest0000000000000000",
                        "ada@example.com",
                        Instant.parse("2027-01-22T18:15:00Z"),
                        1),
                new HoldExpired("hold-" + ORDER, ORDER, EXPIRES_AT, 1),
                new SalesClosed("sales-" + EVENT, EVENT, EXPIRES_AT, 3),
                new EventTimeOver("end-" + EVENT, EVENT, EXPIRES_AT, 1));
    }

    private static EventState minimalEvent() {
        return new EventState(
                EVENT,
                "An Evening with Nobody",
                "Two acts, one interval.",
                null,
                new VenueState("To be announced", null, null, null),
                Instant.parse("2027-03-01T19:30:00Z"),
                Instant.parse("2027-03-01T22:00:00Z"),
                "Europe/London",
                "USD",
                null,
                tiers(),
                null,
                null,
                SalesTerms.DEFAULT,
                "01jd7organizer000000000000",
                EventStatus.PUBLISHED,
                1);
    }

    private static EventState event(EventStatus status, long version) {
        return new EventState(
                EVENT,
                "An Evening with Nobody",
                "Two acts, one interval.",
                "music",
                new VenueState("The Old Hall", "1 High Street", "York", "GB"),
                Instant.parse("2027-03-01T19:30:00Z"),
                Instant.parse("2027-03-01T22:00:00Z"),
                "Europe/London",
                "USD",
                "https://example.org/evening.jpg",
                tiers(),
                Instant.parse("2026-12-01T09:00:00Z"),
                Instant.parse("2027-03-01T18:00:00Z"),
                new SalesTerms(
                        6,
                        true,
                        60,
                        false,
                        Instant.parse("2027-02-01T12:00:00Z"),
                        "hall@example.org",
                        new SellerState(
                                "The Old Hall Ltd",
                                "1 High Street",
                                "YO1 7HY",
                                "York",
                                "GB",
                                "GB123456789",
                                "hall@example.org",
                                true),
                        new WaitingRoomState(Instant.parse("2026-12-02T09:00:00Z"), 600, 200),
                        true,
                        true),
                "01jd7organizer000000000000",
                status,
                version);
    }

    private static List<TierState> tiers() {
        return List.of(new TierState("floor", "Floor", 4500, 300, 10), balcony());
    }

    private static TierState smallerFloor() {
        return new TierState(
                "floor",
                "Floor",
                4500,
                200,
                10,
                null,
                null,
                4,
                new PriceParts(500, 718, 1900, 0),
                Map.of("de", "Parkett"));
    }

    private static TierState balcony() {
        RowState first = new RowState("A", null, 42, List.of(21, 22), List.of(10), List.of(1), List.of(2));
        RowState second = new RowState("B", 1001, 1040, List.of(), List.of(), List.of(), List.of());
        return new TierState("balcony", "Balcony", 6000, 80, 4, 4, new SeatingState(List.of(first, second)), 1);
    }

    private static OrderState order(
            OrderStatus status, @Nullable String paymentId, @Nullable String reason, long version) {
        return new OrderState(
                ORDER,
                EVENT,
                BUYER,
                status,
                List.of(
                        new OrderItem("floor", "Floor", 2, 4500),
                        new OrderItem("balcony", "Balcony", 1, 6000, List.of("A-12"))),
                15000,
                "USD",
                PLACED_AT,
                EXPIRES_AT,
                paymentId,
                reason,
                status == OrderStatus.REFUNDED || status == OrderStatus.SOLD_BACK ? 15000 : 0,
                version);
    }

    private static PaymentState payment(
            PaymentStatus status, @Nullable Instant authorizedAt, @Nullable String failure, long version) {
        long refunded = status == PaymentStatus.REFUNDED ? 15000 : 0;
        return new PaymentState(PAYMENT, ORDER, BUYER, status, 15000, "USD", authorizedAt, failure, refunded, version);
    }
}
