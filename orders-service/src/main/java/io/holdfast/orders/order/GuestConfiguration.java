package io.holdfast.orders.order;

import io.holdfast.contracts.GuestAdopted;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.messaging.OutboxRelays;
import io.holdfast.messaging.Subscription;
import io.holdfast.runtime.BackgroundLoop;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The messages about guests, and the background work of their links. */
@Configuration(proxyBeanMethods = false)
class GuestConfiguration {

    @Bean
    OutboxRelay guestLinksOutbox(OutboxRelays relays) {
        return relays.forCollection(GuestLinks.COLLECTION);
    }

    @Bean
    BackgroundLoop expiredGuestLinks(GuestLinks links) {
        return BackgroundLoop.every(Duration.ofHours(6), "expired-guest-links").run(links::deleteExpired);
    }

    @Bean
    Subscription guestMessages(GuestAdoption adoption) {
        return Subscription.durable("orders-guests")
                .on(GuestAdopted.class, adoption::adopted)
                .build();
    }
}
