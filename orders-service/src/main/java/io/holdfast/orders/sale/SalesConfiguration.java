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
import io.holdfast.messaging.Subscription;
import io.holdfast.runtime.BackgroundLoop;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The messages of the catalogue that this service consumes, and what it repeats about events in the background. */
@Configuration(proxyBeanMethods = false)
class SalesConfiguration {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration NAME_AGAIN = Duration.ofSeconds(5);

    @Bean
    BackgroundLoop missedAvailabilityLoop(MissedAvailability missed) {
        return BackgroundLoop.every(LOOK_EVERY, "missed-availability").run(missed::publishIfDue);
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
                SaleStore.COLLECTION,
                new IndexModel(Indexes.ascending("endsAt"), new IndexOptions().name("by-end")),
                SaleStore.organizerIndex(),
                NoticeStore.index());
    }

    @Bean
    BackgroundLoop unnamedOrganizersLoop(UnnamedOrganizers organizers) {
        return BackgroundLoop.every(NAME_AGAIN, "unnamed-organizers").runUntilDue(organizers::nameNext);
    }
}
