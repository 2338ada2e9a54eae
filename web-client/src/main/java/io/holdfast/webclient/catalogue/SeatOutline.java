package io.holdfast.webclient.catalogue;

/** The shapes of seats in a drawing: SVG paths that start at the middle of a seat. */
final class SeatOutline {

    static final String SEAT = "m-8-8h16v16h-16z";
    static final String ACCESSIBLE = "m-9 0a9 9 0 1 0 18 0a9 9 0 1 0-18 0z";
    static final String COMPANION = "m0-10l10 10l-10 10l-10-10z";
    static final String TAKEN = "m-4-4l8 8m0-8l-8 8";
    static final String TICK = "m-5 0l4 4l7-8";

    private SeatOutline() {}
}
