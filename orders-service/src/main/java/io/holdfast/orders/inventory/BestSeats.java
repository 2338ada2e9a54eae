package io.holdfast.orders.inventory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the best free seats for a party: together in one row before anything else; then not those kept for wheelchairs; then such that
 * no seat that had a free neighbour is left alone; then in front, and in the middle. A party that fits in no row sits in several groups,
 * in rows that are near each other, and of one section as far as that has seats.
 */
final class BestSeats {

    /** More than the distance of any two seats of one section. */
    private static final int ANOTHER_SECTION = 100_000;

    private BestSeats() {}

    /**
     * Seats side by side.
     *
     * @param from the first place
     * @param to the last place
     * @param special how many of them are kept for wheelchairs
     * @param alone how many seats beside them would be left alone
     * @param offCentre twice the distance from the middle of the row
     */
    private record Window(SeatRow row, int from, int to, int special, int alone, int offCentre) {

        private static final Comparator<Window> BEST = Comparator.comparingInt(Window::special)
                .thenComparingInt(Window::alone)
                .thenComparingInt(window -> window.row().index())
                .thenComparingInt(Window::offCentre);

        /** Part of the run of free seats from {@code start} to {@code end}. */
        static Window in(SeatRow row, int start, int end, int from, int to) {
            int special = row.special().get(from, to + 1).cardinality();
            int alone = (from - start == 1 ? 1 : 0) + (end - to == 1 ? 1 : 0);
            return new Window(
                    row,
                    from,
                    to,
                    special,
                    alone,
                    Math.abs(from + to - row.place(row.first()) - row.place(row.last())));
        }

        boolean isFlawless() {
            return special == 0 && alone == 0;
        }

        int size() {
            return to - from + 1;
        }

        List<Seat> seats() {
            List<Seat> seats = new ArrayList<>();
            for (int place = from; place <= to; place++) {
                seats.add(row.seat(place));
            }
            return seats;
        }
    }

    /**
     * @param skip how many good rows to pass over, so that replicas do not choose the same seats forever
     * @return as many seats as wanted, or none
     */
    static List<Seat> of(List<SeatRow> rows, int units, int skip) {
        List<Window> flawless = new ArrayList<>();
        Window best = null;
        for (SeatRow row : rows) {
            Window window = bestOf(row, units);
            if (window != null && (best == null || Window.BEST.compare(window, best) < 0)) {
                best = window;
            }
            if (window != null && window.isFlawless()) {
                flawless.add(window);
                if (flawless.size() > skip) {
                    return window.seats();
                }
            }
        }
        if (!flawless.isEmpty()) {
            return flawless.getLast().seats();
        }
        return best != null ? best.seats() : apart(rows, units);
    }

    private static @Nullable Window bestOf(SeatRow row, int units) {
        Window best = null;
        for (Map.Entry<Integer, Integer> run : row.runs().entrySet()) {
            int start = run.getKey();
            int end = run.getValue();
            for (int from = start; from + units - 1 <= end; from++) {
                Window window = Window.in(row, start, end, from, from + units - 1);
                if (best == null || Window.BEST.compare(window, best) < 0) {
                    best = window;
                }
            }
        }
        return best;
    }

    /**
     * Seats for a party in several groups.
     *
     * @param distance of rows from the first group to the farthest
     */
    private record Groups(List<Window> windows, int distance) {

        private static final Comparator<Groups> BEST = Comparator.comparingInt(Groups::special)
                .thenComparingInt(Groups::alone)
                .thenComparingInt(Groups::distance)
                .thenComparingInt(groups -> groups.windows().size());

        int special() {
            return windows.stream().mapToInt(Window::special).sum();
        }

        int alone() {
            return windows.stream().mapToInt(Window::alone).sum();
        }

        List<Seat> seats() {
            return windows.stream().flatMap(window -> window.seats().stream()).toList();
        }
    }

    private static List<Seat> apart(List<SeatRow> rows, int units) {
        int free = rows.stream().mapToInt(row -> row.free().cardinality()).sum();
        if (free < units) {
            return List.of();
        }
        Groups best = null;
        for (SeatRow anchor : rows) {
            if (!anchor.free().isEmpty()) {
                Groups groups = around(anchor, rows, units);
                if (best == null || Groups.BEST.compare(groups, best) < 0) {
                    best = groups;
                }
            }
        }
        return best == null ? List.of() : best.seats();
    }

    /** The largest groups in the rows nearest to {@code anchor}; the rows must have enough free seats in all. */
    private static Groups around(SeatRow anchor, List<SeatRow> rows, int units) {
        List<Window> groups = new ArrayList<>();
        int missing = units;
        int distance = 0;
        // The rows of the same section come first: another section is farther away than any row of this one.
        for (boolean same : new boolean[] {true, false}) {
            for (int away = 0; missing > 0 && away < rows.size(); away++) {
                for (SeatRow row : rowsAt(away, anchor, rows)) {
                    if (row.isInSectionOf(anchor) == same) {
                        for (Window run : largestRuns(row)) {
                            if (missing > 0) {
                                Window group = run.size() <= missing ? run : bestPart(run, missing);
                                groups.add(group);
                                missing -= group.size();
                                distance = same ? away : rows.size() + away;
                            }
                        }
                    }
                }
            }
        }
        return new Groups(groups, distance);
    }

    /** The rows that are so many rows away, which are two, or one at the front or the back. */
    private static List<SeatRow> rowsAt(int away, SeatRow anchor, List<SeatRow> rows) {
        return IntStream.of(anchor.index() - away, anchor.index() + away)
                .distinct()
                .filter(index -> index >= 0 && index < rows.size())
                .mapToObj(rows::get)
                .toList();
    }

    private static List<Window> largestRuns(SeatRow row) {
        List<Window> runs = new ArrayList<>();
        row.runs().forEach((start, end) -> runs.add(Window.in(row, start, end, start, end)));
        runs.sort(Comparator.comparingInt(Window::size).reversed());
        return runs;
    }

    private static Window bestPart(Window run, int units) {
        Window best = Window.in(run.row(), run.from(), run.to(), run.from(), run.from() + units - 1);
        for (int from = run.from() + 1; from + units - 1 <= run.to(); from++) {
            Window window = Window.in(run.row(), run.from(), run.to(), from, from + units - 1);
            if (Window.BEST.compare(window, best) < 0) {
                best = window;
            }
        }
        return best;
    }

    /**
     * The free seats nearest to a seat: together if that many fit in any row, single ones otherwise.
     *
     * @return as many as {@code units}, or as there are
     */
    static List<Seat> near(List<SeatRow> rows, SeatRow around, int number, int units) {
        Window best = null;
        List<Seat> single = new ArrayList<>();
        int place = around.place(number);
        Comparator<Window> nearest =
                Comparator.comparingInt(window -> away(around, place, window.row(), (window.from() + window.to()) / 2));
        for (SeatRow row : rows) {
            row.free().stream().forEach(free -> single.add(row.seat(free)));
            for (Map.Entry<Integer, Integer> run : row.runs().entrySet()) {
                for (int from = run.getKey(); from + units - 1 <= run.getValue(); from++) {
                    Window window = Window.in(row, run.getKey(), run.getValue(), from, from + units - 1);
                    if (best == null || nearest.thenComparing(Window.BEST).compare(window, best) < 0) {
                        best = window;
                    }
                }
            }
        }
        if (best != null) {
            return best.seats();
        }
        Map<String, Integer> index = new HashMap<>();
        rows.forEach(row -> index.put(row.label(), row.index()));
        single.sort(Comparator.comparingInt(seat -> {
            SeatRow row = rows.get(index.getOrDefault(seat.row(), 0));
            return away(around, place, row, row.place(seat.number()));
        }));
        return List.copyOf(single.subList(0, Math.min(units, single.size())));
    }

    /**
     * The distance of two seats: one row counts like three seats to the side, and another section like more than any row. Rows may begin
     * at different numbers.
     */
    private static int away(SeatRow around, int place, SeatRow row, int other) {
        int aside = (other - row.place(row.first())) - (place - around.place(around.first()));
        int section = row.isInSectionOf(around) ? 0 : ANOTHER_SECTION;
        return section + 3 * Math.abs(row.index() - around.index()) + Math.abs(aside);
    }
}
