package io.holdfast.simulation.world;

import io.holdfast.messaging.MessagingAutoConfiguration;
import io.holdfast.simulation.wiring.Blueprint;
import io.holdfast.simulation.wiring.Endpoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The services that are simulated. */
enum Service {
    EVENTS(
            "events",
            "io.holdfast.events",
            Set.of("EventAvailabilityController", "streamedAvailability", "search"),
            Map.of(),
            List.of("io.holdfast.events.event.EventController", "io.holdfast.events.event.EventEditController")),
    ORDERS(
            "orders",
            "io.holdfast.orders",
            // Mails are sent to a server outside of the simulated world.
            Set.of("TicketDocumentsController", "SalesController", "OrderMailConfiguration", "OrderMails", "TicketsMail"),
            World.ORDERS_SETTINGS,
            List.of(
                    "io.holdfast.orders.order.OrderController",
                    "io.holdfast.orders.door.DoorController",
                    "io.holdfast.orders.organizer.OrganizerOrdersController")),
    PAYMENTS(
            "payments",
            "io.holdfast.payments",
            Set.of("StripeConfiguration", "StripeWebhookController", "payRequestRemoval"),
            Map.of("holdfast.payments.reconcile", "20s"),
            List.of("io.holdfast.payments.payment.PaymentController")),
    EXPIRATION("expiration", "io.holdfast.expiration", Set.of(), Map.of("holdfast.expiration.poll", "1s"), List.of());

    private final String shortName;
    private final Blueprint blueprint;
    private final Endpoints endpoints;

    Service(
            String shortName,
            String packageName,
            Set<String> without,
            Map<String, String> changed,
            List<String> controllers) {
        this.shortName = shortName;
        this.blueprint = new Blueprint(
                shortName + "-service", packageName, List.of(MessagingAutoConfiguration.class), without, changed);
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
