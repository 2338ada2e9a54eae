package io.holdfast.webclient.editing;

import io.holdfast.language.LookAlikes;
import io.holdfast.webclient.backend.Event;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A seating plan as people type it, a row on each line: {@code A: 1-12 gap 5, 6 aisle 4 accessible 1 companion 2}. Several
 * equal rows may share a line ({@code A-F: 20}, {@code Y-AB: 20}, {@code А-Д: 20}, {@code あ-お: 20}); a single number means that many seats, counted from 1;
 * two mean the numbers of the seats, which may begin anywhere ({@code A: 101-112}). Case, spaces and plurals do not matter, and the words may be of any language of the pages. A line
 * {@code [Balcony]} or {@code Balcony:} begins a section with rows of its own.
 *
 * @param rows the rows up to the first line that is not understood
 * @param problem the first thing that is not understood; null if there is none
 */
record SeatingText(List<Event.SeatRow> rows, @Nullable Problem problem) {

    static final int MOST_ROWS = 500;

    /**
     * What is wrong with a line.
     *
     * @param key key of the message, which takes the number of the line and the part of it that is wrong
     */
    record Problem(String key, int line, String part) {}

    private static final String LABEL = "[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}]{0,7}";

    private static final int LONGEST_SECTION = 24;

    /** A longer word with a colon and nothing after it is a section rather than a row without seats. */
    private static final int LONGEST_ROW = 3;

    private static final Pattern SECTION = Pattern.compile("[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}.'’&()+-]| (?! |$))*");

    private static final String ROW = "(?:(?:" + SeatingWords.spacedAlternatives("row") + ")\\s+|(?:"
            + SeatingWords.unspacedAlternatives("row") + ")\\s*)";

    private static final String TO =
            "(?:\\s*" + SeatingWords.DASH + "\\s*|\\s+(?:" + SeatingWords.spacedAlternatives("to") + ")\\s+|\\s*(?:"
                    + SeatingWords.unspacedAlternatives("to") + ")\\s*)";

    /** A label is as short as it can be, since a word that is written without spaces consists of letters, too. */
    private static final Pattern LINE = Pattern.compile(
            ROW + "?(" + LABEL + "?)(?:" + TO + "(" + LABEL + "))?\\s*[:=]\\s*(.*)",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    SeatingText {
        rows = List.copyOf(rows);
    }

    /** The plan, in which rows may look alike. */
    static SeatingText parse(String text) {
        return parse(text, _ -> true);
    }

    /**
     * The plan, in which people can tell the rows of a section apart, as events-service wants it.
     *
     * @param isStored whether a row was there before: it stays, whatever it looks like
     */
    static SeatingText parse(String text, Predicate<Event.SeatRow> isStored) {
        List<Event.SeatRow> rows = new ArrayList<>();
        List<Integer> lineOfRow = new ArrayList<>();
        Set<String> labels = new HashSet<>();
        Sections sections = new Sections();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = plain(lines.get(i));
            if (line.isEmpty()) {
                continue;
            }
            int number = i + 1;
            try {
                String heading = heading(line);
                if (heading != null) {
                    if (sections.isEmpty(rows)) {
                        break;
                    }
                    sections.begin(heading, number, rows);
                    labels.clear();
                    continue;
                }
                for (Event.SeatRow row : rows(line, sections.current())) {
                    if (!labels.add(row.label())) {
                        throw new SeatingTextException("seating.problem.twice", row.label());
                    }
                    rows.add(row);
                    lineOfRow.add(number);
                    if (rows.size() > MOST_ROWS) {
                        throw new SeatingTextException("seating.problem.rows", "");
                    }
                }
            } catch (SeatingTextException e) {
                return new SeatingText(rows, new Problem(e.key(), number, e.part()));
            }
        }
        return new SeatingText(
                rows, sections.isEmpty(rows) ? sections.withoutRows() : alike(rows, lineOfRow, isStored));
    }

    private static @Nullable Problem alike(
            List<Event.SeatRow> rows, List<Integer> lineOfRow, Predicate<Event.SeatRow> isStored) {
        Map<String, LookAlikes> sections = new HashMap<>();
        rows.stream().filter(isStored).forEach(row -> isUnlikeOthers(row, sections));
        for (int i = 0; i < rows.size(); i++) {
            Event.SeatRow row = rows.get(i);
            if (!isStored.test(row) && !isUnlikeOthers(row, sections)) {
                return new Problem("seating.problem.alike", lineOfRow.get(i), row.label());
            }
        }
        return null;
    }

    private static boolean isUnlikeOthers(Event.SeatRow row, Map<String, LookAlikes> sections) {
        return sections.computeIfAbsent(Objects.requireNonNullElse(row.section(), ""), _ -> new LookAlikes())
                .add(row.label());
    }

    /** However an accent was typed, it is one label; and in the scripts of the East, what separates labels is as wide as they are. */
    private static String plain(String line) {
        return Normalizer.normalize(line, Normalizer.Form.NFC)
                .replace('：', ':')
                .replace('＝', '=')
                .replace('［', '[')
                .replace('］', ']')
                .strip();
    }

    /** The sections up to a line. */
    private static final class Sections {

        private final Set<String> names = new HashSet<>();
        private @Nullable String current;
        private int line;
        private int rowsBefore;

        @Nullable
        String current() {
            return current;
        }

        boolean isEmpty(List<Event.SeatRow> rows) {
            return current != null && rows.size() == rowsBefore;
        }

        Problem withoutRows() {
            return new Problem("seating.problem.section-none", line, Objects.requireNonNull(current));
        }

        void begin(String name, int line, List<Event.SeatRow> rows) throws SeatingTextException {
            if (name.length() > LONGEST_SECTION || !SECTION.matcher(name).matches()) {
                throw new SeatingTextException("seating.problem.section", name);
            }
            if (!names.add(name.toLowerCase(Locale.ROOT))) {
                throw new SeatingTextException("seating.problem.section-twice", name);
            }
            current = name;
            this.line = line;
            rowsBefore = rows.size();
        }
    }

    /** The name that a line like {@code [Balcony]} or {@code Balcony:} gives to the rows after it; null for a row. */
    private static @Nullable String heading(String line) {
        if (line.startsWith("[")) {
            return line.replaceFirst("^\\[\\s*", "").replaceFirst("\\s*\\]\\s*:?$", "");
        }
        if (!line.endsWith(":")) {
            return null;
        }
        String name = line.substring(0, line.length() - 1).strip();
        return name.matches("[^:=]+") && !isRow(line) ? name : null;
    }

    /** The label as it is read from a plan: one like 列A needs the word for a row before it, since its own is taken for that. */
    static String written(String label) {
        Matcher parts = LINE.matcher(label + ":");
        boolean isRead = !parts.matches() || label.equals(parts.group(1)) || parts.group(2) != null;
        return isRead ? label : label.substring(0, parts.start(1)) + " " + label;
    }

    /** Whether a line that ends with its colon rather is a row whose seats are missing. */
    private static boolean isRow(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            return false;
        }
        if (parts.group(2) == null) {
            return parts.group(1).length() <= LONGEST_ROW;
        }
        try {
            return !labels(parts.group(1), parts.group(2)).isEmpty();
        } catch (SeatingTextException e) {
            return false;
        }
    }

    private static List<Event.SeatRow> rows(String line, @Nullable String section) throws SeatingTextException {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new SeatingTextException("seating.problem.line", line);
        }
        List<String> labels = labels(parts.group(1), parts.group(2));
        Event.SeatRow row = SeatRowParser.parse(parts.group(3));
        return labels.stream()
                .map(label -> new Event.SeatRow(
                        section,
                        label,
                        row.first(),
                        row.seats(),
                        row.gaps(),
                        row.aisles(),
                        row.accessible(),
                        row.companion()))
                .toList();
    }

    private static List<String> labels(String first, @Nullable String last) throws SeatingTextException {
        List<String> labels = last == null ? List.of(first) : RowLabels.between(first, last, MOST_ROWS);
        if (labels.isEmpty()) {
            throw new SeatingTextException("seating.problem.labels", first + "-" + last);
        }
        return labels;
    }

    int seats() {
        return rows.stream().mapToInt(row -> row.numbers().cardinality()).sum();
    }

    int accessible() {
        return rows.stream().mapToInt(row -> size(row.accessible())).sum();
    }

    int companion() {
        return rows.stream().mapToInt(row -> size(row.companion())).sum();
    }

    private static int size(@Nullable List<Integer> numbers) {
        return numbers == null ? 0 : numbers.size();
    }
}
