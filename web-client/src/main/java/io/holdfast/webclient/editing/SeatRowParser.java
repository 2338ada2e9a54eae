package io.holdfast.webclient.editing;

import io.holdfast.language.Digits;
import io.holdfast.webclient.backend.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Parses the seats of a row, such as {@code 1-12 gap 5, 6 aisle 4 accessible 1 companion 2} or {@code 1-23 odd}, with the words of any language of the pages. */
final class SeatRowParser {

    private static final int MOST_SEATS = 200;
    private static final int HIGHEST_NUMBER = 9_999;

    /** Between two numbers: a dash, or a word such as "to". */
    private static final Pattern BETWEEN = Pattern.compile(
            "(?<=\\d)\\s*(?:" + SeatingWords.DASH + "|" + SeatingWords.alternatives("to") + ")\\s*(?=\\d)");

    private static final Pattern WORD =
            Pattern.compile(Kind.terms() + "[\\p{L}\\p{M}]+|[\\d-]+|[^\\s\\p{L}\\p{M}\\d,;:،؛、-]+");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");

    private enum Kind {
        SEAT,
        GAP,
        AISLE,
        ACCESSIBLE,
        COMPANION,
        ODD,
        EVEN;

        /** What organizers call them, in the words of every language: a plan has no language of its own. */
        private static final Map<String, Kind> BY_WORD = byWord();

        static @Nullable Kind of(String word) {
            return BY_WORD.get(word);
        }

        /** The alternatives of a pattern for those of several words, such as {@code silla de ruedas}: a {@code silla} alone is a seat. */
        static String terms() {
            return BY_WORD.keySet().stream()
                    .filter(word -> word.contains(" "))
                    .map(word -> word + "(?![\\p{L}\\p{M}])|")
                    .collect(Collectors.joining());
        }

        private static Map<String, Kind> byWord() {
            Map<String, Kind> byWord = new HashMap<>();
            for (Kind kind : values()) {
                SeatingWords.of(kind.name().toLowerCase(Locale.ROOT)).forEach(word -> byWord.put(word, kind));
            }
            return byWord;
        }
    }

    private final NavigableSet<Integer> seats = new TreeSet<>();
    private final NavigableSet<Integer> gaps = new TreeSet<>();
    private final NavigableSet<Integer> aisles = new TreeSet<>();
    private final NavigableSet<Integer> accessible = new TreeSet<>();
    private final NavigableSet<Integer> companion = new TreeSet<>();

    /** Which of the numbers there are: odd or even ones only. Null for all. */
    private @Nullable Kind only;

    private SeatRowParser() {}

    /** The row without a label. */
    static Event.SeatRow parse(String text) throws SeatingTextException {
        SeatRowParser row = new SeatRowParser();
        String typed = Digits.plain(text).toLowerCase(Locale.ROOT);
        Matcher words = WORD.matcher(BETWEEN.matcher(typed).replaceAll("-").replaceAll("\\s+", " "));
        Kind current = Kind.SEAT;
        while (words.find()) {
            String word = words.group();
            Kind kind = Kind.of(word);
            // A number right after the label is the number of seats.
            boolean howMany = current == Kind.SEAT && row.seats.isEmpty() && word.matches("\\d{1,9}");
            if (kind == Kind.ODD || kind == Kind.EVEN) {
                row.only = kind;
            } else if (kind != null) {
                current = kind;
            } else {
                row.numbersOf(current).addAll(howMany ? range("1-" + few(word)) : range(word));
            }
        }
        return row.toSeatRow();
    }

    private static String few(String word) throws SeatingTextException {
        if (Integer.parseInt(word) > MOST_SEATS) {
            throw new SeatingTextException("seating.problem.seats", word);
        }
        return word;
    }

    private static Set<Integer> range(String word) throws SeatingTextException {
        Matcher range = RANGE.matcher(word);
        if (!range.matches()) {
            throw new SeatingTextException("seating.problem.word", word);
        }
        int from = Integer.parseInt(range.group(1));
        int to = range.group(2) == null ? from : Integer.parseInt(range.group(2));
        if (from < 1 || to < from) {
            throw new SeatingTextException("seating.problem.word", word);
        }
        if (to > HIGHEST_NUMBER) {
            throw new SeatingTextException("seating.problem.number", Integer.toString(to));
        }
        TreeSet<Integer> numbers = new TreeSet<>();
        for (int n = from; n <= to; n++) {
            numbers.add(n);
        }
        return numbers;
    }

    private NavigableSet<Integer> numbersOf(Kind kind) {
        return switch (kind) {
            case SEAT, ODD, EVEN -> seats;
            case GAP -> gaps;
            case AISLE -> aisles;
            case ACCESSIBLE -> accessible;
            case COMPANION -> companion;
        };
    }

    private Event.SeatRow toSeatRow() throws SeatingTextException {
        if (only != null) {
            int remainder = only == Kind.ODD ? 1 : 0;
            seats.removeIf(number -> number % 2 != remainder);
        }
        if (seats.isEmpty()) {
            throw new SeatingTextException("seating.problem.none", "");
        }
        int most = seats.last();
        // A plan may have aisles before its first seat: nothing is there to be parted.
        aisles.headSet(seats.first()).clear();
        for (Kind kind : Kind.values()) {
            for (Integer n : numbersOf(kind)) {
                if (n < seats.first() || n > most) {
                    throw new SeatingTextException("seating.problem.outside", Integer.toString(n));
                }
            }
        }
        seats.removeAll(gaps);
        if (seats.isEmpty()) {
            throw new SeatingTextException("seating.problem.none", "");
        }
        if (seats.size() > MOST_SEATS) {
            throw new SeatingTextException("seating.problem.seats", Integer.toString(seats.size()));
        }
        int first = seats.first();
        for (int n = first; n < most; n++) {
            if (!seats.contains(n)) {
                gaps.add(n);
            }
        }
        for (Kind kind : List.of(Kind.ACCESSIBLE, Kind.COMPANION)) {
            for (Integer n : numbersOf(kind)) {
                if (gaps.contains(n)) {
                    throw new SeatingTextException("seating.problem.gap", Integer.toString(n));
                }
            }
        }
        for (Integer n : companion) {
            if (accessible.contains(n)) {
                throw new SeatingTextException("seating.problem.both", Integer.toString(n));
            }
        }
        return new Event.SeatRow(
                null,
                "",
                first == 1 ? null : first,
                most,
                List.copyOf(gaps.tailSet(first)),
                List.copyOf(aisles.tailSet(first)),
                List.copyOf(accessible),
                List.copyOf(companion));
    }
}
