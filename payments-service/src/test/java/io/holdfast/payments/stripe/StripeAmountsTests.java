package io.holdfast.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.model.BalanceTransaction;
import com.stripe.model.Refund;
import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.AuthorizationRequest;
import io.holdfast.testkit.stripe.StripeServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StripeAmountsTests {

    @ParameterizedTest
    @CsvSource({"USD, 2500, 2500", "ISK, 2500, 250000", "UGX, 9000, 900000", "MGA, 1000000, 10000", "BGN, 2500, 2500"})
    void chargesInTheUnitsOfStripe(String currency, long minor, long charged) {
        try (StripeServer fake = new StripeServer()) {
            StripeClients.provider(fake)
                    .authorize(new AuthorizationRequest("p1-1", "p1", "o1", minor, currency, "pm_card_visa"));

            assertThat(fake.only().amount()).isEqualTo(charged);
        }
    }

    @Test
    void refundsInTheUnitsOfStripe() {
        try (StripeServer fake = new StripeServer()) {
            StripeProvider stripe = StripeClients.provider(fake);
            stripe.authorize(new AuthorizationRequest("p1-1", "p1", "o1", 2500, "ISK", "pm_card_visa"));
            stripe.capture("pi_1", "c");

            stripe.refund("pi_1", 700, "ISK", "r");

            assertThat(fake.only().refunded()).isEqualTo(70_000);
        }
    }

    @Test
    void doesNotAskForAnAmountThatStripeHasNoUnitsFor() {
        try (StripeServer fake = new StripeServer()) {
            Answer answer = StripeClients.provider(fake)
                    .authorize(new AuthorizationRequest("p1-1", "p1", "o1", 5124, "KWD", "pm_card_visa"));

            assertThat(answer).isEqualTo(new Answer.Refused("refused-by-provider"));
            assertThat(fake.requests()).isEmpty();
        }
    }

    @Test
    void whatStripeReportsIsReadInItsUnits() {
        assertThat(StripeAnswers.charged("pi_1", List.of(refund(70_000, "isk", "succeeded")), List.of()))
                .isEqualTo(new Answer.Refunded("pi_1", 700));
        assertThat(StripeAnswers.charged("pi_1", List.of(refund(50, "mga", "pending")), List.of())
                        .refundPending())
                .isEqualTo(5000);

        com.stripe.model.Dispute dispute = new com.stripe.model.Dispute();
        dispute.setId("dp_1");
        dispute.setAmount(250_000L);
        dispute.setCurrency("ugx");
        dispute.setStatus("lost");
        assertThat(StripeAnswers.dispute(dispute).amount()).isEqualTo(2500);
        dispute.setBalanceTransactions(List.of(booked(-250_000, "ugx"), booked(70_000, "ugx")));
        assertThat(StripeAnswers.dispute(dispute).amount()).isEqualTo(1800);
        dispute.setBalanceTransactions(List.of(booked(-250_000, "usd"), booked(70_000, "usd")));
        assertThat(StripeAnswers.dispute(dispute).amount()).isEqualTo(2500);
    }

    private static BalanceTransaction booked(long amount, String currency) {
        BalanceTransaction booked = new BalanceTransaction();
        booked.setAmount(amount);
        booked.setCurrency(currency);
        return booked;
    }

    private static Refund refund(long amount, String currency, String status) {
        Refund refund = new Refund();
        refund.setAmount(amount);
        refund.setCurrency(currency);
        refund.setStatus(status);
        return refund;
    }
}
