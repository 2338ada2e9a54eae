package io.holdfast.webclient.organizer;

import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.site.AddressForm;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who sells an organizer's tickets, as typed. Fields are named as in the API. */
public final class SellerForm extends AddressForm {

    private String taxId = "";
    private String email = "";
    private String receiptsByMail = "";
    private String electronicInvoices = "";

    static SellerForm of(Event.@Nullable Seller seller) {
        SellerForm form = new SellerForm();
        if (seller != null) {
            form.fill(seller.name(), seller.street(), seller.postalCode(), seller.city(), seller.country());
            form.taxId = Objects.toString(seller.taxId(), "");
            form.email = seller.email();
            form.receiptsByMail = seller.receiptsByMail() ? "yes" : "";
            form.electronicInvoices = Boolean.TRUE.equals(seller.electronicInvoices()) ? "yes" : "";
        }
        return form;
    }

    Event.Seller seller() {
        return new Event.Seller(
                getName().strip(),
                getStreet().strip(),
                orNone(getPostalCode()),
                getCity().strip(),
                getCountry().strip(),
                orNone(taxId),
                email.strip(),
                !receiptsByMail.isEmpty(),
                !electronicInvoices.isEmpty());
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
