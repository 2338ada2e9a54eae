package io.holdfast.simulation.world;

import io.holdfast.payments.provider.PaymentProvider;
import io.holdfast.payments.provider.ProviderBooks;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** Takes the place of Stripe's configuration: the sandbox with payments that are confirmed in the page, and books that are told in pages. */
@Configuration(proxyBeanMethods = false)
class InPageConfiguration {

    @Bean
    @Primary
    PaymentProvider inPageProvider(PaymentProvider sandboxProvider, World world) {
        return new InPageProvider(sandboxProvider, world);
    }

    @Bean
    ProviderBooks pagedBooks(World world) {
        return new PagedBooks(world);
    }
}
