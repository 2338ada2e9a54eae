package io.holdfast.webclient.order;

import io.holdfast.webclient.backend.InvoiceAddress;
import io.holdfast.webclient.site.AddressForm;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whom the receipt of an order is made out to, as typed. Fields are named as in the API. */
public final class InvoiceForm extends AddressForm {

    private String vatId = "";

    static InvoiceForm of(@Nullable InvoiceAddress address) {
        InvoiceForm form = new InvoiceForm();
        if (address != null) {
            form.fill(address.name(), address.street(), address.postalCode(), address.city(), address.country());
            form.vatId = Objects.toString(address.vatId(), "");
        }
        return form;
    }

    InvoiceAddress address() {
        return new InvoiceAddress(
                getName().strip(),
                getStreet().strip(),
                orNone(getPostalCode()),
                getCity().strip(),
                getCountry().strip(),
                orNone(vatId));
    }

    public String getVatId() {
        return vatId;
    }

    public void setVatId(String vatId) {
        this.vatId = vatId;
    }
}
