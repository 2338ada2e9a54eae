package io.holdfast.payments.provider;

/** Receives what a provider reports without having been asked, such as webhooks. */
public interface ProviderNotifications {

    /**
     * Applies where the money is now, as looked up at the provider after it reported a change. Older and repeated notifications change
     * nothing.
     *
     * @param paymentId as it was given in the {@link AuthorizationRequest}
     * @param key as it was given there
     */
    void accept(String paymentId, String key, Answer answer);
}
