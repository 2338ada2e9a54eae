package io.holdfast.webclient.editing;

import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.site.Amounts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A tier's row of an event's form, as typed. */
public final class TierForm {

    private String id = "";
    private String name = "";
    private String price = "";
    private String capacity = "";
    private String maxPerOrder = "";
    private String maxPerBuyer = "";
    private String seating = "";
    private String taxRate = "";
    private String taxAdded = "";
    private Map<String, String> names = blankNames();

    /** A tier that exists already, as it would be typed. */
    static TierForm of(Event.Tier tier, String currency) {
        TierForm form = new TierForm();
        form.id = tier.id();
        form.name = tier.name();
        form.price = Amounts.typed(tier.price(), currency);
        form.seating = SeatingWriter.write(tier.seating());
        form.capacity = form.seating.isEmpty() ? Integer.toString(tier.capacity()) : "";
        form.maxPerOrder = Objects.toString(tier.maxPerOrder(), "");
        form.maxPerBuyer = Objects.toString(tier.maxPerBuyer(), "");
        form.taxRate = tier.taxRate() == null ? "" : Percents.typed(tier.taxRate());
        form.taxAdded = Boolean.FALSE.equals(tier.taxIncluded()) ? "yes" : "";
        if (tier.names() != null) {
            form.names.putAll(tier.names());
        }
        return form;
    }

    private static Map<String, String> blankNames() {
        Map<String, String> blank = new LinkedHashMap<>();
        TranslationForm.LANGUAGES.forEach(tag -> blank.put(tag, ""));
        return blank;
    }

    boolean isNamedIn(String tag) {
        return !names.getOrDefault(tag, "").isEmpty();
    }

    /** Empty for a new tier. */
    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public String getPrice() {
        return price;
    }

    public void setPrice(String price) {
        this.price = price;
    }

    public String getCapacity() {
        return capacity;
    }

    public void setCapacity(String capacity) {
        this.capacity = capacity;
    }

    public String getMaxPerOrder() {
        return maxPerOrder;
    }

    public void setMaxPerOrder(String maxPerOrder) {
        this.maxPerOrder = maxPerOrder;
    }

    public String getMaxPerBuyer() {
        return maxPerBuyer;
    }

    public void setMaxPerBuyer(String maxPerBuyer) {
        this.maxPerBuyer = maxPerBuyer;
    }

    /** The seats in the notation of {@link SeatingText}; empty for a tier without numbered seats. */
    public String getSeating() {
        return seating;
    }

    public void setSeating(String seating) {
        this.seating = seating;
    }

    /** In percent; empty if no tax is stated. */
    public String getTaxRate() {
        return taxRate;
    }

    public void setTaxRate(String taxRate) {
        this.taxRate = taxRate;
    }

    /** {@code yes} if the tax is added to the price, otherwise empty. */
    public String getTaxAdded() {
        return taxAdded;
    }

    public void setTaxAdded(String taxAdded) {
        this.taxAdded = taxAdded;
    }

    /** Its names in further languages, by tag. */
    public Map<String, String> getNames() {
        return names;
    }

    public void setNames(Map<String, String> names) {
        this.names = names;
    }

    /** A drawing of the seats up to the first line that is not understood; null if there are none. */
    public @Nullable SeatingSketch sketch() {
        if (seating.isEmpty()) {
            return null;
        }
        SeatingText plan = SeatingText.parse(seating);
        return plan.rows().isEmpty() ? null : SeatingSketch.of(plan);
    }

    /** Name, price and size in a line, alike in every language. */
    String summary() {
        String size = seating.isEmpty()
                ? capacity
                : Integer.toString(SeatingText.parse(seating).seats());
        return name + " · " + price + " · " + size;
    }
}
