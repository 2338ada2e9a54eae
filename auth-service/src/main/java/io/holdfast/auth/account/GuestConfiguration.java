package io.holdfast.auth.account;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.holdfast.contracts.GuestLinkMade;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.messaging.OutboxRelays;
import io.holdfast.messaging.Subscription;
import io.holdfast.runtime.BackgroundLoop;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The indexes, the messages and the background work of guests. */
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
                new IndexModel(Indexes.ascending("createdAt"), new IndexOptions().name("by-age")),
                CollectionIndexes.partial("account", "account"),
                LastMails.index());
    }

    @Bean
    Subscription guestMessages(Guests guests) {
        return Subscription.durable("auth-guests")
                .on(GuestLinkMade.class, guests::linkMade)
                .build();
    }

    @Bean
    BackgroundLoop openGuestAdoptions(Guests guests) {
        return BackgroundLoop.every(Duration.ofSeconds(5), "guest-adoptions")
                .pausingFirst()
                .run(guests::finishAdoptions);
    }

    @Bean
    BackgroundLoop oldGuests(Guests guests) {
        return BackgroundLoop.every(Duration.ofHours(6), "old-guests").run(guests::forgetOld);
    }
}
