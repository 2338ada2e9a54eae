package io.holdfast.payments;

import io.holdfast.contracts.Message;
import io.holdfast.contracts.OrderCancelled;
import io.holdfast.contracts.OrderCompleted;
import io.holdfast.contracts.OrderExpired;
import io.holdfast.contracts.OrderItem;
import io.holdfast.contracts.OrderMessage;
import io.holdfast.contracts.OrderPlaced;
import io.holdfast.contracts.OrderProlonged;
import io.holdfast.contracts.OrderRefunded;
import io.holdfast.contracts.OrderSoldBack;
import io.holdfast.contracts.OrderState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.PaymentAuthorized;
import io.holdfast.contracts.PaymentFailed;
import io.holdfast.contracts.PaymentMessage;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.contracts.Subjects;
import io.holdfast.messaging.Ids;
import io.holdfast.messaging.MessageJson;
import io.holdfast.testkit.TestBroker;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A fake of orders-service on a real broker: places orders, and completes or ends them when a payment is authorized. */
public final class FakeOrdersService implements AutoCloseable {

    private final Connection nats;
    private final Map<String, OrderState> orders = new ConcurrentHashMap<>();
    private final Map<String, OrderStatus> outcomes = new ConcurrentHashMap<>();
    private final List<OrderMessage> published = new CopyOnWriteArrayList<>();
    private final List<PaymentMessage> received = new CopyOnWriteArrayList<>();

    public FakeOrdersService(String url) {
        try {
            nats = TestBroker.connect(url);
            nats.jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name("orders")
                            .subjects("orders.>")
                            .storageType(StorageType.File)
                            .build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JetStreamApiException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        nats.createDispatcher(message -> Subjects.type(message.getSubject())
                        .map(type -> MessageJson.read(type, message.getData()))
                        .ifPresent(this::receive))
                .subscribe("payments.>");
    }

    /** An order of 25 dollars that will be completed when it is paid. */
    public OrderState place(String buyer) {
        return place(buyer, OrderStatus.COMPLETED);
    }

    /** An order that will become {@code outcome} when it is paid; it stays as it is for AWAITING_PAYMENT. */
    public OrderState place(String buyer, OrderStatus outcome) {
        return place(buyer, outcome, Instant.now().plusSeconds(600));
    }

    /** The same for an order that is held until {@code expiresAt}. */
    public OrderState place(String buyer, OrderStatus outcome, Instant expiresAt) {
        OrderState order = order(buyer, 2500, expiresAt);
        outcomes.put(order.id(), outcome);
        put(order);
        publish(new OrderPlaced(order));
        return order;
    }

    /** An order for an event of an organizer that will be completed when it is paid. */
    public OrderState placeFor(String event, String organizer, String buyer) {
        OrderState any = order(buyer, 2500, Instant.now().plusSeconds(600));
        OrderState order = new OrderState(
                any.id(),
                event,
                buyer,
                any.status(),
                any.items(),
                any.total(),
                any.currency(),
                any.createdAt(),
                any.expiresAt(),
                null,
                null,
                0,
                1,
                organizer);
        outcomes.put(order.id(), OrderStatus.COMPLETED);
        put(order);
        publish(new OrderPlaced(order));
        return order;
    }

    /** An order that is not published yet. */
    public static OrderState order(String buyer, long total, Instant expiresAt) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return new OrderState(
                Ids.random(),
                "event1",
                buyer,
                OrderStatus.AWAITING_PAYMENT,
                List.of(new OrderItem("tier1", "General", 1, total)),
                total,
                "USD",
                now,
                expiresAt.truncatedTo(ChronoUnit.MILLIS),
                null,
                null,
                0,
                1);
    }

    /** Adds or replaces an order without publishing it. */
    public void put(OrderState order) {
        orders.put(order.id(), order);
    }

    /** Changes the status of an order and publishes it. */
    public OrderState moveTo(String orderId, OrderStatus status) {
        OrderState next = next(orders.get(orderId), status, null);
        orders.put(orderId, next);
        publish(message(next));
        return next;
    }

    /** The buyer's bank asks: the order is held until {@code expiresAt}. */
    public OrderState prolong(String orderId, Instant expiresAt) {
        OrderState next = orders.computeIfPresent(
                orderId,
                (id, order) ->
                        next(order, order.status(), null, order.refunded(), expiresAt.truncatedTo(ChronoUnit.MILLIS)));
        publish(new OrderProlonged(next));
        return next;
    }

    /** The organizer refunds a part of an order, which stays completed. {@code refunded} includes earlier refunds. */
    public OrderState refund(String orderId, long refunded) {
        OrderState next = orders.computeIfPresent(orderId, (id, order) -> next(order, order.status(), null, refunded));
        publish(new OrderRefunded(next));
        return next;
    }

    /** Publishes all messages of an order again, first in the opposite order, then in the same. */
    public void republishAll(String orderId) {
        List<OrderMessage> mine = published.stream()
                .filter(message -> message.order().id().equals(orderId))
                .toList();
        mine.reversed().forEach(this::send);
        mine.forEach(this::send);
    }

    public void publish(OrderMessage message) {
        published.add(message);
        send(message);
    }

    public OrderState state(String orderId) {
        return orders.get(orderId);
    }

    /** The messages of payments-service about an order, in order of arrival, without repetitions. */
    public List<PaymentMessage> received(String orderId) {
        return received.stream()
                .filter(message -> message.payment().orderId().equals(orderId))
                .distinct()
                .toList();
    }

    public static OrderState next(OrderState order, OrderStatus status, String paymentId) {
        boolean over = status == OrderStatus.SOLD_BACK || status == OrderStatus.REFUNDED;
        return next(order, status, paymentId, over ? order.total() : order.refunded());
    }

    private static OrderState next(OrderState order, OrderStatus status, String paymentId, long refunded) {
        return next(order, status, paymentId, refunded, order.expiresAt());
    }

    private static OrderState next(
            OrderState order, OrderStatus status, String paymentId, long refunded, Instant expiresAt) {
        return new OrderState(
                order.id(),
                order.eventId(),
                order.buyerId(),
                status,
                order.items(),
                order.total(),
                order.currency(),
                order.createdAt(),
                expiresAt,
                paymentId == null ? order.paymentId() : paymentId,
                null,
                refunded,
                order.version() + 1,
                order.organizerId());
    }

    static OrderMessage message(OrderState order) {
        return switch (order.status()) {
            case AWAITING_PAYMENT -> new OrderPlaced(order);
            case COMPLETED -> new OrderCompleted(order);
            case CANCELLED -> new OrderCancelled(order);
            case EXPIRED -> new OrderExpired(order);
            case SOLD_BACK -> new OrderSoldBack(order);
            case REFUNDED -> new OrderRefunded(order);
        };
    }

    private void receive(Message message) {
        if (!(message instanceof PaymentMessage payment)) {
            return;
        }
        received.add(payment);
        String orderId = payment.payment().orderId();
        if (payment instanceof PaymentAuthorized) {
            OrderStatus outcome = outcomes.getOrDefault(orderId, OrderStatus.AWAITING_PAYMENT);
            move(
                    orderId,
                    order -> order.status() != OrderStatus.AWAITING_PAYMENT || outcome == OrderStatus.AWAITING_PAYMENT
                            ? order
                            : next(
                                    order,
                                    outcome,
                                    outcome == OrderStatus.COMPLETED
                                            ? payment.payment().id()
                                            : null));
        }
        if (payment instanceof PaymentFailed && payment.payment().status() == PaymentStatus.CAPTURE_FAILED) {
            move(
                    orderId,
                    order ->
                            order.status() == OrderStatus.COMPLETED ? next(order, OrderStatus.CANCELLED, null) : order);
        }
    }

    private void move(String orderId, UnaryOperator<OrderState> step) {
        OrderState before = orders.get(orderId);
        OrderState after = orders.computeIfPresent(orderId, (id, order) -> step.apply(order));
        if (after != null && !after.equals(before)) {
            publish(message(after));
        }
    }

    private void send(OrderMessage message) {
        try {
            // Without a message id, so that the broker does not drop repetitions.
            nats.jetStream().publish(Subjects.of(message), MessageJson.write(message));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JetStreamApiException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            nats.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
