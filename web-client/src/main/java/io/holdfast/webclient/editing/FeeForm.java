package io.holdfast.webclient.editing;

import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.site.Amounts;
import org.jspecify.annotations.Nullable;

/** The fee of an event, as typed. */
public final class FeeForm {

    private String fixed = "";
    private String rate = "";
    private String paidBySeller = "";

    static FeeForm of(Event.@Nullable Fee fee, String currency) {
        FeeForm form = new FeeForm();
        if (fee != null) {
            form.fixed = fee.fixed() == 0 ? "" : Amounts.typed(fee.fixed(), currency);
            form.rate = fee.rate() == 0 ? "" : Percents.typed(fee.rate());
            form.paidBySeller = fee.paidByBuyer() ? "" : "yes";
        }
        return form;
    }

    public String getFixed() {
        return fixed;
    }

    public void setFixed(String fixed) {
        this.fixed = fixed;
    }

    public String getRate() {
        return rate;
    }

    public void setRate(String rate) {
        this.rate = rate;
    }

    /** {@code yes} or empty. */
    public String getPaidBySeller() {
        return paidBySeller;
    }

    public void setPaidBySeller(String paidBySeller) {
        this.paidBySeller = paidBySeller;
    }
}
