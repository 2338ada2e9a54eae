package io.holdfast.webclient.backend;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.stereotype.Component;

/**
 * The events that are related to an event, from events-service. Kept for a minute, and then read again beside the page that is made, so
 * that however many look at an event, this costs a request a minute. What is shown may be a minute old, where an event is looked at all
 * the time, and {@link #KEPT} otherwise.
 */
@Component
public class RelatedEvents {

    private static final Logger log = LoggerFactory.getLogger(RelatedEvents.class);

    private static final ParameterizedTypeReference<Page<Event>> PAGE = new ParameterizedTypeReference<>() {};

    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final Duration KEPT = Duration.ofMinutes(5);

    /** Of how many events they are kept; they take about a kilobyte for each. */
    private static final int EVENTS_KEPT = 5_000;

    /**
     * What a page shows of a related event.
     *
     * @param path the address of its page
     * @param place null if it is to be announced
     * @param nameLanguage the tag of the language of its name; null if it is that of the page, or not known
     */
    public record Related(
            String path,
            String name,
            Instant startsAt,
            ZoneId zone,
            @Nullable String place,
            @Nullable String nameLanguage) {}

    /** What is kept of it: its name in all languages, and nothing of its description. */
    private record Known(Related own, Map<String, String> names) {

        private static Known of(Event event) {
            Event.Venue venue = event.venue();
            Map<String, String> names = new TreeMap<>();
            if (event.translations() != null) {
                event.translations().forEach((tag, given) -> {
                    if (given.name() != null) {
                        names.put(tag, given.name());
                    }
                });
            }
            Related own = new Related(
                    event.path(),
                    event.name(),
                    event.startsAt(),
                    event.zone(),
                    venue == null || !venue.isAnnounced() ? null : venue.nameAndCity(),
                    event.language());
            return new Known(own, names);
        }

        private Related in(String reader) {
            String translated = names.get(reader);
            String language = translated != null || reader.equals(own.nameLanguage) ? null : own.nameLanguage;
            return new Related(
                    own.path, translated == null ? own.name : translated, own.startsAt, own.zone, own.place, language);
        }
    }

    private final Backend backend;
    private final AsyncLoadingCache<String, List<Known>> known;

    RelatedEvents(Backend backend) {
        this.backend = backend;
        this.known = Caffeine.newBuilder()
                .maximumSize(EVENTS_KEPT)
                .refreshAfterWrite(FRESH)
                .expireAfterWrite(KEPT)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .buildAsync(this::read);
    }

    /** Those that begin after {@code now}, called as in the reader's language. None of an event that is not public, and while events-service does not answer. */
    public List<Related> of(Event event, Instant now, Locale reader) {
        return event.isDraft()
                ? List.of()
                : known.get(event.id()).join().stream()
                        .map(related -> related.in(reader.getLanguage()))
                        .filter(related -> related.startsAt().isAfter(now))
                        .toList();
    }

    private List<Known> read(String id) {
        try {
            return backend.get(Service.EVENTS, null, PAGE, "/api/events/{id}/related", id).items().stream()
                    .map(Known::of)
                    .toList();
        } catch (ServiceProblem | ServiceUnreachable e) {
            log.warn("no related events of event {}: {}", id, e.getMessage());
            return List.of();
        }
    }
}
