package io.holdfast.webclient.editing;

import io.holdfast.money.Currency;
import io.holdfast.money.TypedAmount;
import io.holdfast.webclient.site.Amounts;
import io.holdfast.webclient.site.Formats;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads prices of an event's form, and says what is wrong with those that cannot be charged. */
@Component
class PriceReader {

    private final Formats formats;

    PriceReader(Formats formats) {
        this.formats = formats;
    }

    /**
     * A price in minor units; null if it cannot be read, which is rejected.
     *
     * @param saved what the tier costs so far, which it may go on to cost; null if it is new
     */
    @Nullable
    Long read(String field, String typed, String currency, @Nullable Long saved, FieldReader fields) {
        return read(field, typed, currency, saved, false, fields);
    }

    /** The same for an amount that is charged together with others, and so may be small. */
    @Nullable
    Long readPart(String field, String typed, String currency, @Nullable Long saved, FieldReader fields) {
        return read(field, typed, currency, saved, true, fields);
    }

    private @Nullable Long read(
            String field, String typed, String currency, @Nullable Long saved, boolean isPart, FieldReader fields) {
        return switch (Amounts.read(typed, currency)) {
            case TypedAmount.Read(long minor) -> {
                if (!Objects.equals(saved, minor)) {
                    check(field, minor, currency, isPart, fields);
                }
                yield minor;
            }
            case TypedAmount.Unclear(List<Long> readings) -> {
                ask(field, typed, readings, currency, fields);
                yield null;
            }
            case TypedAmount.TooFine _ -> {
                fields.reject(field, "create.problem.price.fine", currency, formats.fractionDigits(currency));
                yield null;
            }
            case TypedAmount.NotAnAmount _ -> {
                fields.reject(field, "create.problem.price");
                yield null;
            }
        };
    }

    private void ask(String field, String typed, List<Long> readings, String currency, FieldReader fields) {
        long small = readings.getFirst();
        long large = readings.getLast();
        fields.reject(
                field,
                readings.size() == 1 ? "amount.unclear.one" : "amount.unclear",
                typed,
                formats.money(small, currency),
                Amounts.typed(small, currency),
                formats.money(large, currency),
                Amounts.typed(large, currency));
    }

    private void check(String field, long minor, String code, boolean isPart, FieldReader fields) {
        // Of a currency that is not in use events-service says what is wrong.
        Currency.find(code).ifPresent(currency -> {
            switch (currency.fit(minor)) {
                case FITS -> {}
                case NOT_CHARGED -> fields.reject(field, "create.problem.price.currency", code);
                case TOO_SMALL -> {
                    if (!isPart) {
                        fields.reject(field, "create.problem.price.least", formats.money(currency.least(), code));
                    } else if (minor % currency.step() != 0) {
                        fields.reject(field, "create.problem.price.step", formats.money(currency.step(), code));
                    }
                }
                case TOO_LARGE ->
                    fields.reject(field, "create.problem.price.most", formats.money(currency.most(), code));
                case TOO_FINE ->
                    fields.reject(field, "create.problem.price.step", formats.money(currency.step(), code));
            }
        });
    }
}
