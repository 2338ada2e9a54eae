package io.holdfast.webclient.order;

import java.util.Optional;

/** Test cards of the payment provider's sandbox. No money is moved. */
enum TestCard {
    VISA("tok_visa", "4242"),
    DECLINED("tok_chargeDeclined", "0002"),
    SLOW("tok_slow", "3220"),
    CAPTURE_FAILS("tok_captureFails", "0341"),
    PROVIDER_DOWN("tok_providerDown", "5556");

    private final String token;
    private final String lastFour;

    TestCard(String token, String lastFour) {
        this.token = token;
        this.lastFour = lastFour;
    }

    public String token() {
        return token;
    }

    public String lastFour() {
        return lastFour;
    }

    static Optional<TestCard> of(String token) {
        for (TestCard card : values()) {
            if (card.token.equals(token)) {
                return Optional.of(card);
            }
        }
        return Optional.empty();
    }
}
