package io.holdfast.webclient.catalogue;

import io.holdfast.webclient.backend.SeatPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The seats of a tier, as a drawing and as a list of boxes to tick. The form sends the boxes; the drawing has only a few paths
 * for each row, so that a plan with thousands of seats stays small.
 *
 * @param width of the drawing, in its own units
 */
record SeatMap(SeatPlan.Tier tier, int width, int height, List<Section> sections, boolean isDrawn) {

    /** Distance between the middles of two seats, to which an aisle adds. */
    private static final int PITCH = 26;

    private static final int AISLE = 20;
    private static final int ROW = 32;

    /** Height of the line with the name of a section. */
    private static final int HEADING = 40;

    /** Height of the part with the word "Front". */
    private static final int TOP = 48;

    /** Width of the margin on either side, for the label of a row. */
    private static final int MARGIN = 44;

    /** The boxes of a larger plan are loaded when a row is unfolded. */
    private static final int MOST_LISTED = 2_500;

    /** A larger plan has a list only. */
    private static final int MOST_DRAWN = 20_000;

    /** The list of more rows is folded: the drawing has them all. */
    private static final int MOST_ROWS_SHOWN = 12;

    /** The list of more sections is folded. */
    private static final int MOST_SECTIONS_SHOWN = 24;

    /** The rows of a plan up to this size are unfolded. */
    private static final int MOST_UNFOLDED = 60;

    enum State {
        FREE,
        TAKEN,
        CHOSEN
    }

    record Seat(String name, int number, @Nullable String kind, State state) {

        public boolean isTaken() {
            return state == State.TAKEN;
        }

        public boolean isChosen() {
            return state == State.CHOSEN;
        }

        private String outline() {
            return switch (kind) {
                case "accessible" -> SeatOutline.ACCESSIBLE;
                case "companion" -> SeatOutline.COMPANION;
                case null, default -> SeatOutline.SEAT;
            };
        }
    }

    /**
     * The rows of a section.
     *
     * @param name null for rows that are in none
     * @param y of the middle of its name
     */
    record Section(@Nullable String name, int y, List<Row> rows) {

        public long free() {
            return rows.stream().mapToLong(Row::free).sum();
        }

        public boolean isOpen() {
            return rows.stream().anyMatch(Row::isOpen);
        }
    }

    /**
     * A row.
     *
     * @param key what it is called in its plan, each once
     * @param label once in its section
     * @param from x of where the middle of seat number 1 would be: rows may begin at any number
     * @param step from the number of a seat to that of the one beside it
     * @param isListed whether its boxes are on the page
     */
    record Row(
            String key,
            String label,
            int y,
            int from,
            int step,
            List<Integer> aisles,
            List<Seat> seats,
            boolean isListed,
            boolean isOpen) {

        public long free() {
            return seats.stream().filter(seat -> !seat.isTaken()).count();
        }

        /** x of the middle of its label. */
        public int labelAt() {
            int first = seats.stream().mapToInt(Seat::number).min().orElse(1);
            return x(first) - PITCH;
        }

        public String aislesText() {
            return String.join(",", aisles.stream().map(String::valueOf).toList());
        }

        public String freePath() {
            return path(seat -> seat.state() == State.FREE, null);
        }

        public String takenPath() {
            return path(Seat::isTaken, SeatOutline.TAKEN);
        }

        public String chosenPath() {
            return path(Seat::isChosen, null);
        }

        public String tickPath() {
            return path(Seat::isChosen, SeatOutline.TICK);
        }

        private String path(Predicate<Seat> which, @Nullable String outline) {
            StringBuilder path = new StringBuilder();
            for (Seat seat : seats) {
                if (!which.test(seat)) {
                    continue;
                }
                path.append('M').append(x(seat.number())).append(" 0");
                path.append(outline == null ? seat.outline() : outline);
            }
            return path.toString();
        }

        private int x(int number) {
            return from + distance(step, aisles, number);
        }
    }

    /**
     * @param chosen names of seats the visitor has picked
     * @param taken names of seats that are taken although the plan may not show it yet
     * @param opened key of a row to unfold; null for none
     */
    static SeatMap of(SeatPlan.Tier tier, Set<String> chosen, Set<String> taken, @Nullable String opened) {
        int seats = tier.rows().stream().mapToInt(row -> row.seats().size()).sum();
        int widest = tier.rows().stream().mapToInt(SeatMap::span).max().orElse(0);
        List<Section> sections = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        String section = null;
        int bottom = TOP;
        for (SeatPlan.Row row : tier.rows()) {
            if (sections.isEmpty() || !Objects.equals(section, row.section())) {
                section = row.section();
                rows = new ArrayList<>();
                sections.add(new Section(section, bottom + HEADING / 2, rows));
                bottom += section == null ? 0 : HEADING;
            }
            List<Seat> shown = row.seats().stream()
                    .map(seat -> new Seat(seat.name(), seat.number(), seat.kind(), state(seat, chosen, taken)))
                    .toList();
            boolean isOpen = seats <= MOST_UNFOLDED
                    || row.key().equals(opened)
                    || shown.stream().anyMatch(Seat::isChosen);
            rows.add(new Row(
                    row.key(),
                    row.label(),
                    bottom + ROW / 2,
                    MARGIN + (widest - span(row)) / 2 - distance(row.step(), aisles(row), first(row)),
                    row.step(),
                    aisles(row),
                    shown,
                    isOpen || seats <= MOST_LISTED,
                    isOpen));
            bottom += ROW;
        }
        return new SeatMap(
                tier, widest + 2 * MARGIN, bottom + ROW / 4, List.copyOf(sections), seats > 0 && seats <= MOST_DRAWN);
    }

    private static State state(SeatPlan.Seat seat, Set<String> chosen, Set<String> taken) {
        if (taken.contains(seat.name())) {
            return State.TAKEN;
        }
        // A seat that orders-service offered is free, although the plan may still show it as taken.
        if (chosen.contains(seat.name())) {
            return State.CHOSEN;
        }
        return seat.isFree() ? State.FREE : State.TAKEN;
    }

    private static List<Integer> aisles(SeatPlan.Row row) {
        return row.aisles() == null ? List.of() : row.aisles();
    }

    private static int span(SeatPlan.Row row) {
        int last = row.seats().stream().mapToInt(SeatPlan.Seat::number).max().orElse(1);
        return distance(row.step(), aisles(row), last) - distance(row.step(), aisles(row), first(row));
    }

    private static int first(SeatPlan.Row row) {
        return row.seats().stream().mapToInt(SeatPlan.Seat::number).min().orElse(1);
    }

    private static int distance(int step, List<Integer> aisles, int number) {
        int crossed = (int) aisles.stream().filter(aisle -> aisle < number).count();
        return (number - 1) * PITCH / step + crossed * AISLE;
    }

    /** The rows of all sections, from the front to the back. */
    public List<Row> rows() {
        return sections.stream().flatMap(section -> section.rows().stream()).toList();
    }

    public boolean hasSections() {
        return sections.stream().anyMatch(section -> section.name() != null);
    }

    /** Whether its list is so short that it may be seen at once, or a row of it is to be seen. Of sections, the rows are folded. */
    public boolean isShort() {
        boolean isShort = hasSections() ? sections.size() <= MOST_SECTIONS_SHOWN : rows().size() <= MOST_ROWS_SHOWN;
        return isShort || !isDrawn || sections.stream().anyMatch(Section::isOpen);
    }

    public boolean isListed() {
        return rows().stream().allMatch(Row::isListed);
    }

    /** Whether the tier has a seat of this kind. */
    public boolean has(String kind) {
        return rows().stream().flatMap(row -> row.seats().stream()).anyMatch(seat -> kind.equals(seat.kind()));
    }

    public int pitch() {
        return PITCH;
    }

    public int aisle() {
        return AISLE;
    }

    public int top() {
        return TOP;
    }

    public int row() {
        return ROW;
    }

    public String seatOutline() {
        return SeatOutline.SEAT;
    }

    public String accessibleOutline() {
        return SeatOutline.ACCESSIBLE;
    }

    public String companionOutline() {
        return SeatOutline.COMPANION;
    }

    public String takenOutline() {
        return SeatOutline.TAKEN;
    }

    public String tickOutline() {
        return SeatOutline.TICK;
    }
}
