package io.holdfast.orders.document;

import biweekly.ICalVersion;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.io.text.ICalWriter;
import io.holdfast.orders.order.EventSummary;
import io.holdfast.orders.order.Order;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Date;

/** An order's event as an iCalendar file (RFC 5545). */
public final class CalendarFile {

    /** A line has at most 75 octets (§3.1). The writer counts characters, and may add one rather than fold at a space. */
    private static final int LINE_LENGTH = 74;

    /** Beyond ASCII a character has up to three octets. */
    private static final int LINE_LENGTH_BEYOND_ASCII = 24;

    private CalendarFile() {}

    public static byte[] of(Order order) {
        EventSummary event = order.terms().event();
        VEvent entry = new VEvent();
        entry.setUid(order.id() + "@holdfast");
        entry.setDateTimeStamp(Date.from(order.terms().createdAt()));
        entry.setDateStart(Date.from(event.startsAt()));
        entry.setDateEnd(Date.from(event.endsAt()));
        entry.setSummary(printable(event.name()));
        entry.setLocation(printable(event.place()));
        ICalendar calendar = new ICalendar();
        calendar.setProductId("-//Holdfast//Tickets//EN");
        calendar.addEvent(entry);
        return write(calendar, isAscii(event.name() + event.place()) ? LINE_LENGTH : LINE_LENGTH_BEYOND_ASCII);
    }

    /** Without control characters, which are not allowed (§3.1), and repeated spaces. The writer escapes line breaks. */
    private static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl} &&[^\\r\\n]]+", " ");
    }

    private static boolean isAscii(String text) {
        return StandardCharsets.US_ASCII.newEncoder().canEncode(text);
    }

    private static byte[] write(ICalendar calendar, int lineLength) {
        StringWriter text = new StringWriter();
        try (ICalWriter writer = new ICalWriter(text, ICalVersion.V2_0)) {
            writer.getVObjectWriter().getFoldedLineWriter().setLineLength(lineLength);
            writer.write(calendar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
