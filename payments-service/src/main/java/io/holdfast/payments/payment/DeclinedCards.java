package io.holdfast.payments.payment;

import io.holdfast.payments.PaymentsProperties;
import io.holdfast.web.ClientNetwork;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Tally;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Limits how many cards may be declined, so that no one finds out here which of many cards work. Declines are counted by buyer, and by
 * network; a buyer's card that is being tried counts as declined, so that of many at once no more are than one after the other. A buyer's
 * declines count for the network only up to a tenth of its limit, and a network that has reached it refuses only buyers who had a card
 * declined before: so one client locks no others out, and everybody's first card is tried. Each replica counts for itself.
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
     * A card that is being tried.
     *
     * @param shared whether it counts for the network, too, if it is declined
     */
    record TriedCard(Payer payer, boolean shared) {}

    /**
     * To be called before another card is tried. What becomes of it is to be told to {@link #answered}.
     *
     * @throws ProblemException 429 when a limit is reached
     */
    synchronized TriedCard require(Payer payer) {
        Duration wait = wait(payer);
        if (wait.isPositive()) {
            throw PaymentProblems.tooManyDeclined(wait);
        }
        return add(payer);
    }

    /** The same; empty when a limit is reached. */
    synchronized Optional<TriedCard> begin(Payer payer) {
        return wait(payer).isPositive() ? Optional.empty() : Optional.of(add(payer));
    }

    private Duration wait(Payer payer) {
        Duration wait = buyers.wait(payer.buyerId(), limits.perBuyer());
        return wait.isZero() && shares.wait(payer, 1).isPositive()
                ? networks.wait(payer.network(), limits.perNetwork())
                : wait;
    }

    private TriedCard add(Payer payer) {
        buyers.add(payer.buyerId());
        return new TriedCard(
                payer,
                shares.take(payer, Math.max(1, limits.perNetwork() / SHARES)).isZero());
    }

    /** A card was declined, or counts no more: it was not, or that is not known. */
    synchronized void answered(TriedCard tried, boolean declined) {
        if (declined && tried.shared()) {
            networks.add(tried.payer().network());
        } else if (!declined) {
            buyers.giveBack(tried.payer().buyerId());
            if (tried.shared()) {
                shares.giveBack(tried.payer());
            }
        }
    }

    /** A card was declined that was tried by another request, or replica, first. */
    synchronized void count(Payer payer) {
        answered(add(payer), true);
    }
}
