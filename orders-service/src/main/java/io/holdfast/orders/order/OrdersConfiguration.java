package io.holdfast.orders.order;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.holdfast.contracts.HoldExpired;
import io.holdfast.contracts.PaymentAuthorized;
import io.holdfast.contracts.PaymentCaptured;
import io.holdfast.contracts.PaymentChallenged;
import io.holdfast.contracts.PaymentDisputed;
import io.holdfast.contracts.PaymentFailed;
import io.holdfast.contracts.PaymentRefundFailed;
import io.holdfast.contracts.PaymentRefunded;
import io.holdfast.messaging.ClockSkew;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.OutboxBatches;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.messaging.OutboxRelays;
import io.holdfast.messaging.Subscription;
import io.holdfast.orders.OrdersProperties;
import io.holdfast.runtime.BackgroundLoop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.data.mongodb.core.MongoTemplate;

/** How orders are stored and published, which messages change them, and what is repeated in the background. */
@Configuration(proxyBeanMethods = false)
class OrdersConfiguration {

    @Bean
    CollectionIndexes orderIndexes() {
        return CollectionIndexes.of(
                        OrderStore.COLLECTION,
                        new IndexModel(OrderStore.BY_BUYER, new IndexOptions().name("by-buyer")),
                        new IndexModel(OrderStore.BY_BUYER_AND_EVENT, new IndexOptions().name("by-buyer-and-event")),
                        new IndexModel(
                                Indexes.compoundIndex(
                                        Indexes.ascending("eventId"), Indexes.descending("createdAt", "_id")),
                                new IndexOptions().name("by-event")),
                        // A sparse index of the codes would cost a sixth of the orders that can be placed in a second.
                        CollectionIndexes.partial(OrderDocuments.CODES, "by-code"),
                        CollectionIndexes.partial(
                                Indexes.ascending("eventId", OrderDocuments.NAMES), OrderDocuments.NAMES, "by-name"),
                        CollectionIndexes.partial(OrderDocuments.UNRELEASED_SINCE, "owing-units"),
                        CollectionIndexes.partial(
                                OrderStore.BY_GUEST_AND_EVENT, OrderDocuments.GUEST_ADDRESS, "by-guest-and-event"))
                .replacing("by-guest-address");
    }

    @Bean
    @Primary
    OutboxRelay ordersOutbox(OutboxRelays relays) {
        return relays.forCollection(OrderStore.COLLECTION);
    }

    /** Orders that are placed together are listed in a document, which is marked as published instead of each of them. */
    @Bean
    OutboxBatches orderBatches(
            OutboxRelay relay, MongoTemplate mongo, OrderStore orders, OrdersProperties properties, ClockSkew skew) {
        Clock clock = skew.databaseClock();
        return relay.batches(mongo.getCollection("order_batches"), "orders", (id, eventId, openedAt) -> {
            Instant now = clock.instant();
            return openedAt.isBefore(now.minus(properties.abandonedAfter()))
                    && skew.isWithin(properties.toleratedSkew())
                    && orders.voidId(id, eventId, now);
        });
    }

    @Bean
    BackgroundLoop unreleasedUnitsLoop(UnreleasedUnits units, OrdersProperties properties) {
        return BackgroundLoop.every(properties.healing(), "unreleased-units")
                .resting(UnreleasedUnits.REST)
                .run(units::sweep);
    }

    @Bean
    BackgroundLoop unlistedCodesLoop(UnlistedCodes codes) {
        return BackgroundLoop.every(Duration.ofSeconds(5), "unlisted-codes").runUntilDue(codes::listNext);
    }

    @Bean
    Subscription orderMessages(PaymentsAndDeadlines handler) {
        return Subscription.durable("orders")
                .on(PaymentChallenged.class, handler::challenged)
                .on(PaymentAuthorized.class, handler::authorized)
                .on(PaymentCaptured.class, handler::captured)
                .on(PaymentFailed.class, handler::failed)
                .on(PaymentRefunded.class, handler::refunded)
                .on(PaymentRefundFailed.class, handler::refundFailed)
                .on(PaymentDisputed.class, handler::disputed)
                .on(HoldExpired.class, handler::holdExpired)
                .build();
    }
}
