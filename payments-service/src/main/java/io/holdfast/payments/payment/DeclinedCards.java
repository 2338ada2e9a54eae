package io.holdfast.payments.payment;

import io.holdfast.payments.PaymentsProperties;
import io.holdfast.web.ClientNetwork;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Tally;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Limits how many cards may be declined, so that no one finds out here which of many cards work. Declines are counted by buyer, and by
 * network. A buyer's declines count for the network only up to a tenth of its limit, and a network that has reached it refuses only
 * buyers who had a card declined before: so one client locks no others out, and everybody's first card is tried. Each replica counts for
 * itself.
 */
@Component
class DeclinedCards {

    private static final int REMEMBERED = 50_000;
    private static final int SHARES = 10;

    private final Tally<String> buyers;
    private final Tally<Payer> shares;
    private final Tally<ClientNetwork> networks;
    private final PaymentsProperties.Declines limits;

    DeclinedCards(PaymentsProperties properties, Clock clock) {
        this.limits = properties.declines();
        this.buyers = new Tally<>(limits.window(), REMEMBERED, clock);
        this.shares = new Tally<>(limits.window(), REMEMBERED, clock);
        this.networks = new Tally<>(limits.window(), REMEMBERED, clock);
    }

    /**
     * To be called before another card is tried.
     *
     * @throws ProblemException 429 when a limit is reached
     */
    void check(Payer payer) {
        Duration wait = wait(payer);
        if (wait.isPositive()) {
            throw PaymentProblems.tooManyDeclined(wait);
        }
    }

    /** Whether {@link #check} lets another card be tried. */
    boolean allows(Payer payer) {
        return wait(payer).isZero();
    }

    private Duration wait(Payer payer) {
        Duration wait = buyers.wait(payer.buyerId(), limits.perBuyer());
        return wait.isZero() && shares.wait(payer, 1).isPositive()
                ? networks.wait(payer.network(), limits.perNetwork())
                : wait;
    }

    /** A card was declined. */
    void count(Payer payer) {
        buyers.add(payer.buyerId());
        if (shares.take(payer, Math.max(1, limits.perNetwork() / SHARES)).isZero()) {
            networks.add(payer.network());
        }
    }
}
