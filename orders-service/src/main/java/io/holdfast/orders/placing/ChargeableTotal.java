package io.holdfast.orders.placing;

import io.holdfast.money.Currency;
import io.holdfast.money.Currency.Fit;
import io.holdfast.web.ProblemException;
import java.math.BigDecimal;
import org.springframework.http.HttpStatus;

/**
 * Refuses orders that the payment provider could not charge, before anything is held for them: at the payment it would look as if the
 * buyer's card were declined.
 */
final class ChargeableTotal {

    private ChargeableTotal() {}

    /**
     * @param total minor units of the currency
     * @throws ProblemException {@code 409 total-too-small}, {@code total-too-large} or {@code total-not-chargeable}
     */
    static void require(long total, String code) {
        // What is sold in a currency that went out of use is up to the provider.
        Currency.find(code).ifPresent(currency -> require(total, currency));
    }

    private static void require(long total, Currency currency) {
        Fit fit = currency.fit(total);
        switch (fit) {
            case FITS -> {}
            case TOO_SMALL ->
                throw problem(
                                OrderProblems.TOTAL_TOO_SMALL,
                                "Cards are charged " + money(currency.least(), currency)
                                        + " at least. Take more tickets, or ask the organizer.")
                        .with("least", currency.least());
            case TOO_LARGE ->
                throw problem(
                                OrderProblems.TOTAL_TOO_LARGE,
                                "Cards are charged " + money(currency.most(), currency)
                                        + " at most. Take fewer tickets at a time.")
                        .with("most", currency.most());
            case NOT_CHARGED ->
                throw problem(
                        OrderProblems.TOTAL_NOT_CHARGEABLE,
                        "No card can be charged in " + currency + ". Ask the organizer.");
            case TOO_FINE ->
                throw problem(
                        OrderProblems.TOTAL_NOT_CHARGEABLE,
                        "No card can be charged less than " + money(currency.step(), currency)
                                + " exactly. Ask the organizer.");
        }
    }

    private static ProblemException problem(String code, String detail) {
        return ProblemException.of(HttpStatus.CONFLICT, code, detail);
    }

    private static String money(long minor, Currency currency) {
        return BigDecimal.valueOf(minor, currency.digits()).toPlainString() + " " + currency;
    }
}
