package io.holdfast.simulation.world;

import io.holdfast.payments.provider.PaymentProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** Takes the place of Stripe's configuration: the sandbox with payments that are confirmed in the page. */
@Configuration(proxyBeanMethods = false)
class InPageConfiguration {

    @Bean
    @Primary
    PaymentProvider inPageProvider(PaymentProvider sandboxProvider, World world) {
        return new InPageProvider(sandboxProvider, world);
    }
}
