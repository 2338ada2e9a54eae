package io.holdfast.orders.document;

import io.holdfast.calendar.ZoneNames;
import io.holdfast.language.IcuMessageSource;
import io.holdfast.language.Isolation;
import io.holdfast.language.Language;
import io.holdfast.money.Currency;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.sale.EventSummary;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.context.MessageSource;

/** What documents say, in one language with its numbers and dates, from the bundle {@code document/orders-service}. */
public final class DocumentTexts {

    private static final MessageSource SOURCE = new IcuMessageSource("document/orders-service");

    private final Locale language;

    /** @param language one of {@link Language}, with or without a country */
    public DocumentTexts(Locale language) {
        this.language = language;
    }

    /**
     * For an order's documents.
     *
     * @param reader the language of who asks for them; without it, it is that in which the order was placed
     */
    public static DocumentTexts of(Order order, Optional<Locale> reader) {
        return new DocumentTexts(reader.orElseGet(() -> placedIn(order)));
    }

    private static Locale placedIn(Order order) {
        String tag = order.terms().language();
        return Language.choose(null, tag == null ? List.of() : List.of(Locale.forLanguageTag(tag)));
    }

    public Locale language() {
        return language;
    }

    /** @throws org.springframework.context.NoSuchMessageException when the bundle has no such text */
    public String of(String key, Object... arguments) {
        return SOURCE.getMessage(key, arguments, language);
    }

    /** Empty if the bundle has no such text. */
    public Optional<String> find(String key) {
        return Optional.ofNullable(SOURCE.getMessage(key, null, null, language));
    }

    /** Names beside each other, each in one piece. */
    public String list(List<String> parts) {
        String between = of("list", "", "");
        return parts.stream().map(part -> Isolation.of(part, language)).collect(Collectors.joining(between));
    }

    /** The day in UTC, such as 25 November 2026. */
    public String day(Instant at) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .localizedBy(language)
                .format(at.atZone(ZoneOffset.UTC));
    }

    /** With the letters of the currency, which mean one currency everywhere: 1,234.50 EUR. */
    public String money(long minorUnits, String currency) {
        int digits = Currency.digitsOf(currency);
        NumberFormat format = NumberFormat.getNumberInstance(language);
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digits);
        return format.format(BigDecimal.valueOf(minorUnits, digits)) + " " + currency;
    }

    /** @param basisPoints hundredths of a percent; 725 is 7.25 */
    public String percent(int basisPoints) {
        return NumberFormat.getNumberInstance(language).format(BigDecimal.valueOf(basisPoints, 2));
    }

    public String number(int number) {
        return NumberFormat.getIntegerInstance(language).format(number);
    }

    /** The country's name; empty for none. */
    public String country(String code) {
        return code.isEmpty() ? "" : Locale.of("", code).getDisplayCountry(language);
    }

    /** Beginning, and the end of an event of several days, in the event's zone, which is named; both zones if the clock is changed. */
    String when(EventSummary event) {
        ZoneId zone = ZoneId.of(event.timezone());
        Instant starts = event.startsAt();
        Instant ends = event.endsAt();
        boolean severalDays = ends.isAfter(starts.plus(EventSummary.ONE_DAY));
        if (!severalDays) {
            return of("event.zone", time(starts, zone), ZoneNames.of(zone, starts, language));
        }
        return ZoneNames.changes(zone, starts, ends)
                ? of("event.until", withOffset(starts, zone), withOffset(ends, zone))
                : of(
                        "event.zone",
                        of("event.until", time(starts, zone), time(ends, zone)),
                        ZoneNames.of(zone, ends, language));
    }

    private String withOffset(Instant at, ZoneId zone) {
        return of("event.zone", time(at, zone), ZoneNames.withOffset(zone, at, language));
    }

    private String time(Instant at, ZoneId zone) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.FULL, FormatStyle.SHORT)
                .localizedBy(language)
                .format(at.atZone(zone));
    }

    /** What it was when it was ordered. */
    String before(EventSummary event) {
        return of("event.changed", event.name(), when(event), place(event));
    }

    /** The venue and its address. */
    String place(EventSummary event) {
        return event.place(of("event.where.later"));
    }
}
