package io.holdfast.events.seller;

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
 * Who sells an organizer's tickets, as a client writes it.
 *
 * @param name of the person or company
 * @param street and number
 * @param country ISO 3166 code of two letters
 * @param taxId such as a VAT number
 * @param email where buyers reach the seller: it is shown to them, and answers to mails about the events go there
 * @param receiptsByMail whether buyers get their receipts with their tickets, and credit notes with what tells of a refund
 * @param electronicInvoices whether invoices are to be had as EN 16931 wants them, too, which needs a tax number; not when absent
 */
record SellerRequest(
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
        String taxId,

        @NotBlank @Size(max = 254) @Pattern(regexp = ADDRESS, message = "must be an e-mail address")
        String email,

        @Nullable Boolean receiptsByMail,
        @Nullable Boolean electronicInvoices) {

    private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

    /** Of those that can be written without quotes: what else there is can be a mistake, or break the header of a mail. */
    private static final String ADDRESS =
            "\\s*(?=[^@]{1,64}@)" + ATOM + "(\\." + ATOM + ")*@" + LABEL + "(\\." + LABEL + ")+\\s*";

    boolean isOfACountry() {
        return CountryCode.isKnown(country);
    }

    /** @param version of the description that this becomes */
    Seller seller(long version) {
        return new Seller(
                name.strip(),
                street.strip(),
                orNone(postalCode),
                city.strip(),
                country.toUpperCase(Locale.ROOT),
                orNone(taxId),
                email.strip(),
                Boolean.TRUE.equals(receiptsByMail),
                Boolean.TRUE.equals(electronicInvoices) ? Boolean.TRUE : null,
                version);
    }

    private static @Nullable String orNone(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
