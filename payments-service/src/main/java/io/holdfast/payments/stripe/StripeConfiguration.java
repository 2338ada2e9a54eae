package io.holdfast.payments.stripe;

import com.stripe.StripeClient;
import io.holdfast.payments.PaymentsProperties;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "holdfast.payments.provider", havingValue = "stripe")
class StripeConfiguration {

    @Bean
    StripeClient stripeClient(
            PaymentsProperties properties, @Value("${holdfast.production:false}") boolean production) {
        String apiKey = StripeSettings.requireUsable(properties.stripe(), production);
        // No retries by the client: the sweep repeats a call whose answer is not known.
        return StripeClient.builder()
                .setApiKey(apiKey)
                .setApiBase(properties.stripe().baseUrl())
                .setConnectTimeout((int) properties.stripe().connectTimeout().toMillis())
                .setReadTimeout((int) properties.providerTimeout().toMillis())
                .setMaxNetworkRetries(0)
                .build();
    }

    @Bean
    StripeProvider stripeProvider(StripeClient stripe) {
        return new StripeProvider(stripe);
    }

    @Bean
    StripeBooks stripeBooks(StripeClient stripe) {
        return new StripeBooks(stripe);
    }
}
