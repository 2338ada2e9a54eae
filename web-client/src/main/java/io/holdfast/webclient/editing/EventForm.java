package io.holdfast.webclient.editing;

import io.holdfast.webclient.backend.Event;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The form that creates or edits an event. Every field is the text that was typed, so that the page can show it again
 * whatever is wrong with it; {@link EventFormReader} reads it. Fields are named as in the API.
 */
public final class EventForm {

    /** Name of the form in a page's model. */
    static final String MODEL_NAME = "form";

    /** As many as events-service takes. */
    static final int MOST_TIERS = 50;

    private String name = "";
    private String description = "";
    private String category = "";
    private String imageUrl = "";
    private String startsAt = "";
    private String endsAt = "";
    private String timezone = "";
    private VenueForm venue = new VenueForm();
    private String currency = "";
    private List<TierForm> tiers = new ArrayList<>(List.of(new TierForm()));
    private String salesStart = "";
    private String salesEnd = "";
    private String maxPerBuyer = "";
    private SellBackForm sellBack = new SellBackForm();
    private FeeForm fee = new FeeForm();
    private String salesPaused = "";
    private String lostDisputesStopTickets = "";
    private String proofOfWork = "";
    private String returnUntil = "";
    private WaitingRoomForm waitingRoom = new WaitingRoomForm();
    private String version = "";
    private String known = "";

    private String language = "";
    private Map<String, TranslationForm> translations = blankTranslations();

    /** The form of a new event. */
    static EventForm blank(String currency) {
        EventForm form = new EventForm();
        form.currency = currency;
        form.timezone = "Europe/London";
        form.sellBack.setAllowed("yes");
        return form;
    }

    /** An event that exists already, as it would be typed. */
    static EventForm of(Event event) {
        EventForm form = new EventForm();
        ZoneId zone = event.zone();
        form.name = event.name();
        form.description = typed(event.description());
        form.category = typed(event.category());
        form.imageUrl = typed(event.imageUrl());
        form.startsAt = localTime(event.startsAt(), zone);
        // An end that was not chosen stays unchosen, so that it goes along when the start is moved.
        form.endsAt = event.hasUsualEnd() ? "" : localTime(event.endsAt(), zone);
        form.timezone = zone.getId();
        if (event.venue() != null) {
            form.venue.setName(event.venue().isAnnounced() ? event.venue().name() : "");
            form.venue.setAddress(typed(event.venue().address()));
            form.venue.setCity(typed(event.venue().city()));
            form.venue.setCountry(typed(event.venue().country()));
        }
        form.currency = event.currency();
        form.salesStart = localTime(event.salesStart(), zone);
        form.salesEnd = localTime(event.salesEnd(), zone);
        form.maxPerBuyer = typed(event.maxPerBuyer());
        form.sellBack.setAllowed(event.sellBack() == null || event.sellBack().allowed() ? "yes" : "");
        form.sellBack.setMinutesBefore(
                event.sellBack() == null ? "" : typed(event.sellBack().minutesBefore()));
        form.fee = FeeForm.of(event.fee(), event.currency());
        form.salesPaused = event.isPaused() ? "yes" : "";
        form.lostDisputesStopTickets = Boolean.TRUE.equals(event.lostDisputesStopTickets()) ? "yes" : "";
        form.proofOfWork = event.asksForProofOfWork() ? "yes" : "";
        form.returnUntil = localTime(event.returnUntil(), zone);
        if (event.waitingRoom() != null) {
            form.waitingRoom.setOpensAt(localTime(event.waitingRoom().opensAt(), zone));
            form.waitingRoom.setAdmitPerMinute(typed(event.waitingRoom().admitPerMinute()));
            form.waitingRoom.setHoldersAtOnce(typed(event.waitingRoom().holdersAtOnce()));
        }
        form.language = typed(event.language());
        if (event.translations() != null) {
            event.translations().forEach((tag, given) -> form.translations.put(tag, TranslationForm.of(given)));
        }
        form.version = typed(event.version());
        if (!event.tiers().isEmpty()) {
            form.tiers.clear();
            event.tiers().forEach(tier -> form.tiers.add(TierForm.of(tier, event.currency())));
        }
        form.known = event.tiers().stream().map(Event.Tier::id).collect(Collectors.joining(","));
        return form;
    }

    private static Map<String, TranslationForm> blankTranslations() {
        Map<String, TranslationForm> blank = new LinkedHashMap<>();
        TranslationForm.LANGUAGES.forEach(tag -> blank.put(tag, new TranslationForm()));
        return blank;
    }

    private static String typed(@Nullable Object value) {
        return Objects.toString(value, "");
    }

    /** A time as a {@code datetime-local} input has it, without seconds; empty for null. */
    static String localTime(@Nullable Instant instant, ZoneId zone) {
        return instant == null
                ? ""
                : LocalDateTime.ofInstant(instant, zone)
                        .truncatedTo(ChronoUnit.MINUTES)
                        .toString();
    }

    /** Whether something is given in the language with this tag. */
    public boolean isGivenIn(String tag) {
        TranslationForm texts = translations.get(tag);
        return (texts != null && !texts.isEmpty()) || tiers.stream().anyMatch(tier -> tier.isNamedIn(tag));
    }

    public boolean canHaveMoreTiers() {
        return tiers.size() < MOST_TIERS;
    }

    void addTier() {
        if (canHaveMoreTiers()) {
            tiers.add(new TierForm());
        }
    }

    /** Removes the row at the index; the last row stays. */
    void removeTier(int index) {
        if (tiers.size() > 1 && index >= 0 && index < tiers.size()) {
            tiers.remove(index);
        }
    }

    /** The index of the row of the tier with this id; -1 if there is none. */
    int indexOf(String tierId) {
        for (int i = 0; i < tiers.size(); i++) {
            if (!tierId.isEmpty() && tiers.get(i).getId().equals(tierId)) {
                return i;
            }
        }
        return -1;
    }

    /** The version of the event that this form was made from; 0, which no event has, if it is missing. */
    long versionNumber() {
        return version.matches("\\d{1,15}") ? Long.parseLong(version) : 0;
    }

    /**
     * Bases this form on a newer version of the event. A tier that was added in that version gets a row, since a form
     * without it would remove it; a new row of this form with the same name becomes that tier's row.
     *
     * @return names of the tiers that got a row
     */
    List<String> rebaseOn(EventForm saved) {
        List<String> added = new ArrayList<>();
        List<String> before = List.of(known.split(","));
        for (TierForm tier : saved.tiers) {
            if (before.contains(tier.getId()) || indexOf(tier.getId()) >= 0) {
                continue;
            }
            TierForm same = newTier(tier.getName());
            if (same != null) {
                same.setId(tier.getId());
            } else {
                tiers.add(tier);
                added.add(tier.getName());
            }
        }
        known = saved.known;
        version = saved.version;
        return added;
    }

    private @Nullable TierForm newTier(String tierName) {
        return tiers.stream()
                .filter(tier -> tier.getId().isEmpty() && tier.getName().equals(tierName))
                .findFirst()
                .orElse(null);
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public String getDescription() {
        return description;
    }

    public void setDescription(String description) {
        this.description = description;
    }

    public String getCategory() {
        return category;
    }

    public void setCategory(String category) {
        this.category = category;
    }

    public String getImageUrl() {
        return imageUrl;
    }

    public void setImageUrl(String imageUrl) {
        this.imageUrl = imageUrl;
    }

    public String getStartsAt() {
        return startsAt;
    }

    public void setStartsAt(String startsAt) {
        this.startsAt = startsAt;
    }

    public String getEndsAt() {
        return endsAt;
    }

    public void setEndsAt(String endsAt) {
        this.endsAt = endsAt;
    }

    public String getTimezone() {
        return timezone;
    }

    public void setTimezone(String timezone) {
        this.timezone = timezone;
    }

    public VenueForm getVenue() {
        return venue;
    }

    public void setVenue(VenueForm venue) {
        this.venue = venue;
    }

    public String getCurrency() {
        return currency;
    }

    public void setCurrency(String currency) {
        this.currency = currency;
    }

    public List<TierForm> getTiers() {
        return tiers;
    }

    public void setTiers(List<TierForm> tiers) {
        this.tiers = tiers;
    }

    public String getSalesStart() {
        return salesStart;
    }

    public void setSalesStart(String salesStart) {
        this.salesStart = salesStart;
    }

    public String getSalesEnd() {
        return salesEnd;
    }

    public void setSalesEnd(String salesEnd) {
        this.salesEnd = salesEnd;
    }

    public String getMaxPerBuyer() {
        return maxPerBuyer;
    }

    public void setMaxPerBuyer(String maxPerBuyer) {
        this.maxPerBuyer = maxPerBuyer;
    }

    public SellBackForm getSellBack() {
        return sellBack;
    }

    public void setSellBack(SellBackForm sellBack) {
        this.sellBack = sellBack;
    }

    public FeeForm getFee() {
        return fee;
    }

    public void setFee(FeeForm fee) {
        this.fee = fee;
    }

    /** {@code yes} or empty. */
    public String getSalesPaused() {
        return salesPaused;
    }

    public void setSalesPaused(String salesPaused) {
        this.salesPaused = salesPaused;
    }

    /** {@code yes} or empty. */
    public String getProofOfWork() {
        return proofOfWork;
    }

    public void setProofOfWork(String proofOfWork) {
        this.proofOfWork = proofOfWork;
    }

    public String getLostDisputesStopTickets() {
        return lostDisputesStopTickets;
    }

    public void setLostDisputesStopTickets(String lostDisputesStopTickets) {
        this.lostDisputesStopTickets = lostDisputesStopTickets;
    }

    /** Until when buyers may return their tickets if date or place is not what it was; empty for the usual time. */
    public String getReturnUntil() {
        return returnUntil;
    }

    public void setReturnUntil(String returnUntil) {
        this.returnUntil = returnUntil;
    }

    public WaitingRoomForm getWaitingRoom() {
        return waitingRoom;
    }

    public void setWaitingRoom(WaitingRoomForm waitingRoom) {
        this.waitingRoom = waitingRoom;
    }

    /** The tag of the language of its own texts; empty if it is not stated. */
    public String getLanguage() {
        return language;
    }

    public void setLanguage(String language) {
        this.language = language;
    }

    /** Its texts in further languages, by tag. */
    public Map<String, TranslationForm> getTranslations() {
        return translations;
    }

    public void setTranslations(Map<String, TranslationForm> translations) {
        this.translations = translations;
    }

    /** The version of the event that this form was made from; empty for a new event. */
    public String getVersion() {
        return version;
    }

    public void setVersion(String version) {
        this.version = version;
    }

    /** Ids of the tiers that the event had in that version, separated by commas. */
    public String getKnown() {
        return known;
    }

    public void setKnown(String known) {
        this.known = known;
    }
}
