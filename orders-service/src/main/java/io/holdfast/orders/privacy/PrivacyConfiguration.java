package io.holdfast.orders.privacy;

import io.holdfast.contracts.AccountErased;
import io.holdfast.contracts.GuestAdopted;
import io.holdfast.messaging.Subscription;
import io.holdfast.orders.person.GuestAdoption;
import io.holdfast.runtime.BackgroundLoop;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The messages and the background work of forgetting people. */
@Configuration(proxyBeanMethods = false)
class PrivacyConfiguration {

    @Bean
    Subscription accountErasures(Erasures erasures) {
        return Subscription.durable("orders-erasures")
                .on(AccountErased.class, erasures::erase)
                .build();
    }

    /** What is adopted by an account whose owner is forgotten is forgotten at once. */
    @Bean
    Subscription guestMessages(GuestAdoption adoption, Erasures erasures) {
        return Subscription.durable("orders-guests")
                .on(GuestAdopted.class, adoption::adopted)
                .on(GuestAdopted.class, erasures::adopted)
                .build();
    }

    @Bean
    BackgroundLoop oldNames(Retention retention) {
        return BackgroundLoop.every(Duration.ofHours(1), "old-names").run(retention::eraseOld);
    }

    @Bean
    BackgroundLoop openErasures(Erasures erasures) {
        return BackgroundLoop.every(Duration.ofHours(1), "open-erasures").run(erasures::finishOpen);
    }
}
