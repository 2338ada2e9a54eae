package io.holdfast.orders.order;

import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Addresses for invoices as parts of documents. */
public final class InvoiceAddresses {

    private InvoiceAddresses() {}

    public static Document write(InvoiceAddress address) {
        return new Document("name", address.name())
                .append("street", address.street())
                .append("postalCode", address.postalCode())
                .append("city", address.city())
                .append("country", address.country())
                .append("vatId", address.vatId());
    }

    /** @param address null, which is read as none */
    public static @Nullable InvoiceAddress read(@Nullable Document address) {
        return address == null
                ? null
                : new InvoiceAddress(
                        address.getString("name"),
                        address.getString("street"),
                        address.getString("postalCode"),
                        address.getString("city"),
                        address.getString("country"),
                        address.getString("vatId"));
    }
}
