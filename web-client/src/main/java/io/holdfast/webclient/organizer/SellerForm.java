package io.holdfast.webclient.organizer;

import io.holdfast.webclient.backend.Event;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who sells an organizer's tickets, as typed. Fields are named as in the API. */
public final class SellerForm {

    private String name = "";
    private String street = "";
    private String postalCode = "";
    private String city = "";
    private String country = "";
    private String taxId = "";
    private String email = "";
    private String receiptsByMail = "";
    private String electronicInvoices = "";

    static SellerForm of(Event.@Nullable Seller seller) {
        SellerForm form = new SellerForm();
        if (seller != null) {
            form.name = seller.name();
            form.street = seller.street();
            form.postalCode = Objects.toString(seller.postalCode(), "");
            form.city = seller.city();
            form.country = seller.country();
            form.taxId = Objects.toString(seller.taxId(), "");
            form.email = seller.email();
            form.receiptsByMail = seller.receiptsByMail() ? "yes" : "";
            form.electronicInvoices = Boolean.TRUE.equals(seller.electronicInvoices()) ? "yes" : "";
        }
        return form;
    }

    Event.Seller seller() {
        return new Event.Seller(
                name.strip(),
                street.strip(),
                postalCode.isBlank() ? null : postalCode.strip(),
                city.strip(),
                country.strip(),
                taxId.isBlank() ? null : taxId.strip(),
                email.strip(),
                !receiptsByMail.isEmpty(),
                !electronicInvoices.isEmpty());
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

    public String getTaxId() {
        return taxId;
    }

    public void setTaxId(String taxId) {
        this.taxId = taxId;
    }

    public String getEmail() {
        return email;
    }

    public void setEmail(String email) {
        this.email = email;
    }

    /** {@code yes} or empty. */
    public String getReceiptsByMail() {
        return receiptsByMail;
    }

    public void setReceiptsByMail(String receiptsByMail) {
        this.receiptsByMail = receiptsByMail;
    }

    /** {@code yes} or empty. */
    public String getElectronicInvoices() {
        return electronicInvoices;
    }

    public void setElectronicInvoices(String electronicInvoices) {
        this.electronicInvoices = electronicInvoices;
    }
}
