package io.holdfast.webclient.catalogue;

import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.site.Amounts;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The form that publishes an event, as typed: nothing entered is lost when something is wrong. Its fields are named as in
 * the API, so that what events-service says about a field is shown at that field.
 */
public final class EventForm {

    static final String SELL_BACK = "sellBack.allowed";
    static final String SELL_BACK_MINUTES = "sellBack.minutesBefore";

    private static final int MOST_TIERS = 50;
    private static final int MOST_PER_BUYER = 1_000_000;

    /** As events-service has it, which says it in minor units. */
    private static final long HIGHEST_PRICE = 99_999_999;

    /**
     * A tier as typed.
     *
     * @param id of a tier that is there already; empty for a new one
     */
    public record TierInput(
            String id,
            String name,
            String price,
            String capacity,
            String maxPerOrder,
            String maxPerBuyer,
            String seating) {

        static final TierInput EMPTY = new TierInput("", "", "", "", "", "", "");

        TierInput withId(String newId) {
            return new TierInput(newId, name, price, capacity, maxPerOrder, maxPerBuyer, seating);
        }

        /** Its price in minor units; null while it is none. */
        @Nullable
        Long minor(EventForm form) {
            return Amounts.parse(price, form.value("currency"));
        }

        /** Name, price and size in a line. */
        String inWords() {
            String seats = seating.isEmpty()
                    ? capacity
                    : Integer.toString(SeatingText.parse(seating).seats());
            return name + ", " + price + ", " + seats;
        }

        /** Its seats as far as they were understood; null if it has none. */
        public @Nullable SeatingSketch sketch() {
            if (seating.isEmpty()) {
                return null;
            }
            SeatingText plan = SeatingText.parse(seating);
            return plan.rows().isEmpty() ? null : SeatingSketch.of(plan);
        }
    }

    /** An argument of a problem that is said in the visitor's language. */
    record Money(long minor, String currency) {}

    /** @param message a message key, or a sentence that events-service said */
    record Problem(String message, List<Object> arguments) {}

    private final Map<String, String> values = new LinkedHashMap<>();
    private final List<TierInput> tiers = new ArrayList<>();
    private final Map<String, Problem> problems = new LinkedHashMap<>();

    private EventForm() {}

    static EventForm blank(String currency) {
        EventForm form = new EventForm();
        form.values.put("currency", currency);
        form.values.put("timezone", "Europe/London");
        form.values.put(SELL_BACK, "yes");
        form.tiers.add(TierInput.EMPTY);
        return form;
    }

    static EventForm of(Map<String, String> parameters) {
        EventForm form = new EventForm();
        parameters.forEach((name, value) -> {
            if (!name.startsWith("tiers[")) {
                form.values.put(name, clean(value));
            }
        });
        for (int i = 0; i < MOST_TIERS; i++) {
            String prefix = "tiers[" + i + "].";
            if (!parameters.containsKey(prefix + "name")) {
                break;
            }
            form.tiers.add(new TierInput(
                    text(parameters, prefix + "id"),
                    text(parameters, prefix + "name"),
                    text(parameters, prefix + "price"),
                    text(parameters, prefix + "capacity"),
                    text(parameters, prefix + "maxPerOrder"),
                    text(parameters, prefix + "maxPerBuyer"),
                    text(parameters, prefix + "seating")));
        }
        if (form.tiers.isEmpty()) {
            form.tiers.add(TierInput.EMPTY);
        }
        return form;
    }

    /** An event that is there already, as it would be typed. */
    static EventForm of(Event event) {
        EventForm form = new EventForm();
        ZoneId zone = event.zone();
        form.put("name", event.name());
        form.put("description", event.description());
        form.put("category", event.category());
        form.put("imageUrl", event.imageUrl());
        if (event.venue() != null) {
            form.put("venue.name", event.venue().name());
            form.put("venue.address", event.venue().address());
            form.put("venue.city", event.venue().city());
            form.put("venue.country", event.venue().country());
        }
        form.put("timezone", zone.getId());
        form.put("startsAt", local(event.startsAt(), zone));
        form.put("endsAt", local(event.endsAt(), zone));
        form.put("salesStart", local(event.salesStart(), zone));
        form.put("salesEnd", local(event.salesEnd(), zone));
        form.put("currency", event.currency());
        form.put("maxPerBuyer", event.maxPerBuyer());
        if (event.sellBack() == null || event.sellBack().allowed()) {
            form.put(SELL_BACK, "yes");
        }
        if (event.sellBack() != null) {
            form.put(SELL_BACK_MINUTES, event.sellBack().minutesBefore());
        }
        if (event.isPaused()) {
            form.put("salesPaused", "yes");
        }
        form.put("version", event.version());
        for (Event.Tier tier : event.tiers()) {
            String seating = SeatingText.of(tier.seating());
            form.tiers.add(new TierInput(
                    tier.id(),
                    tier.name(),
                    Amounts.typed(tier.price(), event.currency()),
                    seating.isEmpty() ? Integer.toString(tier.capacity()) : "",
                    typed(tier.maxPerOrder()),
                    typed(tier.maxPerBuyer()),
                    seating));
        }
        form.put("known", event.tiers().stream().map(Event.Tier::id).collect(Collectors.joining(",")));
        if (form.tiers.isEmpty()) {
            form.tiers.add(TierInput.EMPTY);
        }
        return form;
    }

    private void put(String field, @Nullable Object value) {
        if (value != null) {
            values.put(field, value.toString());
        }
    }

    private static String typed(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private static @Nullable String local(@Nullable Instant instant, ZoneId zone) {
        return instant == null
                ? null
                : LocalDateTime.ofInstant(instant, zone)
                        .truncatedTo(ChronoUnit.MINUTES)
                        .toString();
    }

    private static String text(Map<String, String> parameters, String name) {
        return clean(parameters.getOrDefault(name, ""));
    }

    /** Browsers send line breaks as two characters; nobody typed two. */
    private static String clean(String typed) {
        return typed.replace("\r\n", "\n").strip();
    }

    public String value(String field) {
        return values.getOrDefault(field, "");
    }

    /** A copy without the problems, to try things on. */
    EventForm copy() {
        EventForm copy = new EventForm();
        copy.values.putAll(values);
        copy.tiers.addAll(tiers);
        return copy;
    }

    /** The id of a field on the page. */
    public String id(String field) {
        return "f-" + field.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("-$", "");
    }

    /** The input that shows what is said about a field of the request. */
    String inputOf(String field) {
        if (field.matches("tiers\\[\\d+]\\.seating.+")) {
            return field.substring(0, field.indexOf("seating") + 7);
        }
        if (field.equals("sellBack")) {
            return SELL_BACK;
        }
        return field.equals("status") || field.equals("version") ? "" : field;
    }

    /** What the tier is called that a field belongs to; empty if it belongs to none. */
    public String tierOf(String field) {
        if (tiers.size() < 2 || !field.matches("tiers\\[\\d{1,2}]\\..*")) {
            return "";
        }
        int index = Integer.parseInt(field.substring(6, field.indexOf(']')));
        return index < tiers.size() ? tiers.get(index).name() : "";
    }

    /** The message that names a field. */
    public String labelKey(String field) {
        return switch (field.replaceAll("\\[\\d+]", "")) {
            case "name" -> "create.name";
            case "description" -> "create.description";
            case "category" -> "create.category";
            case "startsAt" -> "create.starts";
            case "endsAt" -> "create.ends";
            case "timezone" -> "create.timezone";
            case "venue.name" -> "create.venue";
            case "venue.address" -> "create.address";
            case "venue.city" -> "create.city";
            case "venue.country" -> "create.country";
            case "currency" -> "create.currency";
            case "salesStart" -> "create.sales.start";
            case "salesEnd" -> "create.sales.end";
            case "tiers.name" -> "create.tier.name";
            case "tiers.price" -> "create.tier.price";
            case "tiers.capacity" -> "create.tier.capacity";
            case "tiers.maxPerOrder" -> "create.tier.most";
            case "tiers.maxPerBuyer" -> "create.tier.most.buyer";
            case "tiers.seating" -> "create.tier.seats";
            case "maxPerBuyer" -> "create.most.buyer";
            case SELL_BACK -> "create.sellback";
            case SELL_BACK_MINUTES -> "create.sellback.minutes";
            case "salesPaused" -> "create.paused";
            case "imageUrl" -> "create.image";
            default -> "create.tickets";
        };
    }

    public List<TierInput> getTiers() {
        return List.copyOf(tiers);
    }

    public boolean canHaveMoreTiers() {
        return tiers.size() < MOST_TIERS;
    }

    /** Where the tier with this id is in the form; -1 if it is not. */
    int indexOf(String tierId) {
        if (tierId.isEmpty()) {
            return -1;
        }
        for (int i = 0; i < tiers.size(); i++) {
            if (tiers.get(i).id().equals(tierId)) {
                return i;
            }
        }
        return -1;
    }

    /** The version that this form was made from; zero, which is none, if it does not say. */
    long version() {
        return value("version").matches("\\d{1,15}") ? Long.parseLong(value("version")) : 0;
    }

    /**
     * From now on it stands on what is saved now. A tier that came meanwhile is taken in rather than removed unseen; if it
     * is called like a new one of this form, it is that one.
     *
     * @return names of the tiers taken in
     */
    List<String> catchUpWith(EventForm saved) {
        List<String> taken = new ArrayList<>();
        List<String> known = List.of(value("known").split(","));
        for (TierInput tier : saved.tiers) {
            if (known.contains(tier.id()) || indexOf(tier.id()) >= 0) {
                continue;
            }
            int same = newTier(tier.name());
            if (same >= 0) {
                tiers.set(same, tiers.get(same).withId(tier.id()));
            } else {
                tiers.add(tier);
                taken.add(tier.name());
            }
        }
        values.put("known", saved.value("known"));
        values.put("version", saved.value("version"));
        return taken;
    }

    private int newTier(String name) {
        for (int i = 0; i < tiers.size(); i++) {
            if (tiers.get(i).id().isEmpty() && tiers.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Only notes which lines of the seating plans are not understood. */
    void checkSeating() {
        for (int i = 0; i < tiers.size(); i++) {
            if (!tiers.get(i).seating().isEmpty()) {
                seating("tiers[" + i + "].seating", tiers.get(i).seating());
            }
        }
    }

    void addTier() {
        if (canHaveMoreTiers()) {
            tiers.add(TierInput.EMPTY);
        }
    }

    void removeTier(int index) {
        if (tiers.size() > 1 && index >= 0 && index < tiers.size()) {
            tiers.remove(index);
        }
    }

    /** What is wrong, by field. */
    Map<String, Problem> problems() {
        return problems;
    }

    void addProblem(String field, String message, Object... arguments) {
        problems.putIfAbsent(field, new Problem(message, List.of(arguments)));
    }

    /** The request to events-service; what is wrong is noted in the problems. */
    Map<String, Object> toRequest(Instant now) {
        Map<String, Object> request = new LinkedHashMap<>();
        required("name", request);
        required("description", request);
        optional("category", request);
        request.put("venue", venue());
        ZoneId zone = zone();
        Instant starts = instant("startsAt", zone, true);
        Instant ends = instant("endsAt", zone, false);
        if (starts != null && !starts.isAfter(now)) {
            addProblem("startsAt", "create.problem.past");
        }
        if (starts != null && ends != null && !ends.isAfter(starts)) {
            addProblem("endsAt", "create.problem.ends");
        }
        put(request, "startsAt", starts);
        put(request, "endsAt", ends);
        request.put("timezone", zone.getId());
        request.put("currency", value("currency"));
        put(request, "salesStart", instant("salesStart", zone, false));
        put(request, "salesEnd", instant("salesEnd", zone, false));
        optional("imageUrl", request);
        // Anything else is a poster on the pages: browsers are told to load no picture over http.
        if (!value("imageUrl").isEmpty() && !value("imageUrl").startsWith("https://")) {
            addProblem("imageUrl", "create.problem.image");
        }
        put(request, "maxPerBuyer", limit("maxPerBuyer", value("maxPerBuyer")));
        request.put("sellBack", sellBack());
        request.put("salesPaused", !value("salesPaused").isEmpty());
        List<Map<String, Object>> all = new ArrayList<>();
        for (int i = 0; i < tiers.size(); i++) {
            all.add(tier(i, tiers.get(i)));
        }
        request.put("tiers", all);
        return request;
    }

    /**
     * What was not touched stays as it is. Times stay exact: the form knows neither seconds nor which of two equal hours is
     * meant. And a picture that was let in elsewhere, such as one over http, is no reason to refuse the rest.
     */
    void keepUntouched(Event event, Map<String, Object> request) {
        if (value("imageUrl").equals(event.imageUrl())) {
            problems.remove("imageUrl");
        }
        ZoneId zone = event.zone();
        if (!zone.getId().equals(value("timezone"))) {
            return;
        }
        keepTime("startsAt", event.startsAt(), zone, request);
        keepTime("endsAt", event.endsAt(), zone, request);
        keepTime("salesStart", event.salesStart(), zone, request);
        keepTime("salesEnd", event.salesEnd(), zone, request);
    }

    private void keepTime(String field, @Nullable Instant instant, ZoneId zone, Map<String, Object> request) {
        if (instant != null && value(field).equals(local(instant, zone))) {
            put(request, field, instant);
        }
    }

    private Map<String, Object> venue() {
        Map<String, Object> venue = new LinkedHashMap<>();
        String name = value("venue.name");
        if (!name.isEmpty()) {
            venue.put("name", name);
        }
        for (String part : List.of("address", "city", "country")) {
            String text = value("venue." + part);
            if (!text.isEmpty()) {
                venue.put(part, text);
            }
        }
        return venue;
    }

    private Map<String, Object> tier(int index, TierInput input) {
        String field = "tiers[" + index + "].";
        Map<String, Object> tier = new LinkedHashMap<>();
        if (!input.id().isEmpty()) {
            tier.put("id", input.id());
        }
        if (input.name().isEmpty()) {
            addProblem(field + "name", "create.problem.required");
        }
        tier.put("name", input.name());
        put(tier, "price", price(field + "price", input.price()));
        if (input.seating().isEmpty()) {
            put(tier, "capacity", whole(field + "capacity", input.capacity(), 1, 1_000_000, "create.problem.capacity"));
        } else {
            put(tier, "seating", seating(field + "seating", input.seating()));
        }
        if (!input.maxPerOrder().isEmpty()) {
            put(tier, "maxPerOrder", whole(field + "maxPerOrder", input.maxPerOrder(), 1, 100, "create.problem.most"));
        }
        put(tier, "maxPerBuyer", limit(field + "maxPerBuyer", input.maxPerBuyer()));
        return tier;
    }

    private @Nullable Map<String, Object> seating(String field, String typed) {
        SeatingText plan = SeatingText.parse(typed);
        SeatingText.Problem problem = plan.problem();
        if (problem != null) {
            addProblem(field, problem.key(), problem.line(), problem.part());
            return null;
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Event.SeatRow row : plan.rows()) {
            Map<String, Object> request = new LinkedHashMap<>();
            request.put("label", row.label());
            request.put("seats", row.seats());
            numbers(request, "gaps", row.gaps());
            numbers(request, "aisles", row.aisles());
            numbers(request, "accessible", row.accessible());
            numbers(request, "companion", row.companion());
            rows.add(request);
        }
        return Map.of("rows", rows);
    }

    private static void numbers(Map<String, Object> request, String field, @Nullable List<Integer> numbers) {
        if (numbers != null && !numbers.isEmpty()) {
            request.put(field, numbers);
        }
    }

    private Map<String, Object> sellBack() {
        Map<String, Object> sellBack = new LinkedHashMap<>();
        sellBack.put("allowed", !value(SELL_BACK).isEmpty());
        String minutes = value(SELL_BACK_MINUTES);
        if (!minutes.isEmpty()) {
            put(sellBack, "minutesBefore", whole(SELL_BACK_MINUTES, minutes, 0, 525_600, "create.problem.minutes"));
        }
        return sellBack;
    }

    private @Nullable Integer limit(String field, String typed) {
        return typed.isEmpty() ? null : whole(field, typed, 1, MOST_PER_BUYER, "create.problem.most.buyer");
    }

    private @Nullable Long price(String field, String typed) {
        Long amount = Amounts.parse(typed, value("currency"));
        if (amount == null) {
            addProblem(field, "create.problem.price");
        } else if (amount > HIGHEST_PRICE) {
            addProblem(field, "create.problem.price.most", new Money(HIGHEST_PRICE, value("currency")));
        }
        return amount;
    }

    private @Nullable Integer whole(String field, String typed, int least, int most, String problem) {
        if (typed.matches("\\d{1,7}")) {
            int number = Integer.parseInt(typed);
            if (number >= least && number <= most) {
                return number;
            }
        }
        addProblem(field, problem);
        return null;
    }

    ZoneId zone() {
        try {
            return ZoneId.of(value("timezone"));
        } catch (DateTimeException e) {
            addProblem("timezone", "create.problem.required");
            return ZoneId.of("UTC");
        }
    }

    @Nullable
    Instant instant(String field, ZoneId zone, boolean needed) {
        String typed = value(field);
        if (typed.isEmpty()) {
            if (needed) {
                addProblem(field, "create.problem.required");
            }
            return null;
        }
        try {
            LocalDateTime local = LocalDateTime.parse(typed);
            // It would be moved by an hour unseen. Of a time that there is twice, the first is taken.
            if (zone.getRules().getValidOffsets(local).isEmpty()) {
                addProblem(field, "create.problem.gap", zone.getId().replace('_', ' '));
                return null;
            }
            return local.atZone(zone).toInstant();
        } catch (DateTimeException e) {
            addProblem(field, "create.problem.date");
            return null;
        }
    }

    private void required(String field, Map<String, Object> request) {
        String text = value(field);
        if (text.isEmpty()) {
            addProblem(field, "create.problem.required");
        }
        request.put(field, text);
    }

    private void optional(String field, Map<String, Object> request) {
        String text = value(field);
        if (!text.isEmpty()) {
            request.put(field, text);
        }
    }

    private static void put(Map<String, Object> request, String field, @Nullable Object value) {
        if (value != null) {
            request.put(field, value instanceof Instant instant ? instant.toString() : value);
        }
    }
}
