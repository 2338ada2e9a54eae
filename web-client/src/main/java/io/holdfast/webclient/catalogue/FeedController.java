package io.holdfast.webclient.catalogue;

import com.rometools.rome.feed.atom.Category;
import com.rometools.rome.feed.atom.Content;
import com.rometools.rome.feed.atom.Entry;
import com.rometools.rome.feed.atom.Feed;
import com.rometools.rome.feed.atom.Link;
import com.rometools.rome.feed.atom.Person;
import com.rometools.rome.io.FeedException;
import com.rometools.rome.io.WireFeedOutput;
import io.holdfast.calendar.CalendarFile;
import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.Events;
import io.holdfast.webclient.site.Formats;
import io.holdfast.webclient.site.PublicAddress;
import io.holdfast.webclient.site.ReaderLanguage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;

/**
 * Upcoming events for programs: as a calendar (RFC 5545) and as an Atom feed (RFC 4287), all of them or those of a search, by the
 * parameters of the home page. At most {@value #MOST}, the next ones first.
 */
@Controller
class FeedController {

    static final int MOST = 100;

    private static final MediaType ATOM = new MediaType("application", "atom+xml", StandardCharsets.UTF_8);
    private static final CacheControl FOR_A_WHILE =
            CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic();

    private final Events events;
    private final PublicAddress addresses;
    private final Formats formats;
    private final Clock clock;

    FeedController(Events events, PublicAddress addresses, Formats formats, Clock clock) {
        this.events = events;
        this.addresses = addresses;
        this.formats = formats;
        this.clock = clock;
    }

    @GetMapping("/events.ics")
    ResponseEntity<byte[]> calendar(@ModelAttribute Search search, Locale reader) {
        CalendarFile file = CalendarFile.of(
                find(search, reader).stream().map(CalendarEntries::of).toList(), clock.instant());
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(file.mediaType()))
                .cacheControl(FOR_A_WHILE)
                .header(HttpHeaders.VARY, ReaderLanguage.VARY)
                .body(file.content());
    }

    @GetMapping("/events.atom")
    ResponseEntity<String> atom(@ModelAttribute Search search, Locale reader) throws FeedException {
        Feed feed = new Feed("atom_1.0");
        String self = addresses.of(search.address("/events.atom"));
        feed.setId(self);
        feed.setTitle("Holdfast");
        List<Event> found = find(search, reader);
        feed.setUpdated(Date.from(
                found.stream().map(this::updated).max(Comparator.naturalOrder()).orElseGet(clock::instant)));
        feed.setAlternateLinks(List.of(link("alternate", addresses.of(search.address("/")))));
        feed.setOtherLinks(List.of(link("self", self)));
        Person author = new Person();
        author.setName("Holdfast");
        feed.setAuthors(List.of(author));
        feed.setEntries(found.stream().map(this::entry).toList());
        return ResponseEntity.ok()
                .contentType(ATOM)
                .cacheControl(FOR_A_WHILE)
                .header(HttpHeaders.VARY, ReaderLanguage.VARY)
                .body(new WireFeedOutput().outputString(feed));
    }

    /** In the words of the reader's language, as far as there are such. */
    private List<Event> find(Search search, Locale reader) {
        MultiValueMap<String, String> parameters = search.parameters();
        parameters.add("size", String.valueOf(MOST));
        return events.search(parameters).items().stream()
                .map(event -> event.in(reader))
                .toList();
    }

    private Entry entry(Event event) {
        String address = addresses.of(event.path());
        Entry entry = new Entry();
        entry.setId("urn:holdfast:event:" + event.id());
        entry.setTitle(printable(event.name()));
        entry.setAlternateLinks(List.of(link("alternate", address)));
        entry.setUpdated(Date.from(updated(event)));
        Content summary = new Content();
        summary.setType(Content.TEXT);
        String when = formats.dayAndTime(event.startsAt(), event.zone());
        String whenAndWhere = event.venue() == null
                ? when
                : formats.list(List.of(when, formats.venue(event.venue()).nameAndCity()));
        summary.setValue(printable(whenAndWhere + (event.description() == null ? "" : "\n\n" + event.description())));
        entry.setSummary(summary);
        if (event.category() != null) {
            Category category = new Category();
            category.setTerm(printable(event.category()));
            entry.setCategories(List.of(category));
        }
        return entry;
    }

    /** Until all services are of this version, some do not say it. */
    private Instant updated(Event event) {
        return event.updatedAt() == null ? clock.instant() : event.updatedAt();
    }

    private static Link link(String rel, String address) {
        Link link = new Link();
        link.setRel(rel);
        link.setHref(address);
        return link;
    }

    /** Without control characters, which XML cannot have. */
    private static String printable(@Nullable String text) {
        return text == null ? "" : text.replaceAll("[\\p{Cntrl}&&[^\\r\\n\\t]]|[\\ufffe\\uffff]", " ");
    }
}
