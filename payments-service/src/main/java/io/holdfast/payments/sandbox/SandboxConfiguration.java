package io.holdfast.payments.sandbox;

import io.holdfast.payments.PaymentsProperties;
import io.holdfast.payments.provider.PaymentProvider;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoOperations;

@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "holdfast.payments.provider", havingValue = "sandbox", matchIfMissing = true)
class SandboxConfiguration {

    @Bean
    SandboxChargeStore sandboxCharges(MongoOperations mongo, Clock clock) {
        return new SandboxChargeStore(mongo, clock);
    }

    @Bean
    SandboxFaults sandboxFaults(PaymentsProperties properties) {
        return new SandboxFaults(properties.sandbox(), RandomGenerator.getDefault());
    }

    @Bean
    PaymentProvider sandboxProvider(SandboxChargeStore charges, SandboxFaults faults, PaymentsProperties properties) {
        return new SandboxProvider(charges, faults, properties.sandbox());
    }
}
