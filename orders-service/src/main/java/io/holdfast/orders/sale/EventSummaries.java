package io.holdfast.orders.sale;

import io.holdfast.contracts.VenueState;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Event summaries as documents. */
public final class EventSummaries {

    private static final String NAMES = "names";

    private EventSummaries() {}

    public static Document write(EventSummary event) {
        VenueState venue = event.venue();
        Document document = new Document("name", event.name())
                .append("startsAt", Date.from(event.startsAt()))
                .append("endsAt", Date.from(event.endsAt()))
                .append("timezone", event.timezone())
                .append("version", event.version())
                .append(
                        "venue",
                        new Document("name", venue.name())
                                .append("address", venue.address())
                                .append("city", venue.city())
                                .append("country", venue.country()));
        return event.names().isEmpty()
                ? document
                : document.append(NAMES, new Document(Map.<String, Object>copyOf(event.names())));
    }

    public static EventSummary read(Document event) {
        Document venue = event.get("venue", Document.class);
        return new EventSummary(
                event.getString("name"),
                instant(event, "startsAt"),
                instant(event, "endsAt"),
                event.getString("timezone"),
                new VenueState(
                        venue.getString("name"),
                        venue.getString("address"),
                        venue.getString("city"),
                        venue.getString("country")),
                // Orders of earlier releases have none.
                event.get("version") instanceof Number version ? version.longValue() : 0,
                names(event.get(NAMES, Document.class)));
    }

    /** The same as text, which mails keep. */
    public static String toText(EventSummary event) {
        return write(event).toJson();
    }

    public static EventSummary ofText(String text) {
        return read(Document.parse(text));
    }

    /** Events without further languages have none. */
    private static Map<String, String> names(@Nullable Document stored) {
        Map<String, String> names = new HashMap<>();
        if (stored != null) {
            stored.forEach((tag, name) -> names.put(tag, String.valueOf(name)));
        }
        return names;
    }

    private static Instant instant(Document document, String field) {
        return Objects.requireNonNull((@Nullable Date) document.getDate(field), field)
                .toInstant();
    }
}
