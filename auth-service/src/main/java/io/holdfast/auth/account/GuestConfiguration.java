package io.holdfast.auth.account;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.holdfast.contracts.GuestLinkMade;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.messaging.OutboxRelays;
import io.holdfast.messaging.Subscription;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The index and the messages of guests. */
@Configuration(proxyBeanMethods = false)
class GuestConfiguration {

    @Bean
    OutboxRelay guestsOutbox(OutboxRelays relays) {
        return relays.forCollection(Guest.COLLECTION);
    }

    @Bean
    CollectionIndexes guestIndexes() {
        return CollectionIndexes.of(
                Guest.COLLECTION,
                new IndexModel(Indexes.ascending("email"), new IndexOptions().name("email")),
                CollectionIndexes.partial("account", "account"));
    }

    @Bean
    Subscription guestMessages(Guests guests) {
        return Subscription.durable("auth-guests")
                .on(GuestLinkMade.class, guests::linkMade)
                .build();
    }
}
