package io.holdfast.payments.sandbox;

import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.payments.PaymentsProperties;
import io.holdfast.payments.provider.PaymentProvider;
import io.holdfast.payments.provider.ProviderBooks;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoOperations;

@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "holdfast.payments.provider", havingValue = "sandbox", matchIfMissing = true)
class SandboxConfiguration {

    /** @throws IllegalStateException in production, unless that is confirmed: tickets would be given away */
    SandboxConfiguration(
            @Value("${holdfast.production:false}") boolean production,
            @Value("${holdfast.payments.sandbox:}") String confirmed) {
        if (production && !confirmed.equals(PaymentsProperties.REALLY)) {
            throw new IllegalStateException(
                    "The payment provider is the sandbox, with which no money moves. Set"
                            + " HOLDFAST_PAYMENTS_PROVIDER=stripe, or HOLDFAST_PAYMENTS_SANDBOX=really to sell tickets for none");
        }
    }

    @Bean
    SandboxChargeStore sandboxCharges(MongoOperations mongo, Clock clock) {
        return new SandboxChargeStore(mongo, clock);
    }

    @Bean
    ProviderBooks sandboxBooks(MongoOperations mongo, PaymentsProperties properties) {
        return new SandboxBooks(mongo, properties.sandbox());
    }

    /** For its books. */
    @Bean
    CollectionIndexes sandboxChargeIndexes() {
        return CollectionIndexes.of(SandboxChargeStore.COLLECTION, CollectionIndexes.partial("bookedAt", "booked"));
    }

    @Bean
    SandboxFaults sandboxFaults(PaymentsProperties properties) {
        return new SandboxFaults(properties.sandbox(), RandomGenerator.getDefault());
    }

    @Bean
    PaymentProvider sandboxProvider(
            SandboxChargeStore charges, SandboxFaults faults, Clock clock, PaymentsProperties properties) {
        return new SandboxProvider(charges, faults, new SandboxOutages(clock), properties.sandbox());
    }
}
