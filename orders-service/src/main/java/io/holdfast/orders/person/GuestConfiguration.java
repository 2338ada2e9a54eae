package io.holdfast.orders.person;

import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.messaging.OutboxRelays;
import io.holdfast.runtime.BackgroundLoop;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The links of guests, and what is left to do for those whose owner is found. */
@Configuration(proxyBeanMethods = false)
class GuestConfiguration {

    @Bean
    OutboxRelay guestLinksOutbox(OutboxRelays relays) {
        return relays.forCollection(GuestLinks.COLLECTION);
    }

    @Bean
    BackgroundLoop expiredGuestLinks(GuestLinks links) {
        return BackgroundLoop.every(Duration.ofHours(6), "expired-guest-links").runInParts(links::deleteExpired);
    }

    @Bean
    CollectionIndexes guestLinkIndexes() {
        return GuestLinks.indexes();
    }

    @Bean
    CollectionIndexes adoptedGuestIndexes() {
        return CollectionIndexes.of(GuestAdoption.COLLECTION, GuestAdoption.index());
    }

    @Bean
    BackgroundLoop openAdoptions(GuestAdoption adoption) {
        return BackgroundLoop.every(Duration.ofMinutes(5), "open-adoptions").run(adoption::finishOpen);
    }
}
