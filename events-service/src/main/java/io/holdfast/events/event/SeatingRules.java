package io.holdfast.events.event;

import io.holdfast.events.event.EventRequest.RowRequest;
import io.holdfast.events.event.EventRequest.SeatingRequest;
import io.holdfast.language.LookAlikes;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for seating plans. */
final class SeatingRules {

    /** Letters of any script, with their marks, and digits: nothing that separates parts of ids and names. */
    private static final Pattern LABEL = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}]{0,7}");

    /** Of any script, without what separates parts of ids and seats of a list. A label has no space: what follows the last one is the row. */
    private static final Pattern SECTION = Pattern.compile("[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}.'’&()+-]| (?! |$))*");

    private final FieldChecks checks;

    SeatingRules(FieldChecks checks) {
        this.checks = checks;
    }

    /** The plan; null for general admission. When it is wrong, the result may have fewer rows. */
    @Nullable
    Seating check(String field, @Nullable SeatingRequest request) {
        if (request == null) {
            return null;
        }
        String path = field + ".rows";
        List<@Nullable RowRequest> rows = Objects.requireNonNullElse(request.rows(), List.of());
        boolean fewEnough = checks.accepts(!rows.isEmpty(), path, "must have at least one row")
                && checks.accepts(rows.size() <= EventLimits.MAX_ROWS, path, "must be at most " + EventLimits.MAX_ROWS);
        return new Seating(fewEnough ? rows(path, rows) : List.of());
    }

    /** Checks the limits of all plans together. The result is the same tiers, with plans as they are stored. */
    List<Tier> checkTogether(List<Tier> tiers) {
        List<SeatRow> rows = tiers.stream()
                .map(Tier::seating)
                .filter(Objects::nonNull)
                .flatMap(seating -> seating.rows().stream())
                .toList();
        checks.accepts(
                rows.stream().mapToInt(SeatRow::count).sum() <= EventLimits.MAX_SEATS,
                "tiers",
                "must have at most %d numbered seats together".formatted(EventLimits.MAX_SEATS));
        checks.accepts(
                rows.size() <= EventLimits.MAX_TOTAL_ROWS,
                "tiers",
                "must have at most %d rows together".formatted(EventLimits.MAX_TOTAL_ROWS));
        checks.accepts(
                rows.stream().mapToLong(SeatRow::seats).sum() <= EventLimits.MAX_TOTAL_NUMBERS,
                "tiers",
                "must have rows whose highest numbers add up to at most %d".formatted(EventLimits.MAX_TOTAL_NUMBERS));
        checks.accepts(
                rows.stream().mapToInt(SeatRow::sectionBytes).sum() <= EventLimits.MAX_TOTAL_SECTION_BYTES,
                "tiers",
                "must have shorter names of sections, or fewer rows");
        // Only what is within the limit is listed: a small request could ask for millions of gaps.
        if (rows.stream().mapToInt(SeatRow::peculiaritiesFromOne).sum() <= EventLimits.MAX_TOTAL_PECULIARITIES) {
            return written(tiers, SeatRow::listedFromOne);
        }
        checks.accepts(
                rows.stream()
                                .map(SeatRow::fromFirst)
                                .mapToInt(SeatRow::peculiarities)
                                .sum()
                        <= EventLimits.MAX_TOTAL_PECULIARITIES,
                "tiers",
                "must have at most %d gaps, aisles, accessible and companion seats together"
                        .formatted(EventLimits.MAX_TOTAL_PECULIARITIES));
        return written(tiers, SeatRow::fromFirst);
    }

    private static List<Tier> written(List<Tier> tiers, UnaryOperator<SeatRow> rows) {
        return tiers.stream().map(tier -> tier.withRows(rows)).toList();
    }

    private List<SeatRow> rows(String path, List<@Nullable RowRequest> requests) {
        Labels labels = new Labels();
        List<SeatRow> rows = new ArrayList<>(requests.size());
        SectionOrder sections = new SectionOrder();
        for (int i = 0; i < requests.size(); i++) {
            RowRequest request = requests.get(i);
            String row = "%s[%d]".formatted(path, i);
            if (checks.accepts(request != null, row, "is required")) {
                SeatRow read = row(row, Objects.requireNonNull(request));
                rows.add(read);
                checks.accepts(
                        sections.accepts(read.section()),
                        row + ".section",
                        "must be that of the row before, or one that no row before it has");
                labels.add(row + ".label", read);
            }
        }
        labels.compare();
        return rows;
    }

    /** The labels of each section's rows, which a person has to tell apart on a ticket. */
    private final class Labels {

        private record Labelled(String field, SeatRow row) {}

        private final Map<String, Labelled> byKey = new LinkedHashMap<>();
        private final Map<String, LookAlikes> lookAlikes = new HashMap<>();

        void add(String field, SeatRow row) {
            if (!row.label().isEmpty()) {
                boolean isNew = byKey.putIfAbsent(row.key(), new Labelled(field, row)) == null;
                checks.accepts(isNew, field, "is another row's label");
            }
        }

        /** Once all are added. Those that were stored before there was a rule against them may stay. */
        void compare() {
            byKey.values().stream().filter(this::isStored).forEach(this::isUnlikeOthers);
            byKey.values().stream()
                    .filter(labelled -> !isStored(labelled))
                    .forEach(labelled -> checks.accepts(
                            isUnlikeOthers(labelled), labelled.field(), "looks like another row's label"));
        }

        private boolean isStored(Labelled labelled) {
            return checks.isStored(labelled.row().key());
        }

        private boolean isUnlikeOthers(Labelled labelled) {
            return lookAlikes
                    .computeIfAbsent(Objects.requireNonNullElse(labelled.row().section(), ""), _ -> new LookAlikes())
                    .add(labelled.row().label());
        }
    }

    /** Whether the rows of each section, and those of none, follow each other. Sections that differ in case only would be confused. */
    private static final class SectionOrder {

        private final Set<String> seen = new HashSet<>();
        private @Nullable String current;

        boolean accepts(@Nullable String section) {
            if (Objects.equals(section, current)) {
                return true;
            }
            current = section;
            return section != null && seen.add(section.toLowerCase(Locale.ROOT));
        }
    }

    private SeatRow row(String path, RowRequest request) {
        String section = section(path + ".section", request.section());
        String label = label(path + ".label", request.label());
        int first = request.first() == null
                ? 1
                : (int) checks.number(path + ".first", request.first(), 1, EventLimits.MAX_SEAT_NUMBER);
        int seats = (int) checks.number(path + ".seats", request.seats(), first, EventLimits.MAX_SEAT_NUMBER);
        Numbers all = new Numbers(first, seats);
        List<Integer> gaps = numbers(path + ".gaps", request.gaps(), all);
        checks.accepts(gaps.size() < all.count(), path + ".gaps", "must leave a seat");
        checks.accepts(
                all.count() - gaps.size() <= EventLimits.MAX_SEATS_PER_ROW,
                path + ".seats",
                "must be at most %d beside gaps".formatted(EventLimits.MAX_SEATS_PER_ROW));
        List<Integer> aisles = numbers(path + ".aisles", request.aisles(), all);
        List<Integer> accessible = numbers(path + ".accessible", request.accessible(), all);
        checks.accepts(Collections.disjoint(accessible, gaps), path + ".accessible", "must be seats, not gaps");
        List<Integer> companion = numbers(path + ".companion", request.companion(), all);
        checks.accepts(
                Collections.disjoint(companion, gaps) && Collections.disjoint(companion, accessible),
                path + ".companion",
                "must be seats that are neither gaps nor accessible");
        return new SeatRow(section, label, first == 1 ? null : first, seats, gaps, aisles, accessible, companion);
    }

    /** The numbers of a row, with those of gaps. */
    private record Numbers(int first, int last) {

        int count() {
            return last - first + 1;
        }
    }

    private @Nullable String section(String field, @Nullable String typed) {
        if (typed == null || typed.isBlank()) {
            return null;
        }
        String section = Normalizer.normalize(typed, Normalizer.Form.NFC).strip();
        boolean isShort = section.length() <= EventLimits.MAX_SECTION;
        return checks.accepts(
                        isShort && SECTION.matcher(section).matches(),
                        field,
                        "must be 1 to %d letters, digits, single spaces or . ' & ( ) + -"
                                .formatted(EventLimits.MAX_SECTION))
                ? section
                : null;
    }

    /** Empty when it is wrong. */
    private String label(String field, @Nullable String typed) {
        if (typed == null) {
            checks.reject(field, "is required");
            return "";
        }
        // However an accent was typed, it is one label.
        String label = Normalizer.normalize(typed, Normalizer.Form.NFC);
        return checks.accepts(LABEL.matcher(label).matches(), field, "must be 1 to 8 letters or digits") ? label : "";
    }

    private List<Integer> numbers(String field, @Nullable List<@Nullable Long> numbers, Numbers all) {
        if (numbers == null) {
            return List.of();
        }
        BitSet seen = new BitSet();
        for (Long number : numbers.subList(0, Math.min(numbers.size(), EventLimits.MAX_SEAT_NUMBER + 1))) {
            if (number == null || number < all.first() || number > all.last() || seen.get(number.intValue())) {
                checks.reject(field, "must be numbers from %d to %d, each once".formatted(all.first(), all.last()));
                return List.of();
            }
            seen.set(number.intValue());
        }
        return seen.stream().boxed().toList();
    }
}
