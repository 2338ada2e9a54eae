package io.holdfast.payments.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.payments.payment.OwnBooks.Line;
import io.holdfast.payments.provider.ProviderTransaction;
import io.holdfast.payments.provider.ProviderTransaction.Kind;
import io.holdfast.payments.settlement.Difference.Side;
import io.holdfast.payments.settlement.Difference.What;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTests {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration GRACE = Duration.ofHours(3);
    private static final Instant READ_UP_TO = NOON.plus(Duration.ofDays(1));
    private static final Line CHARGED = line(Kind.CHARGE, 2500);

    @Test
    void whatIsInBothIsNoDifference() {
        assertThat(compare(
                        List.of(CHARGED, line(Kind.REFUND, -700), line(Kind.DISPUTE, -1800)),
                        List.of(
                                booked(Kind.CHARGE, 2500),
                                booked(Kind.REFUND, -500),
                                booked(Kind.REFUND, -200),
                                booked(Kind.DISPUTE, -1800))))
                .isEqualTo(Comparison.EQUAL);
    }

    @Test
    void whatOneSideLacksOrHasOtherwiseIsADifference() {
        Comparison comparison = compare(
                List.of(CHARGED, line(Kind.REFUND, -700)),
                List.of(booked(Kind.REFUND, -900), booked(Kind.DISPUTE, -2500)));
        assertThat(comparison.differences())
                .containsExactly(
                        new Difference(Side.CHARGE, What.MISSING_AT_PROVIDER, 2500, 0),
                        new Difference(Side.REFUND, What.AMOUNTS_DIFFER, -700, -900),
                        new Difference(Side.DISPUTE, What.MISSING_IN_LEDGER, 0, -2500));
        assertThat(comparison.waitsUntil()).isNull();
    }

    @Test
    void aRefundThatFailedIsComparedByWhatIsLeftOfIt() {
        List<ProviderTransaction> failed =
                List.of(booked(Kind.CHARGE, 2500), booked(Kind.REFUND, -700), booked(Kind.REFUND_FAILURE, 700));
        assertThat(compare(List.of(CHARGED), failed))
                .as("it failed before it was recorded")
                .isEqualTo(Comparison.EQUAL);
        assertThat(compare(List.of(CHARGED, line(Kind.REFUND, -700), line(Kind.REFUND_FAILURE, 700)), failed))
                .as("it failed after it was recorded")
                .isEqualTo(Comparison.EQUAL);
        assertThat(compare(List.of(CHARGED, line(Kind.REFUND, -700)), failed).differences())
                .as("the ledger does not know that it failed")
                .containsExactly(new Difference(Side.REFUND, What.AMOUNTS_DIFFER, -700, 0));
    }

    /** A pending refund may be booked already. */
    @ParameterizedTest
    @CsvSource({"-200, true", "-700, true", "-900, true", "-901, false", "-199, false"})
    void betweenWhatIsRefundedAndWhatIsPendingBothAgree(long booked, boolean agree) {
        Comparison comparison = Comparison.of(
                "USD",
                List.of(CHARGED, line(Kind.REFUND, -200)),
                700,
                List.of(booked(Kind.CHARGE, 2500), booked(Kind.REFUND, booked)),
                READ_UP_TO,
                GRACE);
        assertThat(comparison.differences().isEmpty()).isEqualTo(agree);
    }

    @Test
    void aDifferenceIsToldOnceTheBooksWereReadUpToTheEndOfItsGrace() {
        Instant told = NOON.plus(GRACE);
        Comparison early = compare(List.of(CHARGED), List.of(), told.minusMillis(1));
        assertThat(early.differences()).isEmpty();
        assertThat(early.waitsUntil()).isEqualTo(told);
        assertThat(compare(List.of(CHARGED), List.of(), told).differences()).hasSize(1);
    }

    /** A later movement of the same kind begins the grace anew; one of another kind does not. */
    @Test
    void eachKindHasAGraceOfItsOwn() {
        Line late = new Line(Kind.REFUND, -1, NOON.plus(GRACE));
        Comparison comparison = compare(List.of(CHARGED, late), List.of(), NOON.plus(GRACE));
        assertThat(comparison.differences()).extracting(Difference::of).containsExactly(Side.CHARGE);
        assertThat(comparison.waitsUntil()).isEqualTo(NOON.plus(GRACE).plus(GRACE));
    }

    @Test
    void theSameNumberInAnotherCurrencyIsADifference() {
        ProviderTransaction yen =
                new ProviderTransaction("txn", Kind.CHARGE, NOON, "pi", "p1", 2500, "JPY", 2500, 0, "JPY");
        assertThat(compare(List.of(CHARGED), List.of(yen)).differences())
                .containsExactly(new Difference(Side.CHARGE, What.AMOUNTS_DIFFER, 2500, 2500));
    }

    @Test
    void payoutsAndFeesOfTheAccountAreAboutNoPayment() {
        assertThat(compare(List.of(), List.of(booked(Kind.PAYOUT, -9000), booked(Kind.OTHER, -200))))
                .isEqualTo(Comparison.EQUAL);
    }

    private static Comparison compare(List<Line> ledger, List<ProviderTransaction> provider) {
        return compare(ledger, provider, READ_UP_TO);
    }

    private static Comparison compare(List<Line> ledger, List<ProviderTransaction> provider, Instant readUpTo) {
        return Comparison.of("USD", ledger, 0, provider, readUpTo, GRACE);
    }

    private static Line line(Kind kind, long amount) {
        return new Line(kind, amount, NOON);
    }

    private static ProviderTransaction booked(Kind kind, long amount) {
        return new ProviderTransaction("txn", kind, NOON, "pi", "p1", amount, "USD", amount, 0, "USD");
    }
}
