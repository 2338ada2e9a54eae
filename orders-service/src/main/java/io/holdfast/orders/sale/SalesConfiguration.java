package io.holdfast.orders.sale;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.holdfast.contracts.EventCancelled;
import io.holdfast.contracts.EventChangeProposed;
import io.holdfast.contracts.EventChanged;
import io.holdfast.contracts.EventEnded;
import io.holdfast.contracts.EventPublished;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.MessagePublisher;
import io.holdfast.messaging.Subscription;
import io.holdfast.runtime.BackgroundLoop;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The messages of the catalogue that this service consumes, and the index of the copies. */
@Configuration(proxyBeanMethods = false)
class SalesConfiguration {

    private static final Duration REPEAT_AFTER = Duration.ofSeconds(1);
    private static final Duration UNTIL_CONNECTED = Duration.ofDays(1);

    /** Whenever the broker was connected to; repeated until the database has told what there is to publish. */
    @Bean
    BackgroundLoop availabilitiesLoop(CatalogueUpdates updates, MessagePublisher publisher) {
        BackgroundLoop loop = BackgroundLoop.every(REPEAT_AFTER, "availabilities")
                .pausingFirst()
                .runUntilDue(() -> {
                    updates.publishAvailabilities();
                    return UNTIL_CONNECTED;
                });
        publisher.onConnected(loop::wake);
        return loop;
    }

    @Bean
    Subscription catalogue(CatalogueUpdates updates) {
        return Subscription.durable("orders-catalogue")
                .on(EventPublished.class, updates::apply)
                .on(EventChanged.class, updates::apply)
                .on(EventChangeProposed.class, updates::decide)
                .on(EventCancelled.class, updates::apply)
                .on(EventEnded.class, updates::apply)
                .build();
    }

    @Bean
    CollectionIndexes saleIndexes() {
        return CollectionIndexes.of(
                SaleStore.COLLECTION, new IndexModel(Indexes.ascending("endsAt"), new IndexOptions().name("by-end")));
    }
}
