package io.holdfast.webclient.order;

import io.holdfast.webclient.backend.InvoiceAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whom the receipt of an order is made out to, as typed. Fields are named as in the API. */
public final class InvoiceForm {

    private String name = "";
    private String street = "";
    private String postalCode = "";
    private String city = "";
    private String country = "";
    private String vatId = "";

    static InvoiceForm of(@Nullable InvoiceAddress address) {
        InvoiceForm form = new InvoiceForm();
        if (address != null) {
            form.name = address.name();
            form.street = address.street();
            form.postalCode = Objects.toString(address.postalCode(), "");
            form.city = address.city();
            form.country = address.country();
            form.vatId = Objects.toString(address.vatId(), "");
        }
        return form;
    }

    InvoiceAddress address() {
        return new InvoiceAddress(
                name.strip(),
                street.strip(),
                postalCode.isBlank() ? null : postalCode.strip(),
                city.strip(),
                country.strip(),
                vatId.isBlank() ? null : vatId.strip());
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public String getStreet() {
        return street;
    }

    public void setStreet(String street) {
        this.street = street;
    }

    public String getPostalCode() {
        return postalCode;
    }

    public void setPostalCode(String postalCode) {
        this.postalCode = postalCode;
    }

    public String getCity() {
        return city;
    }

    public void setCity(String city) {
        this.city = city;
    }

    public String getCountry() {
        return country;
    }

    public void setCountry(String country) {
        this.country = country;
    }

    public String getVatId() {
        return vatId;
    }

    public void setVatId(String vatId) {
        this.vatId = vatId;
    }
}
