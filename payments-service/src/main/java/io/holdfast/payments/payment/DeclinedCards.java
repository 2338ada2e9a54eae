package io.holdfast.payments.payment;

import io.holdfast.payments.PaymentsProperties;
import io.holdfast.web.ClientNetwork;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Tally;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;

/**
 * Limits how many cards may be declined, so that no one finds out here which of many cards work. Declines are counted by buyer, and by
 * network. A buyer's declines count for the network only up to a tenth of its limit, and a network that has reached it refuses only
 * buyers who had a card declined before: so one client locks no others out, and everybody's first card is tried.
 *
 * <p>At the same time no more cards are tried than may still be declined, so that many at once show no more than one after the other. Those
 * beyond that wait: when one is answered and not declined, the next is tried, and once the limit is reached the others are refused. So a
 * good card may come later, and is not refused because of others at the same moment. Each replica counts for itself.
 */
@Component
class DeclinedCards {

    private static final int REMEMBERED = 50_000;
    private static final int SHARES = 10;

    /** Where ten at a time are answered within half a second, the last one's turn comes within the patience of a request. */
    private static final int WAITING_OF_A_BUYER = 100;

    private static final int WAITING = 1_000;

    /** How often who waits looks for what else has happened. */
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

    private final Tally<String> buyers;
    private final Tally<Payer> shares;
    private final Tally<ClientNetwork> networks;
    private final PaymentsProperties.Declines limits;
    private final Duration retryAfter;

    /** How many cards of a buyer are being tried. */
    private final Map<String, Integer> tried = new HashMap<>();

    /** How many of these are in a network, without those that are tried there whatever it has reached. */
    private final Map<ClientNetwork, Integer> triedInNetwork = new HashMap<>();

    /** In the order in which they came. */
    private final Set<Card> waiting = new LinkedHashSet<>();

    DeclinedCards(PaymentsProperties properties, Clock clock) {
        this.limits = properties.declines();
        this.retryAfter = properties.retryAfter();
        this.buyers = new Tally<>(limits.window(), REMEMBERED, clock);
        this.shares = new Tally<>(limits.window(), REMEMBERED, clock);
        this.networks = new Tally<>(limits.window(), REMEMBERED, clock);
    }

    /** A card that may be tried now; empty if it has to wait or a limit is reached. */
    synchronized Optional<Card> atOnce(Payer payer) {
        lookAtWaiting(payer);
        return Optional.of(new Card(payer)).filter(this::begins);
    }

    /**
     * A card that is tried when it is its turn, which may be now.
     *
     * @throws ProblemException 429 when a limit is reached, 503 when too many wait
     */
    synchronized Card inTurn(Payer payer) {
        // A window may have ended: who waits comes first.
        lookAtWaiting(payer);
        Card card = new Card(payer);
        Duration refused = refused(payer);
        if (refused.isPositive()) {
            throw PaymentProblems.tooManyDeclined(refused);
        }
        if (!begins(card)) {
            if (waiting.size() >= WAITING || waitingOf(payer) >= WAITING_OF_A_BUYER) {
                throw PaymentProblems.othersUnderWay(retryAfter);
            }
            waiting.add(card);
        }
        return card;
    }

    /**
     * A card of an attempt that is already made, which is tried whatever the limits are: the provider may have answered it before.
     * Meanwhile it takes a place from other cards of the buyer.
     */
    synchronized Card again(Payer payer) {
        Card card = new Card(payer);
        tried.merge(payer.buyerId(), 1, Integer::sum);
        card.turn.complete(Duration.ZERO);
        return card;
    }

    /** How many cards wait for their turn. */
    synchronized int waiting() {
        return waiting.size();
    }

    private long waitingOf(Payer payer) {
        return waiting.stream()
                .filter(card -> card.payer.buyerId().equals(payer.buyerId()))
                .count();
    }

    /** How long no card is tried since a limit is reached; zero if none is. */
    private Duration refused(Payer payer) {
        Duration wait = buyers.wait(payer.buyerId(), limits.perBuyer());
        return wait.isZero() && shares.number(payer) > 0 ? networks.wait(payer.network(), limits.perNetwork()) : wait;
    }

    /** Whether it is tried from now on. What keeps it waiting is always a card that is being tried, whose answer has this asked again. */
    private boolean begins(Card card) {
        Payer payer = card.payer;
        int others = tried.getOrDefault(payer.buyerId(), 0);
        if (refused(payer).isPositive() || buyers.number(payer.buyerId()) + others >= limits.perBuyer()) {
            return false;
        }
        boolean first = others == 0 && shares.number(payer) == 0;
        if (!first) {
            int inNetwork = triedInNetwork.getOrDefault(payer.network(), 0);
            if (networks.number(payer.network()) + inNetwork >= limits.perNetwork()) {
                return false;
            }
            triedInNetwork.put(payer.network(), inNetwork + 1);
        }
        tried.put(payer.buyerId(), others + 1);
        card.countsInNetwork = !first;
        card.turn.complete(Duration.ZERO);
        return true;
    }

    private synchronized void end(Card card) {
        if (waiting.remove(card) || !card.isTried() || card.ended) {
            return;
        }
        card.ended = true;
        Payer payer = card.payer;
        oneLess(tried, payer.buyerId());
        if (card.countsInNetwork) {
            oneLess(triedInNetwork, payer.network());
        }
        if (card.declined) {
            count(payer);
        }
        lookAtWaiting(payer);
    }

    private static <K> void oneLess(Map<K, Integer> numbers, K key) {
        numbers.computeIfPresent(key, (_, number) -> number == 1 ? null : number - 1);
    }

    private void count(Payer payer) {
        buyers.add(payer.buyerId());
        if (shares.take(payer, Math.max(1, limits.perNetwork() / SHARES)).isZero()) {
            networks.add(payer.network());
        }
    }

    /**
     * A card of this buyer was answered, or another one comes: some that wait, of the same buyer or network, may be tried now, or are
     * refused.
     */
    private void lookAtWaiting(Payer of) {
        for (Iterator<Card> all = waiting.iterator(); all.hasNext(); ) {
            Card card = all.next();
            Payer payer = card.payer;
            if (!payer.buyerId().equals(of.buyerId()) && !payer.network().equals(of.network())) {
                continue;
            }
            Duration refused = refused(payer);
            if (refused.isPositive()) {
                card.turn.complete(refused);
            }
            if (refused.isPositive() || begins(card)) {
                all.remove();
            }
        }
    }

    /**
     * A card that is being tried, or waits for its turn. It has to be closed when the provider has answered or it is not tried after all.
     */
    final class Card implements AutoCloseable {

        private final Payer payer;

        /** Zero when it is this card's turn; otherwise how long the buyer has to wait since a limit is reached. */
        private final CompletableFuture<Duration> turn = new CompletableFuture<>();

        private boolean waited;
        private boolean countsInNetwork;
        private boolean declined;
        private boolean ended;

        private Card(Payer payer) {
            this.payer = payer;
        }

        /** Whether it is its turn. */
        boolean isTried() {
            return turn.getNow(Duration.ofNanos(1)).isZero();
        }

        /** Whether it had to wait for its turn. */
        boolean hasWaited() {
            return waited;
        }

        /**
         * Waits until it is its turn, or something else has happened; then it is closed.
         *
         * @param other completes with something that is worth looking at instead
         * @param look completes it, if another replica has done that; called now and then, and before the card is refused
         * @return whether it is its turn
         * @throws ProblemException 429 when a limit is reached meanwhile, 503 when it takes too long
         */
        boolean await(CompletableFuture<?> other, Duration limit, Runnable look) {
            if (isTried()) {
                return true;
            }
            waited = true;
            try {
                awaitEither(other, limit, look);
            } catch (RuntimeException e) {
                close();
                throw e;
            }
            if (isTried() && !other.isDone()) {
                return true;
            }
            // If its turn has come, it is given up.
            close();
            if (other.isDone()) {
                return false;
            }
            Duration refused = turn.getNow(Duration.ZERO);
            throw refused.isPositive()
                    ? PaymentProblems.tooManyDeclined(refused)
                    : PaymentProblems.othersUnderWay(retryAfter);
        }

        private void awaitEither(CompletableFuture<?> other, Duration limit, Runnable look) {
            CompletableFuture<?> either = CompletableFuture.anyOf(turn, other);
            long deadline = System.nanoTime() + limit.toNanos();
            long left = limit.toNanos();
            while (waitFor(either, Math.min(left, PAUSE)) && !isTried() && !other.isDone()) {
                look.run();
                left = deadline - System.nanoTime();
                if (either.isDone() || left <= 0) {
                    return;
                }
            }
        }

        /** Returns false when the thread was interrupted. */
        private static boolean waitFor(CompletableFuture<?> any, long nanos) {
            try {
                any.get(Math.max(1, nanos), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            } catch (TimeoutException | ExecutionException e) {
                // What has come of it is looked at.
            }
            return true;
        }

        /** The provider has declined it. */
        void declined() {
            declined = true;
        }

        @Override
        public void close() {
            end(this);
        }
    }
}
