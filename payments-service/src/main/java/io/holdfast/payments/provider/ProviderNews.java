package io.holdfast.payments.provider;

/** Takes what a provider tells of its own accord. */
public interface ProviderNews {

    /**
     * Where the money is now, read from the provider after it said that something changed. Older and repeated news
     * changes nothing.
     *
     * @param paymentId as it was given in the {@link AuthorizationRequest}
     * @param key as it was given there
     */
    void learned(String paymentId, String key, Answer answer);
}
