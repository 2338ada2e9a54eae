package io.holdfast.orders.order;

import io.holdfast.web.CountryCode;
import io.holdfast.web.Legible;
import io.holdfast.web.OneLine;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whom the receipt of an order is made out to, which makes it an invoice.
 *
 * @param name of the person or company
 * @param street and number, or whatever stands in its place
 * @param country ISO 3166 code of two letters
 * @param vatId the VAT number of a company; null for none
 */
public record InvoiceAddress(
        @NotBlank @Size(max = 200) @Pattern(regexp = OneLine.PATTERN, message = OneLine.MESSAGE) @Legible
        String name,

        @NotBlank @Size(max = 200) @Pattern(regexp = OneLine.PATTERN, message = OneLine.MESSAGE) @Legible
        String street,

        @Size(max = 20) @Pattern(regexp = OneLine.PATTERN, message = OneLine.MESSAGE) @Legible @Nullable
        String postalCode,

        @NotBlank @Size(max = 100) @Pattern(regexp = OneLine.PATTERN, message = OneLine.MESSAGE) @Legible
        String city,

        @NotNull @Pattern(regexp = "[A-Za-z]{2}", message = "must be a code of two letters, such as DE")
        String country,

        @Size(max = 40) @Pattern(regexp = OneLine.PATTERN, message = OneLine.MESSAGE) @Legible @Nullable
        String vatId) {

    public boolean isInACountry() {
        return CountryCode.isKnown(country);
    }

    /** The same, as it is stored. */
    public InvoiceAddress tidied() {
        return new InvoiceAddress(
                name.strip(),
                street.strip(),
                orNone(postalCode),
                city.strip(),
                country.toUpperCase(Locale.ROOT),
                orNone(vatId));
    }

    private static @Nullable String orNone(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
