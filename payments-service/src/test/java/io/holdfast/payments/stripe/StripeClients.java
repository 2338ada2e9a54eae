package io.holdfast.payments.stripe;

import com.stripe.StripeClient;
import io.holdfast.testkit.stripe.StripeServer;

/** The adapter, connected to a server of a test. */
final class StripeClients {

    private StripeClients() {}

    static StripeProvider provider(StripeServer server) {
        return provider(server.url());
    }

    static StripeProvider provider(String url) {
        return new StripeProvider(client(url));
    }

    static StripeBooks books(String url) {
        return new StripeBooks(client(url));
    }

    private static StripeClient client(String url) {
        return StripeClient.builder()
                .setApiKey("sk_test_123")
                .setApiBase(url)
                .setConnectTimeout(1000)
                .setReadTimeout(1000)
                .setMaxNetworkRetries(0)
                .build();
    }
}
