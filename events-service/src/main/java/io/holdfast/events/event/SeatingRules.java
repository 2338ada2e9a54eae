package io.holdfast.events.event;

import io.holdfast.events.event.EventRequest.RowRequest;
import io.holdfast.events.event.EventRequest.SeatingRequest;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for seating plans. */
final class SeatingRules {

    /** Letters of any script, with their marks, and digits: nothing that separates parts of ids and names. */
    private static final Pattern LABEL = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}]{0,7}");

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

    /** Checks the limits of all plans together. */
    void checkTogether(List<Tier> tiers) {
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
                rows.stream().mapToInt(SeatRow::peculiarities).sum() <= EventLimits.MAX_TOTAL_PECULIARITIES,
                "tiers",
                "must have at most %d gaps, aisles, accessible and companion seats together"
                        .formatted(EventLimits.MAX_TOTAL_PECULIARITIES));
    }

    private List<SeatRow> rows(String path, List<@Nullable RowRequest> requests) {
        Set<String> labels = new HashSet<>();
        List<SeatRow> rows = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            RowRequest request = requests.get(i);
            String row = "%s[%d]".formatted(path, i);
            if (checks.accepts(request != null, row, "is required")) {
                rows.add(row(row, Objects.requireNonNull(request), labels));
            }
        }
        return rows;
    }

    private SeatRow row(String path, RowRequest request, Set<String> labels) {
        String label = label(path + ".label", request.label(), labels);
        int seats = (int) checks.number(path + ".seats", request.seats(), 1, EventLimits.MAX_SEAT_NUMBER);
        List<Integer> gaps = numbers(path + ".gaps", request.gaps(), seats);
        checks.accepts(gaps.size() < seats, path + ".gaps", "must leave a seat");
        checks.accepts(
                seats - gaps.size() <= EventLimits.MAX_SEATS_PER_ROW,
                path + ".seats",
                "must be at most %d beside gaps".formatted(EventLimits.MAX_SEATS_PER_ROW));
        List<Integer> aisles = numbers(path + ".aisles", request.aisles(), seats);
        List<Integer> accessible = numbers(path + ".accessible", request.accessible(), seats);
        checks.accepts(Collections.disjoint(accessible, gaps), path + ".accessible", "must be seats, not gaps");
        List<Integer> companion = numbers(path + ".companion", request.companion(), seats);
        checks.accepts(
                Collections.disjoint(companion, gaps) && Collections.disjoint(companion, accessible),
                path + ".companion",
                "must be seats that are neither gaps nor accessible");
        return new SeatRow(label, seats, gaps, aisles, accessible, companion);
    }

    private String label(String field, @Nullable String typed, Set<String> labels) {
        if (typed == null) {
            checks.reject(field, "is required");
            return "";
        }
        // However an accent was typed, it is one label.
        String label = Normalizer.normalize(typed, Normalizer.Form.NFC);
        if (checks.accepts(LABEL.matcher(label).matches(), field, "must be 1 to 8 letters or digits")) {
            checks.accepts(labels.add(label), field, "is another row's label");
        }
        return label;
    }

    private List<Integer> numbers(String field, @Nullable List<@Nullable Long> numbers, int seats) {
        if (numbers == null) {
            return List.of();
        }
        BitSet seen = new BitSet();
        for (Long number : numbers.subList(0, Math.min(numbers.size(), EventLimits.MAX_SEAT_NUMBER + 1))) {
            if (number == null || number < 1 || number > seats || seen.get(number.intValue())) {
                checks.reject(field, "must be numbers from 1 to %d, each once".formatted(seats));
                return List.of();
            }
            seen.set(number.intValue());
        }
        return seen.stream().boxed().toList();
    }
}
