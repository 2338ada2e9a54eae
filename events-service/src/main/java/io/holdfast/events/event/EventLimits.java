package io.holdfast.events.event;

/** How large an event may be. */
final class EventLimits {

    static final int MAX_TIERS = 50;
    static final int MAX_CAPACITY = 1_000_000;
    static final int MAX_PER_ORDER = 100;

    /** In minor units: of most currencies the payment provider takes less in one charge. */
    static final long MAX_PRICE = 999_999_999_999L;

    /** Of one seating plan. */
    static final int MAX_ROWS = 500;

    /** Of one row. */
    static final int MAX_SEATS_PER_ROW = 200;

    /** The highest number of a seat: rows may begin at any, and some halls number all their seats in one. */
    static final int MAX_SEAT_NUMBER = 9_999;

    /**
     * Up to here a row lists the numbers before its first seat as gaps, unless all rows together would list more than
     * {@link #MAX_TOTAL_PECULIARITIES}. Earlier releases know no other way: they would sell a row that begins at another number from 1 on. Neither
     * higher numbers nor larger plans were ever theirs.
     */
    static final int MAX_LISTED_FROM_ONE = 999;

    /** Of all seating plans together. */
    static final int MAX_SEATS = 100_000;

    /** Of all seating plans together: with these, an event and its proposal fit into one message of the broker (1 MB). */
    static final int MAX_TOTAL_ROWS = 2_000;

    /**
     * Of the highest numbers of the rows of all seating plans together. Which seats are taken is a bit for each number from 1 on, in
     * hexadecimal: of all rows together it fits into one message of the broker. Any 2,000 rows up to 999 do.
     */
    static final int MAX_TOTAL_NUMBERS = 3_000_000;

    /** How many gaps, aisles, accessible and companion seats all seating plans together may list. */
    static final int MAX_TOTAL_PECULIARITIES = 20_000;

    /** Of the name of a section, in characters. */
    static final int MAX_SECTION = 24;

    /** Of the names of sections in all seating plans together, in bytes, counted once for each of their rows: messages repeat them. */
    static final int MAX_TOTAL_SECTION_BYTES = 100_000;

    /**
     * In characters, of all texts in further languages together: an event with the longest description in each of them, and a proposal, fit
     * into one message of the broker.
     */
    static final int MAX_TRANSLATED = 30_000;

    private EventLimits() {}
}
