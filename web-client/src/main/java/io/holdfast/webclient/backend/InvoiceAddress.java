package io.holdfast.webclient.backend;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Whom the receipt of an order is made out to.
 *
 * @param country ISO 3166 code of two letters
 * @param vatId null for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InvoiceAddress(
        String name,
        String street,
        @Nullable String postalCode,
        String city,
        String country,
        @Nullable String vatId) {}
