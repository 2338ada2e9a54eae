package io.holdfast.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.stripe.model.BalanceTransaction;
import com.stripe.net.ApiResource;
import io.holdfast.contracts.DisputeState.Status;
import io.holdfast.payments.provider.AuthorizationRequest;
import io.holdfast.payments.provider.Dispute;
import io.holdfast.payments.provider.ProviderBooks.BooksUnreadable;
import io.holdfast.payments.provider.ProviderBooks.Page;
import io.holdfast.payments.provider.ProviderTransaction;
import io.holdfast.payments.provider.ProviderTransaction.Kind;
import io.holdfast.testkit.stripe.StripeIntent;
import io.holdfast.testkit.stripe.StripeServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Balance transactions as a stand-in for Stripe's server has them. */
class StripeBooksTests {

    private final StripeServer fake = new StripeServer();
    private final StripeProvider stripe = StripeClients.provider(fake);
    private final StripeBooks books = StripeClients.books(fake.url());
    private final Instant from = Instant.now().minus(Duration.ofHours(1));
    private final Instant to = from.plus(Duration.ofHours(2));

    @AfterEach
    void close() {
        fake.close();
    }

    @Test
    void everyMovementIsReadWithItsFeeAndTheChargeItIsAbout() {
        charge();
        stripe.refund("pi_1", 700, "USD", "r");
        fake.moveRefunds("pi_1", "failed");
        fake.dispute("pi_1", "needs_response");
        fake.dispute("pi_1", "won");

        List<ProviderTransaction> read =
                books.booked(from, to, null).transactions().reversed();
        assertThat(read)
                .extracting(
                        ProviderTransaction::kind,
                        ProviderTransaction::amount,
                        ProviderTransaction::fee,
                        ProviderTransaction::net)
                .containsExactly(
                        tuple(Kind.CHARGE, 2500L, 103L, 2397L),
                        tuple(Kind.REFUND, -700L, 0L, -700L),
                        tuple(Kind.REFUND_FAILURE, 700L, 0L, 700L),
                        tuple(Kind.DISPUTE, -2500L, 1500L, -4000L),
                        tuple(Kind.DISPUTE_REVERSAL, 2500L, 0L, 2500L));
        assertThat(read).extracting(ProviderTransaction::reference).containsOnly("pi_1");
        assertThat(read.getFirst().paymentId()).isEqualTo("p1");
        assertThat(read).extracting(ProviderTransaction::currency).containsOnly("USD");
        assertThat(books.paymentOf("pi_1")).isEqualTo("p1");
        assertThat(books.paymentOf("pi_7")).isNull();
    }

    @Test
    void aDisputeIsToBeAnsweredInTimeUntilItIsAnswered() {
        charge();
        fake.dispute("pi_1", "needs_response");
        assertThat(stripe.lookUp("pi_1").disputes())
                .singleElement()
                .extracting(Dispute::answerBy)
                .isEqualTo(StripeIntent.ANSWERED_BY);

        fake.dispute("pi_1", "under_review");
        assertThat(stripe.lookUp("pi_1").disputes())
                .singleElement()
                .extracting(Dispute::answerBy)
                .isNull();
    }

    /** Stripe returns what was refunded before, and the dispute is lost all the same. */
    @Test
    void aLostDisputeOfAPartlyRefundedChargeTakesOnlyTheRest() {
        charge();
        stripe.refund("pi_1", 700, "USD", "r");
        fake.dispute("pi_1", "needs_response");
        fake.dispute("pi_1", "lost");

        assertThat(books.booked(from, to, null).transactions().reversed())
                .extracting(ProviderTransaction::kind, ProviderTransaction::amount)
                .containsExactly(
                        tuple(Kind.CHARGE, 2500L),
                        tuple(Kind.REFUND, -700L),
                        tuple(Kind.DISPUTE, -2500L),
                        tuple(Kind.DISPUTE_REVERSAL, 700L));
        assertThat(stripe.lookUp("pi_1").disputes())
                .extracting(Dispute::status, Dispute::amount)
                .containsExactly(tuple(Status.LOST, 1800L));
    }

    /** No rate is kept by which it could be told exactly. */
    @Test
    void aDisputeInAnotherCurrencyThanTheSellersIsReadAsAWhole() {
        String dispute =
                "{\"object\":\"dispute\",\"id\":\"dp_1\",\"amount\":2500,\"currency\":\"usd\",\"payment_intent\":\"pi_1\"}";
        assertThat(StripeBooks.transaction(booked("dispute_reversal", 640, "eur", dispute))
                        .amount())
                .isEqualTo(2500);
    }

    @Test
    void aRefundOfATinyAmountThatIsNothingInTheSellersCurrencyIsARefund() {
        assertThat(StripeBooks.transaction(booked("refund", 0, "jpy", refund(1)))
                        .amount())
                .isEqualTo(-1);
        assertThat(StripeBooks.transaction(booked("refund", -1, "jpy", refund(1)))
                        .amount())
                .isEqualTo(-1);
        assertThat(StripeBooks.transaction(booked("refund_failure", 0, "jpy", refund(1)))
                        .amount())
                .isEqualTo(1);
    }

    private static String refund(long amount) {
        return "{\"object\":\"refund\",\"id\":\"re_1\",\"amount\":%d,\"currency\":\"usd\",\"payment_intent\":\"pi_1\"}"
                .formatted(amount);
    }

    private static BalanceTransaction booked(String category, long amount, String currency, String source) {
        return ApiResource.GSON.fromJson("""
                {"object":"balance_transaction","id":"txn_1","type":"x","reporting_category":"%s","amount":%d,"fee":0,
                 "currency":"%s","created":1700000000,"source":%s}\
                """.formatted(category, amount, currency, source), BalanceTransaction.class);
    }

    @Test
    void pagesFollowEachOtherAndKeepToTheirTime() {
        charge();
        for (int i = 1; i <= 4; i++) {
            fake.refundByHand("pi_1", i);
        }
        fake.pagesOf(2);
        List<String> read = new ArrayList<>();
        Page page = books.booked(from, to, null);
        while (true) {
            page.transactions().forEach(transaction -> read.add(transaction.id()));
            if (page.next() == null) {
                break;
            }
            page = books.booked(from, to, page.next());
        }
        assertThat(read).hasSize(5).doesNotHaveDuplicates();
        assertThat(books.booked(to, to.plusSeconds(9), null).transactions()).isEmpty();
        assertThat(books.booked(from.minusSeconds(9), from, null).transactions())
                .isEmpty();
    }

    @Test
    void aPayoutTellsWhatItPaidOutAndComesBack() {
        charge();
        String payout = fake.payOut();
        assertThat(books.booked(from, to, null).transactions().getFirst()).satisfies(transaction -> {
            assertThat(transaction.kind()).isEqualTo(Kind.PAYOUT);
            assertThat(transaction.reference()).isEqualTo(payout);
            assertThat(transaction.net()).isEqualTo(-2397);
        });
        assertThat(books.paidOutWith(payout, null).transactions())
                .extracting(ProviderTransaction::kind)
                .containsExactly(Kind.PAYOUT, Kind.CHARGE);
        fake.payoutComesBack(payout);
        assertThat(books.booked(from, to, null).transactions().getFirst()).satisfies(transaction -> {
            assertThat(transaction.kind()).isEqualTo(Kind.PAYOUT_REVERSAL);
            assertThat(transaction.reference()).isEqualTo(payout);
        });
        assertThat(books.paidOutWith("po_7", null).transactions())
                .as("Stripe refuses to tell")
                .isEmpty();
    }

    @Test
    void withoutAnAnswerNothingIsRead() {
        fake.failWith(503);
        assertThatThrownBy(() -> books.booked(from, to, null)).isInstanceOf(BooksUnreadable.class);
        assertThatThrownBy(() -> books.paidOutWith("po_1", null)).isInstanceOf(BooksUnreadable.class);
        assertThatThrownBy(() -> books.paymentOf("pi_1")).isInstanceOf(BooksUnreadable.class);
    }

    private void charge() {
        stripe.authorize(new AuthorizationRequest("p1-1", "p1", "o1", 2500, "USD", "tok_visa"));
        stripe.capture("pi_1", "c");
    }
}
