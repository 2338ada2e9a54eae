package io.holdfast.payments.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.payments.PaymentsProperties;
import io.holdfast.payments.payment.DeclinedCards.Card;
import io.holdfast.web.ClientNetwork;
import io.holdfast.web.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class DeclinedCardsTests {

    private static final Instant NOW = Instant.parse("2026-11-29T08:00:00Z");
    private static final ClientNetwork HOME = new ClientNetwork("203.0.113.7");
    private static final Payer ADA = new Payer("ada", HOME);
    private static final CompletableFuture<Boolean> NOTHING = new CompletableFuture<>();
    private static final Runnable NO_LOOK = () -> {};

    private Instant now = NOW;

    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private DeclinedCards declined = with(Map.of());

    private DeclinedCards with(Map<String, String> settings) {
        return new DeclinedCards(
                new Binder(new MapConfigurationPropertySource(settings))
                        .bindOrCreate("holdfast.payments", PaymentsProperties.class),
                clock);
    }

    @Test
    void aBuyerMayHaveTenCardsDeclinedAndWaitsThen() {
        decline(ADA, 9);
        assertThat(allows(ADA)).isTrue();
        decline(ADA, 1);

        assertRefused(() -> declined.inTurn(ADA));
        assertThat(allows(new Payer("ada", new ClientNetwork("198.51.100.1"))))
                .as("from elsewhere")
                .isFalse();
        assertThat(allows(new Payer("bob", HOME))).isTrue();
        now = NOW.plus(Duration.ofMinutes(10));
        assertThat(allows(ADA)).isTrue();
    }

    @Test
    void oneBuyerDoesNotUseUpWhatANetworkMay() {
        declined = with(Map.of("holdfast.payments.declines.per-buyer", "1000"));
        decline(ADA, 100);
        decline(new Payer("bob", HOME), 1);

        assertThat(allows(new Payer("bob", HOME))).isTrue();
    }

    @Test
    void inANetworkWithManyDeclinesABuyersFirstCardIsTried() {
        for (int i = 0; i < 100; i++) {
            decline(new Payer("robot" + i, HOME), 1);
        }

        assertThat(allows(new Payer("robot7", HOME))).isFalse();
        Payer bob = new Payer("bob", HOME);
        assertThat(allows(bob)).isTrue();
        decline(bob, 1);
        assertThat(allows(bob)).isFalse();
        Payer elsewhere = new Payer("eve", new ClientNetwork("198.51.100.1"));
        decline(elsewhere, 1);
        assertThat(allows(elsewhere)).isTrue();
    }

    @Test
    void atTheSameTimeNoMoreAreTriedThanMayBeDeclined() {
        decline(ADA, 3);
        List<Card> tried = inTurn(ADA, 7);
        List<Card> waiting = inTurn(ADA, 30);
        assertThat(tried).allMatch(Card::isTried);
        assertThat(waiting).noneMatch(Card::isTried);
        assertThat(declined.atOnce(ADA)).isEmpty();
        assertThat(declined.atOnce(new Payer("bob", HOME)))
                .as("of another buyer")
                .isPresent();

        for (Card card : tried) {
            decline(card);
        }

        assertThat(waiting).noneMatch(Card::isTried);
        for (Card card : waiting) {
            assertRefused(() -> card.await(NOTHING, Duration.ZERO, NO_LOOK));
        }
    }

    @Test
    void whoWaitsIsTriedOnceAnotherCardIsAnsweredAndNotDeclined() {
        decline(ADA, 9);
        Card tried = declined.inTurn(ADA);
        List<Card> waiting = inTurn(ADA, 20);

        for (Card next : waiting) {
            assertThat(next.isTried()).isFalse();
            tried.close();
            tried.close();
            assertThat(next.await(NOTHING, Duration.ZERO, NO_LOOK)).isTrue();
            tried = next;
        }

        assertThat(allows(ADA)).as("while the last one is tried").isFalse();
        tried.close();
        assertThat(allows(ADA)).isTrue();
    }

    @Test
    void whoDoesNotWaitAnyMoreTakesNoTurn() {
        decline(ADA, 9);
        Card tried = declined.inTurn(ADA);
        Card first = declined.inTurn(ADA);
        Card second = declined.inTurn(ADA);

        assertThat(first.await(CompletableFuture.completedFuture(true), Duration.ZERO, NO_LOOK))
                .as("something else has happened")
                .isFalse();
        tried.close();

        assertThat(first.isTried()).isFalse();
        assertThat(second.isTried()).isTrue();
        assertThatThrownBy(() -> declined.inTurn(ADA).await(NOTHING, Duration.ZERO, NO_LOOK))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.status().value())
                                .as("it took too long")
                                .isEqualTo(503));
    }

    @Test
    void whoIsToBeRefusedLooksFirstForWhatElseHasHappened() {
        decline(ADA, 9);
        Card tried = declined.inTurn(ADA);
        Card waiting = declined.inTurn(ADA);
        decline(tried);
        CompletableFuture<Boolean> other = new CompletableFuture<>();

        assertThat(waiting.await(other, Duration.ZERO, () -> other.complete(true)))
                .isFalse();
    }

    @Test
    void aLookThatFailsGivesUpTheTurn() {
        decline(ADA, 9);
        Card tried = declined.inTurn(ADA);
        Card waiting = declined.inTurn(ADA);

        assertThatThrownBy(() -> waiting.await(NOTHING, Duration.ZERO, () -> {
                    throw new IllegalStateException("no database");
                }))
                .isInstanceOf(IllegalStateException.class);

        tried.close();
        assertThat(allows(ADA)).isTrue();
    }

    @Test
    void anAttemptThatIsMadeIsTriedAgainWhateverTheLimits() {
        decline(ADA, 9);
        Card again = declined.again(ADA);
        assertThat(again.isTried()).isTrue();
        assertThat(allows(ADA)).as("while it is tried").isFalse();
        decline(again);
        assertRefused(() -> declined.inTurn(ADA));

        Card another = declined.again(ADA);
        assertThat(another.isTried()).isTrue();
        assertThat(another.await(NOTHING, Duration.ZERO, NO_LOOK)).isTrue();
        assertThat(another.hasWaited()).isFalse();
        another.close();
    }

    @Test
    void whoWaitsComesBeforeANewcomerWhenAWindowHasEnded() {
        decline(ADA, 9);
        Card tried = declined.inTurn(ADA);
        List<Card> waiting = inTurn(ADA, 20);
        now = NOW.plus(Duration.ofMinutes(10));

        assertThat(declined.inTurn(ADA).isTried()).isFalse();
        assertThat(tried.isTried()).isTrue();
        assertThat(waiting).filteredOn(Card::isTried).isEqualTo(waiting.subList(0, 9));
    }

    @Test
    void aThousandOfAllBuyersWaitAtMost() {
        for (int i = 0; i < 10; i++) {
            inTurn(new Payer("buyer" + i, new ClientNetwork("198.51.100." + i)), 10 + 100);
        }
        inTurn(ADA, 10);

        assertThatThrownBy(() -> declined.inTurn(ADA))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.status().value()).isEqualTo(503));
    }

    @Test
    void aHundredWaitAtMost() {
        inTurn(ADA, 10 + 100);

        assertThatThrownBy(() -> declined.inTurn(ADA))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.status().value()).isEqualTo(503));
    }

    @Test
    void manyBuyersOfANetworkPayAtTheSameTime() {
        for (int i = 0; i < 500; i++) {
            assertThat(declined.inTurn(new Payer("buyer" + i, HOME)).isTried()).isTrue();
        }
    }

    @Test
    void atTheSameTimeNoMoreAreTriedInANetworkThanMayBeDeclined() {
        for (int i = 0; i < 98; i++) {
            decline(new Payer("robot" + i, HOME), 1);
        }
        Card one = declined.inTurn(new Payer("robot1", HOME));
        Card two = declined.inTurn(new Payer("robot2", HOME));
        Card three = declined.inTurn(new Payer("robot3", HOME));
        Card four = declined.inTurn(new Payer("robot4", HOME));
        assertThat(two.isTried()).isTrue();
        assertThat(three.isTried()).isFalse();

        one.close();
        assertThat(three.isTried()).isTrue();
        assertThat(four.isTried()).isFalse();
        decline(two);
        assertThat(four.isTried()).isFalse();
        decline(three);

        assertRefused(() -> four.await(NOTHING, Duration.ZERO, NO_LOOK));
    }

    @Test
    void inANetworkWithManyDeclinesABuyersCardsAreTriedOneByOne() {
        for (int i = 0; i < 100; i++) {
            decline(new Payer("robot" + i, HOME), 1);
        }
        Payer bob = new Payer("bob", HOME);
        Card first = declined.inTurn(bob);
        Card second = declined.inTurn(bob);
        Card third = declined.inTurn(bob);
        assertThat(first.isTried()).isTrue();
        assertThat(second.isTried()).isFalse();

        first.close();
        assertThat(second.isTried()).isTrue();
        assertThat(third.isTried()).isFalse();
        decline(second);

        assertRefused(() -> third.await(NOTHING, Duration.ZERO, NO_LOOK));
    }

    private List<Card> inTurn(Payer payer, int times) {
        return Stream.generate(() -> declined.inTurn(payer)).limit(times).toList();
    }

    private void decline(Payer payer, int times) {
        inTurn(payer, times).forEach(DeclinedCardsTests::decline);
    }

    private static void decline(Card card) {
        assertThat(card.isTried()).isTrue();
        card.declined();
        card.close();
    }

    private boolean allows(Payer payer) {
        Optional<Card> tried = declined.atOnce(payer);
        tried.ifPresent(Card::close);
        return tried.isPresent();
    }

    private static void assertRefused(ThrowingCallable tried) {
        assertThatThrownBy(tried).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.status().value()).isEqualTo(429);
            assertThat(problem.retryAfter()).isEqualTo(Duration.ofMinutes(10));
        });
    }
}
