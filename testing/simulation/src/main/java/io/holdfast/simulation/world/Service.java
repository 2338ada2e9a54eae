package io.holdfast.simulation.world;

import io.holdfast.mail.MailConfiguration;
import io.holdfast.messaging.MessagingAutoConfiguration;
import io.holdfast.record.RecordConfiguration;
import io.holdfast.simulation.wiring.Blueprint;
import io.holdfast.simulation.wiring.Endpoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The services that are simulated. */
final class Service {

    private static final Set<String> SHARED = Set.of("pictureFetcher");

    static final Service EVENTS = new Service(
            "events",
            "io.holdfast.events",
            List.of(),
            Set.of(
                    "EventAvailabilityController",
                    "streamedAvailability",
                    "search",
                    // The event has none.
                    "pictureFetching",
                    "forgottenPictures"),
            Map.of(),
            List.of(
                    "io.holdfast.events.event.EventController",
                    "io.holdfast.events.event.EventEditController",
                    "io.holdfast.events.seller.SellerController"));
    static final Service ORDERS = new Service(
            "orders",
            "io.holdfast.orders",
            List.of(MailConfiguration.class),
            // Mails are sent to a server outside of the simulated world: buyers are told of changes, but no mail is
            // kept.
            Set.of(
                    "OperatedOrdersController",
                    "PrivacyConfiguration",
                    "PrivacyController",
                    "Erasures",
                    "Retention",
                    "TicketDocumentsController",
                    "EventPictures",
                    "ReceiptController",
                    "SalesController",
                    "PayoutController",
                    "PayoutFigures",
                    "TakingsController",
                    "EventChangedMail",
                    "HoldReminderController",
                    "OrderMails",
                    "TicketsMail",
                    "buyersBeforeMails",
                    "endedMails",
                    "operatedMails",
                    "mailEndpoint",
                    "mailIndexes",
                    "mailLoop",
                    "mailProbe",
                    "orderMailMessages"),
            World.ORDERS_SETTINGS,
            List.of(
                    "io.holdfast.orders.buyer.OrderController",
                    "io.holdfast.orders.door.DoorController",
                    "io.holdfast.orders.waiting.WaitingRoomController",
                    "io.holdfast.orders.organizer.OrganizerOrdersController"));
    static final Service PAYMENTS = new Service(
            "payments",
            "io.holdfast.payments",
            List.of(InPageConfiguration.class, NotificationController.class),
            Set.of(
                    // What is confirmed in the page is simulated by InPageProvider, and its webhook by
                    // NotificationController.
                    "StripeConfiguration",
                    "StripeWebhookController",
                    "payRequestRemoval",
                    // The provider's books are PagedBooks.
                    "sandboxBooks",
                    "sandboxChargeIndexes",
                    // What the comparison finds is looked at where it is stored.
                    "SettlementController",
                    "OperatedSettlementController",
                    "SettlementFigures"),
            Map.of(
                    "holdfast.payments.reconcile", "20s",
                    "holdfast.payments.settlement.every", "5s",
                    "holdfast.payments.settlement.grace", "10s"),
            List.of(
                    "io.holdfast.payments.payment.PaymentController",
                    "io.holdfast.simulation.world.NotificationController"));
    static final Service EXPIRATION = new Service(
            "expiration",
            "io.holdfast.expiration",
            List.of(),
            Set.of(),
            Map.of("holdfast.expiration.poll", "1s"),
            List.of());

    static final List<Service> ALL = List.of(EVENTS, ORDERS, PAYMENTS, EXPIRATION);

    private final String shortName;
    private final Blueprint blueprint;
    private final Endpoints endpoints;

    private Service(
            String shortName,
            String packageName,
            List<Class<?>> imported,
            Set<String> without,
            Map<String, String> changed,
            List<String> controllers) {
        this.shortName = shortName;
        List<Class<?>> more = new ArrayList<>(imported);
        more.add(MessagingAutoConfiguration.class);
        more.add(RecordConfiguration.class);
        this.blueprint = new Blueprint(shortName + "-service", packageName, more, without, SHARED, changed);
        List<Class<?>> found = new ArrayList<>();
        for (String controller : controllers) {
            try {
                found.add(Class.forName(controller, true, Service.class.getClassLoader()));
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }
        this.endpoints = new Endpoints(found);
    }

    /** The name of its database, and of its replicas without their numbers. */
    String shortName() {
        return shortName;
    }

    Blueprint blueprint() {
        return blueprint;
    }

    Endpoints endpoints() {
        return endpoints;
    }
}
