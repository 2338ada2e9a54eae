package io.holdfast.webclient.catalogue;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The form that publishes an event, as typed: nothing entered is lost when something is wrong. Its fields are named as in
 * the API, so that what events-service says about a field is shown at that field.
 */
public final class EventForm {

    private static final int MOST_TIERS = 20;

    /** A tier as typed. */
    public record TierInput(String name, String price, String capacity, String maxPerOrder) {

        static final TierInput EMPTY = new TierInput("", "", "", "");
    }

    private final Map<String, String> values = new LinkedHashMap<>();
    private final List<TierInput> tiers = new ArrayList<>();
    private final Map<String, String> problems = new LinkedHashMap<>();

    private EventForm() {}

    static EventForm blank(String currency) {
        var form = new EventForm();
        form.values.put("currency", currency);
        form.values.put("timezone", "Europe/London");
        form.tiers.add(TierInput.EMPTY);
        return form;
    }

    static EventForm of(Map<String, String> parameters) {
        var form = new EventForm();
        parameters.forEach((name, value) -> {
            if (!name.startsWith("tiers[")) form.values.put(name, value.strip());
        });
        for (int i = 0; i < MOST_TIERS; i++) {
            var prefix = "tiers[" + i + "].";
            if (!parameters.containsKey(prefix + "name")) break;
            form.tiers.add(new TierInput(
                    text(parameters, prefix + "name"),
                    text(parameters, prefix + "price"),
                    text(parameters, prefix + "capacity"),
                    text(parameters, prefix + "maxPerOrder")));
        }
        if (form.tiers.isEmpty()) form.tiers.add(TierInput.EMPTY);
        return form;
    }

    private static String text(Map<String, String> parameters, String name) {
        return parameters.getOrDefault(name, "").strip();
    }

    public String value(String field) {
        return values.getOrDefault(field, "");
    }

    /** A copy without the problems, to try things on. */
    EventForm copy() {
        var copy = new EventForm();
        copy.values.putAll(values);
        copy.tiers.addAll(tiers);
        return copy;
    }

    /** The id of a field on the page. */
    public String id(String field) {
        return "f-" + field.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("-$", "");
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
            default -> "create.tickets";
        };
    }

    public List<TierInput> getTiers() {
        return List.copyOf(tiers);
    }

    public boolean canHaveMoreTiers() {
        return tiers.size() < MOST_TIERS;
    }

    void addTier() {
        if (canHaveMoreTiers()) tiers.add(TierInput.EMPTY);
    }

    void removeTier(int index) {
        if (tiers.size() > 1 && index >= 0 && index < tiers.size()) tiers.remove(index);
    }

    /** What is wrong, by field: a message key, or a sentence that events-service said. */
    public Map<String, String> getProblems() {
        return problems;
    }

    public @Nullable String problem(String field) {
        return problems.get(field);
    }

    void addProblem(String field, String message) {
        problems.putIfAbsent(field, message);
    }

    /** The request to events-service; what is wrong is noted in the problems. */
    Map<String, Object> toRequest(Instant now) {
        var request = new LinkedHashMap<String, Object>();
        required("name", request);
        required("description", request);
        optional("category", request);
        request.put("venue", venue());
        var zone = zone();
        var starts = instant("startsAt", zone, true);
        var ends = instant("endsAt", zone, false);
        if (starts != null && !starts.isAfter(now)) addProblem("startsAt", "create.problem.past");
        if (starts != null && ends != null && !ends.isAfter(starts)) addProblem("endsAt", "create.problem.ends");
        put(request, "startsAt", starts);
        put(request, "endsAt", ends);
        request.put("timezone", zone.getId());
        request.put("currency", value("currency"));
        put(request, "salesStart", instant("salesStart", zone, false));
        put(request, "salesEnd", instant("salesEnd", zone, false));
        var all = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < tiers.size(); i++) all.add(tier(i, tiers.get(i)));
        request.put("tiers", all);
        return request;
    }

    private Map<String, Object> venue() {
        var venue = new LinkedHashMap<String, Object>();
        var name = value("venue.name");
        if (!name.isEmpty()) venue.put("name", name);
        for (var part : List.of("address", "city", "country")) {
            var text = value("venue." + part);
            if (!text.isEmpty()) venue.put(part, text);
        }
        return venue;
    }

    private Map<String, Object> tier(int index, TierInput input) {
        var field = "tiers[" + index + "].";
        var tier = new LinkedHashMap<String, Object>();
        if (input.name().isEmpty()) addProblem(field + "name", "create.problem.required");
        tier.put("name", input.name());
        put(tier, "price", price(field + "price", input.price()));
        put(tier, "capacity", whole(field + "capacity", input.capacity(), 1_000_000, true));
        put(tier, "maxPerOrder", whole(field + "maxPerOrder", input.maxPerOrder(), 1000, false));
        return tier;
    }

    private @Nullable Long price(String field, String typed) {
        if (typed.isEmpty()) {
            addProblem(field, "create.problem.price");
            return null;
        }
        try {
            var digits = Math.max(0, Currency.getInstance(value("currency")).getDefaultFractionDigits());
            // Nobody types thousands into this field: a comma is the decimal sign of those who write it so.
            var amount = new BigDecimal(typed.replace(',', '.'));
            if (amount.signum() < 0 || amount.precision() > 12) throw new ArithmeticException();
            return amount.movePointRight(digits).longValueExact();
        } catch (ArithmeticException | IllegalArgumentException e) {
            addProblem(field, "create.problem.price");
            return null;
        }
    }

    private @Nullable Integer whole(String field, String typed, int most, boolean needed) {
        if (typed.isEmpty() && !needed) return null;
        if (typed.matches("\\d{1,7}")) {
            var number = Integer.parseInt(typed);
            if (number >= 1 && number <= most) return number;
        }
        addProblem(field, needed ? "create.problem.capacity" : "create.problem.most");
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
        var typed = value(field);
        if (typed.isEmpty()) {
            if (needed) addProblem(field, "create.problem.required");
            return null;
        }
        try {
            return LocalDateTime.parse(typed).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            addProblem(field, "create.problem.date");
            return null;
        }
    }

    private void required(String field, Map<String, Object> request) {
        var text = value(field);
        if (text.isEmpty()) addProblem(field, "create.problem.required");
        request.put(field, text);
    }

    private void optional(String field, Map<String, Object> request) {
        var text = value(field);
        if (!text.isEmpty()) request.put(field, text);
    }

    private static void put(Map<String, Object> request, String field, @Nullable Object value) {
        if (value != null) request.put(field, value instanceof Instant instant ? instant.toString() : value);
    }
}
