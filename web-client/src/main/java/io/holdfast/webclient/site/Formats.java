package io.holdfast.webclient.site;

import io.holdfast.calendar.JoinedTimes;
import io.holdfast.calendar.ZoneNames;
import io.holdfast.language.Amounts;
import io.holdfast.language.CategoryNames;
import io.holdfast.language.IcuMessageSource;
import io.holdfast.language.Isolation;
import io.holdfast.language.Language;
import io.holdfast.language.OrderNumbers;
import io.holdfast.money.Currency;
import io.holdfast.webclient.backend.Event;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Prices and times in the page's language, times in the event's own zone. In templates: {@code @formats}. */
@Component
public class Formats {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final IcuMessageSource messages;

    Formats(IcuMessageSource messages) {
        this.messages = messages;
    }

    /** @param minor minor units: 2500 USD is $25.00 */
    public String price(long minor, String currency) {
        return minor == 0 ? text("price.free") : money(minor, currency);
    }

    public String money(long minor, String code) {
        try {
            return Amounts.of(BigDecimal.valueOf(minor, Currency.digitsOf(code)), code, locale());
        } catch (IllegalArgumentException e) {
            return NumberFormat.getInstance(locale()).format(BigDecimal.valueOf(minor, 2)) + " " + code;
        }
    }

    public int fractionDigits(String code) {
        return Currency.digitsOf(code);
    }

    /** A rate in percent, of basis points. */
    public String rate(int basisPoints) {
        NumberFormat format = NumberFormat.getPercentInstance(locale());
        format.setMaximumFractionDigits(2);
        return format.format(BigDecimal.valueOf(basisPoints, 4));
    }

    public String number(long number) {
        return NumberFormat.getIntegerInstance(locale()).format(number);
    }

    /** What people call the order with this id, such as 7K3M-Q2XD, where its service does not tell (ADR 39). */
    public String orderNumber(String id) {
        return OrderNumbers.of(id);
    }

    /** The venue, with words of the reader's language in place of a name that is not given yet. */
    public Event.Venue venue(Event.Venue venue) {
        return venue.isAnnounced() ? venue : venue.called(text("venue.later"));
    }

    /** The venue with its address; empty if it is not known. */
    public String whereabouts(Event.@Nullable Venue venue) {
        return venue == null ? "" : venue(venue).place();
    }

    /** A day in the calendar, such as 5 Dec 2026. */
    public String date(LocalDate day) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                .localizedBy(locale())
                .format(day);
    }

    /** December 2026. */
    public String month(YearMonth month) {
        return pattern("yMMMM").localizedBy(locale()).format(month);
    }

    /** Saturday, December 5, 2026. */
    public String longDay(Instant instant, ZoneId zone) {
        return at(DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL), instant, zone);
    }

    /** Dec 5. */
    public String dayOfMonth(Instant instant, ZoneId zone) {
        return at(pattern("MMMd"), instant, zone);
    }

    /** Sat, Dec 5. */
    public String day(Instant instant, ZoneId zone) {
        return at(pattern("MMMEd"), instant, zone);
    }

    /** Sat, Dec 5, 2026. */
    public String dayOfYear(Instant instant, ZoneId zone) {
        return at(pattern("yMMMEd"), instant, zone);
    }

    /** 8:00 PM Vienna time, in the notation of the visitor's language. */
    public String time(Instant instant, ZoneId zone) {
        return clock(instant, zone) + "\u00a0" + zoneName(instant, zone);
    }

    /** Sat, Dec 5, 2026, 8:00 PM Vienna time. */
    public String dayAndTime(Instant instant, ZoneId zone) {
        return joined(dayOfYear(instant, zone), time(instant, zone));
    }

    /**
     * 11:00 PM if it is on the day of the other time, else Sun, Dec 6, 11:00 PM; with both offsets if the clock is changed in between: 11:00
     * PM (GMT-4 → GMT-5).
     */
    public String timeOnOrAfter(Instant instant, Instant other, ZoneId zone) {
        String time =
                isToday(instant, other, zone) ? clock(instant, zone) : joined(day(instant, zone), clock(instant, zone));
        return ZoneNames.changes(zone, other, instant)
                ? "%s (%s → %s)"
                        .formatted(
                                time,
                                ZoneNames.offset(zone, other, locale()),
                                ZoneNames.offset(zone, instant, locale()))
                : time;
    }

    /** 8:00 PM. */
    public String clock(Instant instant, ZoneId zone) {
        return at(DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT), instant, zone);
    }

    /** 8:00:11 PM. */
    public String second(Instant instant, ZoneId zone) {
        return at(DateTimeFormatter.ofLocalizedTime(FormatStyle.MEDIUM), instant, zone);
    }

    /** Day, time with seconds, and zone. */
    public String moment(Instant instant, ZoneId zone) {
        return joined(dayOfYear(instant, zone), second(instant, zone)) + " " + zoneName(instant, zone);
    }

    /** Vienna time, or UTC; where the clock shows the same time twice that night, Vienna time (GMT+2). */
    public String zoneName(Instant instant, ZoneId zone) {
        Optional<String> town = ZoneNames.town(zone, locale()).map(name -> name.replace(' ', '\u00a0'));
        if (town.isEmpty()) {
            return ZoneNames.of(zone, instant, locale());
        }
        String name = messages.getMessage("zone.town", new Object[] {town.get()}, locale());
        return ZoneNames.isTwice(zone, instant)
                ? name + "\u00a0(" + ZoneNames.offset(zone, instant, locale()) + ")"
                : name;
    }

    /** How far the zone's clock is ahead of UTC at that time, in seconds. */
    public int secondsAhead(Instant instant, ZoneId zone) {
        return zone.getRules().getOffset(instant).getTotalSeconds();
    }

    public boolean isToday(Instant instant, Instant now, ZoneId zone) {
        return instant.atZone(zone).toLocalDate().equals(now.atZone(zone).toLocalDate());
    }

    /** Whole minutes, rounded up, at least one. */
    public long minutes(Duration duration) {
        return Math.max(1, duration.plusSeconds(59).toMinutes());
    }

    /** "within 20 seconds", or from a minute on "within 8 minutes", rounded up. */
    public String within(Duration duration) {
        String key = duration.toSeconds() < 60 ? "within.seconds" : "within.minutes";
        long number = duration.toSeconds() < 60 ? Math.max(1, duration.toSeconds()) : minutes(duration);
        return messages.getMessage(key, new Object[] {number}, locale());
    }

    /** The category in the visitor's language; the category itself if there is no message for it. */
    public String category(String category) {
        String text = messages.getMessage(CategoryNames.key(category), null, "", locale());
        return text == null || text.isEmpty() ? category : text;
    }

    /** The language of the page with the visitor's country, for dates and numbers that scripts write. */
    public String language() {
        return locale().toLanguageTag();
    }

    /** How lines of the page's language run: {@code ltr} or {@code rtl}. */
    public String direction() {
        return Language.of(locale()).orElse(Language.ENGLISH).direction();
    }

    /** What a person typed, for use beside other words: kept together if it runs the other way than the page. */
    public String isolate(String typed) {
        return Isolation.of(typed, locale());
    }

    /** A tier and, if it has numbered seats, the seat: Stalls, A-12, or Stalls, Balcony, row A, seat 12. */
    public String place(String tier, @Nullable String seat) {
        return seat == null ? tier : list(List.of(tier, seats(List.of(seat))));
    }

    /** A seat by itself: Seat A-12, or Balcony, row A, seat 12. */
    public String seat(String name) {
        return SeatName.of(name).section() == null
                ? messages.getMessage("ticket.seat", new Object[] {name}, locale())
                : seats(List.of(name));
    }

    /** A seat of a row by itself. The row is called as in the seat's name: A, or Balcony A. */
    public String seatOf(String row, String number) {
        return seat(row + "-" + number);
    }

    /** Seats by themselves: Seats, or Balcony, row A, seats 12, 13. */
    public String seatsByThemselves(Collection<String> names) {
        return names.stream().allMatch(name -> SeatName.of(name).section() == null)
                ? messages.getMessage("bill.seats", new Object[] {names.size(), seats(names)}, locale())
                : seats(names);
    }

    /** Seats after the name of their tier, or Balcony, row A, seats 12, 13. */
    public String seats(Collection<String> names) {
        List<SeatName> seats = names.stream().map(SeatName::of).toList();
        if (seats.stream().allMatch(seat -> seat.section() == null)) {
            return list(names);
        }
        List<List<SeatName>> rows = new ArrayList<>();
        for (SeatName seat : seats) {
            if (rows.isEmpty() || !rows.getLast().getFirst().isInRowOf(seat)) {
                rows.add(new ArrayList<>());
            }
            rows.getLast().add(seat);
        }
        return rows.stream().map(this::row).collect(Collectors.joining(" · "));
    }

    /** Seats of one row. */
    private String row(List<SeatName> seats) {
        SeatName first = seats.getFirst();
        String numbers = list(seats.stream().map(SeatName::number).toList());
        return first.section() == null
                ? first.row() + "-" + numbers
                : messages.getMessage(
                        "seat.section", new Object[] {first.section(), first.row(), seats.size(), numbers}, locale());
    }

    /** Names and numbers beside each other, each in one piece, with the comma of the page's language. */
    public String list(Collection<String> parts) {
        String comma = messages.getMessage("list", new Object[] {"", ""}, locale());
        return parts.stream().map(this::isolate).collect(Collectors.joining(comma));
    }

    /** The languages that a visitor may choose. */
    public Language[] languages() {
        return Language.values();
    }

    /**
     * A message for a script that learns the number later: as JSON, with a form for each kind of number.
     *
     * @param counted the index of the argument that is the number
     */
    public String forms(String key, int counted) {
        return JSON.writeValueAsString(messages.forms(key, counted, locale()));
    }

    private String text(String key) {
        return messages.getMessage(key, null, locale());
    }

    private static String joined(String day, String time) {
        return JoinedTimes.of(day, time, locale());
    }

    private static DateTimeFormatter pattern(String skeleton) {
        return DateTimeFormatter.ofLocalizedPattern(skeleton);
    }

    private static String at(DateTimeFormatter formatter, Instant instant, ZoneId zone) {
        return formatter
                .localizedBy(locale())
                .withChronology(IsoChronology.INSTANCE)
                .format(instant.atZone(zone));
    }

    private static Locale locale() {
        return LocaleContextHolder.getLocale();
    }
}
