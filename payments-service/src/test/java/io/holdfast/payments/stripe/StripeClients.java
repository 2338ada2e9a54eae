package io.holdfast.payments.stripe;

import com.stripe.StripeClient;
import io.holdfast.testkit.stripe.StripeServer;

/** The adapter, connected to a server of a test. */
final class StripeClients {

    /** For servers that answer, in milliseconds. */
    private static final int PATIENT = 30_000;

    private StripeClients() {}

    static StripeProvider provider(StripeServer server) {
        return new StripeProvider(client(server.url(), PATIENT));
    }

    /** One that waits a second for each answer. */
    static StripeProvider provider(String url) {
        return new StripeProvider(client(url, 1000));
    }

    static StripeBooks books(String url) {
        return new StripeBooks(client(url, PATIENT));
    }

    private static StripeClient client(String url, int readTimeout) {
        return StripeClient.builder()
                .setApiKey("sk_test_123")
                .setApiBase(url)
                .setConnectTimeout(1000)
                .setReadTimeout(readTimeout)
                .setMaxNetworkRetries(0)
                .build();
    }
}
