package io.holdfast.events.search;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a visitor is looking for. Null means: anything.
 *
 * @param text words, perhaps misspelt or unfinished
 * @param from what is over before is left out
 * @param to what starts later is left out
 * @param past whether to look in the archive: for what is over, instead of what is not
 */
public record EventQuery(
        @Nullable String text,
        @Nullable String category,
        @Nullable String city,
        @Nullable Moment from,
        @Nullable Moment to,
        boolean past,
        Order order) {

    private static final int MAX_TEXT = 200;

    /** The order of the events found. */
    public enum Order {
        /** The best match first; only with a text. */
        RELEVANCE,
        DATE,
        NAME,
        PRICE
    }

    /** A point in time, or a day in the event's own time zone. */
    public sealed interface Moment {
        /** A point in time. */
        record At(Instant instant) implements Moment {}

        /** A day in the event's own time zone. */
        record Day(LocalDate date) implements Moment {}
    }

    /**
     * A query of the parameters of a request. Blank means absent, since that is how an HTML form sends it.
     *
     * @throws BadQueryException naming the parameter that cannot be understood
     */
    public static EventQuery of(
            @Nullable String q,
            @Nullable String category,
            @Nullable String city,
            @Nullable String from,
            @Nullable String to,
            boolean past,
            @Nullable String sort) {
        String text = given("q", q);
        return new EventQuery(
                text,
                given("category", category),
                given("city", city),
                moment("from", from),
                moment("to", to),
                past,
                order(given("sort", sort), text != null));
    }

    private static @Nullable String given(String parameter, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return null;
        }
        if (value.length() > MAX_TEXT) {
            throw new BadQueryException(parameter, "must have at most %d characters".formatted(MAX_TEXT));
        }
        return value.strip();
    }

    private static Order order(@Nullable String sort, boolean withText) {
        return switch (sort == null ? "" : sort) {
            case "" -> withText ? Order.RELEVANCE : Order.DATE;
            case "date" -> Order.DATE;
            case "name" -> Order.NAME;
            case "price" -> Order.PRICE;
            default -> throw new BadQueryException("sort", "must be date, name or price");
        };
    }

    private static @Nullable Moment moment(String parameter, @Nullable String value) {
        String text = given(parameter, value);
        if (text == null) {
            return null;
        }
        try {
            return text.indexOf('T') < 0
                    ? new Moment.Day(inRange(LocalDate.parse(text), parameter))
                    : new Moment.At(inRange(text, parameter));
        } catch (DateTimeParseException e) {
            throw new BadQueryException(
                    parameter, "must be a day such as 2027-05-01 or a time such as 2027-05-01T19:00:00Z");
        }
    }

    private static Instant inRange(String text, String parameter) {
        OffsetDateTime time = OffsetDateTime.parse(text.toUpperCase(Locale.ROOT));
        inRange(time.toLocalDate(), parameter);
        return time.toInstant();
    }

    private static LocalDate inRange(LocalDate date, String parameter) {
        if (date.getYear() < 1 || date.getYear() > 9999) {
            throw new BadQueryException(parameter, "must be in the years 1 to 9999");
        }
        return date;
    }
}
