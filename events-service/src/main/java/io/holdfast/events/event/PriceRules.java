package io.holdfast.events.event;

import io.holdfast.money.Currency;
import io.holdfast.money.Currency.Fit;
import io.holdfast.money.Fee;
import io.holdfast.money.Tax;
import io.holdfast.money.TicketPrice;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules for prices in one currency. A price may be too small to be charged for one ticket: an order of several may be large enough,
 * and orders that are not are refused when they are placed.
 */
final class PriceRules {

    private final FieldChecks checks;
    private final String code;

    /** Empty if the event's currency is not in use (any more). */
    private final Optional<Currency> currency;

    PriceRules(FieldChecks checks, String currency) {
        this.checks = checks;
        this.code = currency;
        this.currency = Currency.find(currency);
    }

    boolean isIn(String other) {
        return code.equals(other);
    }

    /**
     * The price in minor units.
     *
     * @param before what the tier costs so far, which it may go on to cost; null if it is new
     */
    long check(String field, @Nullable Long price, @Nullable Long before) {
        if (Objects.equals(price, before) && before != null) {
            return before;
        }
        long checked =
                checks.number(field, price, 0, currency.map(Currency::most).orElse(EventLimits.MAX_PRICE));
        currency.ifPresent(known -> {
            Fit fit = known.fit(checked);
            checks.accepts(
                    fit != Fit.NOT_CHARGED,
                    field,
                    "must be 0: no card can be charged in " + code + ", so pick another currency");
            checks.accepts(
                    fit != Fit.TOO_FINE,
                    field,
                    "must be a multiple of %d: nothing smaller than %s %s is charged"
                            .formatted(
                                    known.step(),
                                    BigDecimal.valueOf(known.step(), known.digits())
                                            .toPlainString(),
                                    code));
        });
        return checked;
    }

    /** Refuses a price with which tax and fee come to more than can be charged for one ticket. */
    void checkCost(String field, long price, @Nullable Tax tax, @Nullable Fee fee) {
        currency.ifPresent(known -> checks.accepts(
                price > known.most() || TicketPrice.of(price, tax, fee, code).total() <= known.most(),
                field,
                "comes with tax and fee to more than can be charged for one ticket, which is " + known.most()));
    }

    /** Why no single ticket at this price can be paid for, in words for the organizer; empty if it can. */
    static Optional<String> warning(long price, String code) {
        return Currency.find(code)
                .filter(known -> known.fit(price) == Fit.TOO_SMALL)
                .map(known -> "is less than can be charged: an order of less than %s %s is refused"
                        .formatted(
                                BigDecimal.valueOf(known.least(), known.digits())
                                        .toPlainString(),
                                code));
    }
}
