package io.holdfast.webclient.catalogue;

import io.holdfast.language.CategoryNames;
import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.site.Formats;
import io.holdfast.webclient.site.PublicAddress;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** What search engines read of an event's page: schema.org's <a href="https://schema.org/Event">Event</a> as JSON-LD. */
@Component
class EventData {

    private static final String SCHEMA = "https://schema.org/";

    private static final Map<String, String> ENGLISH = Map.ofEntries(
            Map.entry("concert", "MusicEvent"),
            Map.entry("music", "MusicEvent"),
            Map.entry("theatre", "TheaterEvent"),
            Map.entry("dance", "DanceEvent"),
            Map.entry("comedy", "ComedyEvent"),
            Map.entry("festival", "Festival"),
            Map.entry("film", "ScreeningEvent"),
            Map.entry("sport", "SportsEvent"),
            Map.entry("conference", "BusinessEvent"),
            Map.entry("literature", "LiteraryEvent"),
            Map.entry("workshop", "EducationEvent"),
            Map.entry("food", "FoodEvent"),
            Map.entry("family", "ChildrensEvent"),
            Map.entry("art", "VisualArtsEvent"));

    /** By the names of categories in every language of the pages, in small letters. */
    private static final Map<String, String> TYPES = byEveryName();

    private final PublicAddress addresses;
    private final Formats formats;
    private final JsonMapper json;

    EventData(PublicAddress addresses, Formats formats, JsonMapper json) {
        this.addresses = addresses;
        this.formats = formats;
        this.json = json;
    }

    /** The JSON, safe inside of a script element. */
    public String json(Event event, Event.Sale sale) {
        return json.writeValueAsString(of(event, sale)).replace("<", "\\u003c").replace(">", "\\u003e");
    }

    private Map<String, Object> of(Event event, Event.Sale sale) {
        String address = addresses.of(event.path());
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("@context", "https://schema.org");
        data.put("@type", type(event.category()));
        data.put("@id", address);
        data.put("url", address);
        data.put("name", event.name());
        if (!event.otherNames().isEmpty()) {
            data.put("alternateName", event.otherNames());
        }
        putIfThere(data, "description", event.description());
        data.put("startDate", time(event.startsAt(), event.zone()));
        if (event.endsAt() != null) {
            data.put("endDate", time(event.endsAt(), event.zone()));
        }
        data.put("eventStatus", SCHEMA + status(event));
        if (event.previousStartsAt() != null) {
            data.put("previousStartDate", time(event.previousStartsAt(), event.zone()));
        }
        data.put("eventAttendanceMode", SCHEMA + "OfflineEventAttendanceMode");
        data.put("image", List.of(addresses.of("/events/" + event.id() + "/card.png")));
        if (event.venue() != null) {
            data.put("location", place(formats.venue(event.venue())));
        }
        if (event.seller() != null) {
            data.put("organizer", organizer(event.seller()));
        }
        data.put(
                "offers",
                event.tiers().stream()
                        .map(tier -> offer(event, tier, sale, address))
                        .toList());
        return data;
    }

    private static String status(Event event) {
        if (event.isCancelled()) {
            return "EventCancelled";
        }
        return event.previousStartsAt() == null ? "EventScheduled" : "EventRescheduled";
    }

    private static Map<String, String> byEveryName() {
        Map<String, String> types = new HashMap<>(ENGLISH);
        for (Set<String> names : CategoryNames.all()) {
            names.stream()
                    .map(name -> ENGLISH.get(name.toLowerCase(Locale.ROOT)))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .ifPresent(type -> names.forEach(name -> types.putIfAbsent(name.toLowerCase(Locale.ROOT), type)));
        }
        return types;
    }

    private static String type(@Nullable String category) {
        return category == null ? "Event" : TYPES.getOrDefault(category.toLowerCase(Locale.ROOT), "Event");
    }

    private static String time(Instant instant, ZoneId zone) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant.atZone(zone));
    }

    private static Map<String, Object> place(Event.Venue venue) {
        Map<String, Object> address = new LinkedHashMap<>();
        address.put("@type", "PostalAddress");
        putIfThere(address, "streetAddress", venue.address());
        putIfThere(address, "addressLocality", venue.city());
        putIfThere(address, "addressCountry", venue.country());
        return Map.of("@type", "Place", "name", venue.name(), "address", address);
    }

    private static Map<String, Object> organizer(Event.Seller seller) {
        Map<String, Object> address = new LinkedHashMap<>();
        address.put("@type", "PostalAddress");
        address.put("streetAddress", seller.street());
        putIfThere(address, "postalCode", seller.postalCode());
        address.put("addressLocality", seller.city());
        address.put("addressCountry", seller.country());
        return Map.of("@type", "Organization", "name", seller.name(), "address", address);
    }

    private Map<String, Object> offer(Event event, Event.Tier tier, Event.Sale sale, String address) {
        Map<String, Object> offer = new LinkedHashMap<>();
        offer.put("@type", "Offer");
        offer.put("name", tier.name());
        offer.put(
                "price",
                BigDecimal.valueOf(tier.total(), formats.fractionDigits(event.currency()))
                        .toPlainString());
        offer.put("priceCurrency", event.currency());
        offer.put("availability", SCHEMA + availability(event.statusOf(tier), sale));
        offer.put("url", address);
        if (event.salesStart() != null) {
            offer.put("validFrom", time(event.salesStart(), event.zone()));
        }
        return offer;
    }

    private static String availability(String status, Event.Sale sale) {
        return switch (sale) {
            case NOT_BEGUN -> "PreOrder";
            // Selling goes on later, perhaps.
            case PAUSED, TAKEN_DOWN -> "OutOfStock";
            case CANCELLED, ENDED, DRAFT, CLOSED, SOLD_OUT -> "SoldOut";
            case WAITING_ROOM, HELD, LOW, OPEN ->
                switch (status) {
                    case "sold-out" -> "SoldOut";
                    case "low" -> "LimitedAvailability";
                    case "held" -> "OutOfStock";
                    default -> "InStock";
                };
        };
    }

    private static void putIfThere(Map<String, Object> data, String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            data.put(name, value);
        }
    }
}
