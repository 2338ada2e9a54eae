package io.holdfast.simulation.world;

import io.holdfast.payments.provider.AuthorizationRequest;
import io.holdfast.payments.sandbox.SandboxChargeStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The payments that buyers confirm in the page, as the provider has them: another system, to which the browsers of buyers speak, and in
 * which nothing gets lost.
 */
final class Intents {

    /** Where an intent is until there is a charge, or none can come any more. */
    enum State {
        OPEN,
        /** The bank is asking the buyer. */
        ASKING,
        CONFIRMED,
        CANCELLED
    }

    /** One of them. */
    static final class Intent {

        private final String reference;
        private final AuthorizationRequest request;
        private State state = State.OPEN;
        private String card = "";
        private boolean told;

        private Intent(AuthorizationRequest request) {
            this.reference = SandboxChargeStore.idFor(request.key());
            this.request = request;
        }

        /** Also that of the charge. */
        String reference() {
            return reference;
        }

        /** What it was opened with. */
        AuthorizationRequest request() {
            return request;
        }

        State state() {
            return state;
        }

        /** The token of the card that it was confirmed with. */
        String card() {
            return card;
        }

        /** Nothing can be confirmed any more, if nothing was. */
        void cancel() {
            if (state != State.CONFIRMED) {
                state = State.CANCELLED;
            }
        }
    }

    private final Map<String, Intent> all = new LinkedHashMap<>();

    /** Opens one, or finds the one that was opened with the same key. */
    Intent open(AuthorizationRequest request) {
        return all.computeIfAbsent(SandboxChargeStore.idFor(request.key()), _ -> new Intent(request));
    }

    /** Empty for what was not opened for a page. */
    Optional<Intent> find(String reference) {
        return Optional.ofNullable(all.get(reference));
    }

    List<Intent> all() {
        return List.copyOf(all.values());
    }

    /** The browser of its buyer has got its secret: from now on it may be confirmed. */
    void told(String reference) {
        find(reference).ifPresent(intent -> intent.told = true);
    }

    /**
     * The browser of its buyer confirms it.
     *
     * @param asks whether the bank asks the buyer first, and is answered by another call
     * @return whether the provider took it
     */
    boolean confirm(String reference, String card, boolean asks) {
        Intent intent = find(reference).orElseThrow();
        if (intent.state != State.OPEN && intent.state != State.ASKING) {
            return false;
        }
        intent.state = asks ? State.ASKING : State.CONFIRMED;
        intent.card = card;
        return true;
    }

    /** The buyer does not approve what the bank asks, and may try again. */
    void refuse(String reference) {
        Intent intent = find(reference).orElseThrow();
        if (intent.state == State.ASKING) {
            intent.state = State.OPEN;
        }
    }

    /** Those that a buyer may still confirm. */
    List<Intent> confirmable() {
        return all.values().stream()
                .filter(intent -> intent.told && (intent.state == State.OPEN || intent.state == State.ASKING))
                .toList();
    }
}
