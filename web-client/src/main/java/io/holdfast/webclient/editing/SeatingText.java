package io.holdfast.webclient.editing;

import io.holdfast.webclient.backend.Event;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A seating plan as people type it, a row on each line: {@code A: 1-12 gap 5, 6 aisle 4 accessible 1 companion 2}. Several
 * equal rows may share a line ({@code A-F: 20}), a number of seats stands for all from one on, and case, blanks and plurals
 * do not matter.
 *
 * @param rows what was understood
 * @param problem the first thing that was not; null if there is none
 */
record SeatingText(List<Event.SeatRow> rows, @Nullable Problem problem) {

    static final int MOST_ROWS = 500;
    static final int MOST_SEATS = 200;

    /**
     * What is wrong with a line.
     *
     * @param key message that says it, with the line's number and the part of it that is meant
     */
    record Problem(String key, int line, String part) {}

    private enum Kind {
        SEAT("seats?"),
        GAP("gaps?|without|missing"),
        AISLE("aisles?"),
        ACCESSIBLE("accessible|wheelchairs?"),
        COMPANION("companions?");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        static @Nullable Kind of(String word) {
            for (Kind kind : values()) {
                if (word.matches(kind.words)) {
                    return kind;
                }
            }
            return null;
        }
    }

    private static final Pattern LINE = Pattern.compile(
            "(?:row\\s+)?([A-Za-z0-9]{1,8})(?:\\s*(?:-|–|to)\\s*([A-Za-z0-9]{1,8}))?\\s*[:=]\\s*(.*)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern WORD = Pattern.compile("[a-z]+|[\\d-]+|[^\\sa-z\\d,;:-]+");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,4})(?:-(\\d{1,4}))?");

    SeatingText {
        rows = List.copyOf(rows);
    }

    static SeatingText parse(String text) {
        List<Event.SeatRow> rows = new ArrayList<>();
        Set<String> labels = new HashSet<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty()) {
                continue;
            }
            int number = i + 1;
            try {
                for (Event.SeatRow row : rows(line)) {
                    if (!labels.add(row.label())) {
                        throw new Misunderstood("seating.problem.twice", row.label());
                    }
                    rows.add(row);
                    if (rows.size() > MOST_ROWS) {
                        throw new Misunderstood("seating.problem.rows", "");
                    }
                }
            } catch (Misunderstood wrong) {
                return new SeatingText(rows, new Problem(wrong.key, number, wrong.part));
            }
        }
        return new SeatingText(rows, null);
    }

    private static List<Event.SeatRow> rows(String line) throws Misunderstood {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new Misunderstood("seating.problem.line", line);
        }
        List<String> labels = labels(parts.group(1), parts.group(2));
        Event.SeatRow row = row(parts.group(3));
        return labels.stream()
                .map(label -> new Event.SeatRow(
                        label, row.seats(), row.gaps(), row.aisles(), row.accessible(), row.companion()))
                .toList();
    }

    private static List<String> labels(String first, @Nullable String last) throws Misunderstood {
        if (last == null) {
            return List.of(first);
        }
        List<String> labels = new ArrayList<>();
        if (first.matches("\\d{1,3}") && last.matches("\\d{1,3}")) {
            for (int n = Integer.parseInt(first); n <= Integer.parseInt(last); n++) {
                labels.add(Integer.toString(n));
            }
        } else if ((first + last).matches("[A-Z]{2}|[a-z]{2}")) {
            for (char c = first.charAt(0); c <= last.charAt(0); c++) {
                labels.add(String.valueOf(c));
            }
        }
        if (labels.isEmpty()) {
            throw new Misunderstood("seating.problem.labels", first + "-" + last);
        }
        return labels;
    }

    private static Event.SeatRow row(String text) throws Misunderstood {
        Marks marks = new Marks();
        Matcher words = WORD.matcher(text.toLowerCase(Locale.ROOT).replaceAll("\\s*[-–]\\s*", "-"));
        Kind current = Kind.SEAT;
        while (words.find()) {
            String word = words.group();
            Kind kind = Kind.of(word);
            // "A: 12" has seats from 1 to 12.
            boolean howMany = current == Kind.SEAT && marks.seats.isEmpty() && word.matches("\\d{1,4}");
            if (kind != null) {
                current = kind;
            } else {
                marks.of(current).addAll(numbers(howMany ? "1-" + word : word));
            }
        }
        return marks.row();
    }

    /** The numbers of a row while it is read. */
    private static final class Marks {

        private final NavigableSet<Integer> seats = new TreeSet<>();
        private final NavigableSet<Integer> gaps = new TreeSet<>();
        private final NavigableSet<Integer> aisles = new TreeSet<>();
        private final NavigableSet<Integer> accessible = new TreeSet<>();
        private final NavigableSet<Integer> companion = new TreeSet<>();

        NavigableSet<Integer> of(Kind kind) {
            return switch (kind) {
                case SEAT -> seats;
                case GAP -> gaps;
                case AISLE -> aisles;
                case ACCESSIBLE -> accessible;
                case COMPANION -> companion;
            };
        }

        Event.SeatRow row() throws Misunderstood {
            if (seats.isEmpty()) {
                throw new Misunderstood("seating.problem.none", "");
            }
            int most = seats.last();
            for (int n = 1; n < most; n++) {
                if (!seats.contains(n)) {
                    gaps.add(n);
                }
            }
            for (Kind kind : Kind.values()) {
                if (!of(kind).isEmpty() && of(kind).last() > most) {
                    throw new Misunderstood("seating.problem.outside", Integer.toString(of(kind).last()));
                }
            }
            if (gaps.size() == most) {
                throw new Misunderstood("seating.problem.none", "");
            }
            for (Kind kind : List.of(Kind.ACCESSIBLE, Kind.COMPANION)) {
                for (Integer n : of(kind)) {
                    if (gaps.contains(n)) {
                        throw new Misunderstood("seating.problem.gap", Integer.toString(n));
                    }
                }
            }
            for (Integer n : companion) {
                if (accessible.contains(n)) {
                    throw new Misunderstood("seating.problem.both", Integer.toString(n));
                }
            }
            return new Event.SeatRow(
                    "", most, List.copyOf(gaps), List.copyOf(aisles), List.copyOf(accessible), List.copyOf(companion));
        }
    }

    private static Set<Integer> numbers(String word) throws Misunderstood {
        Matcher range = RANGE.matcher(word);
        if (!range.matches()) {
            throw new Misunderstood("seating.problem.word", word);
        }
        int from = Integer.parseInt(range.group(1));
        int to = range.group(2) == null ? from : Integer.parseInt(range.group(2));
        if (from < 1 || to < from) {
            throw new Misunderstood("seating.problem.word", word);
        }
        if (to > MOST_SEATS) {
            throw new Misunderstood("seating.problem.seats", Integer.toString(to));
        }
        TreeSet<Integer> numbers = new TreeSet<>();
        for (int n = from; n <= to; n++) {
            numbers.add(n);
        }
        return numbers;
    }

    /** The plan as it would be typed. */
    static String of(Event.@Nullable Seating seating) {
        return seating == null
                ? ""
                : seating.rows().stream().map(SeatingText::line).collect(Collectors.joining("\n"));
    }

    private static String line(Event.SeatRow row) {
        return row.label() + ": 1-" + row.seats()
                + marks(" gap ", row.gaps())
                + marks(" aisle ", row.aisles())
                + marks(" accessible ", row.accessible())
                + marks(" companion ", row.companion());
    }

    private static String marks(String word, @Nullable List<Integer> numbers) {
        if (numbers == null || numbers.isEmpty()) {
            return "";
        }
        List<String> said = new ArrayList<>();
        List<Integer> sorted = new ArrayList<>(new TreeSet<>(numbers));
        for (int i = 0; i < sorted.size(); ) {
            int end = i;
            while (end + 1 < sorted.size() && sorted.get(end + 1) == sorted.get(end) + 1) {
                end++;
            }
            said.add(end > i + 1 ? sorted.get(i) + "-" + sorted.get(end) : Integer.toString(sorted.get(i)));
            i = end > i + 1 ? end + 1 : i + 1;
        }
        return word + String.join(",", said);
    }

    int seats() {
        return rows.stream().mapToInt(row -> row.seats() - size(row.gaps())).sum();
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

    private static final class Misunderstood extends Exception {

        private final String key;
        private final String part;

        Misunderstood(String key, String part) {
            super(key, null, false, false);
            this.key = key;
            this.part = part;
        }
    }
}
