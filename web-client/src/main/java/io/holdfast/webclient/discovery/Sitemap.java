package io.holdfast.webclient.discovery;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.Events;
import io.holdfast.webclient.backend.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/** The addresses of the pages of upcoming events, the next ones first. They are looked up at most once in ten minutes. */
@Component
class Sitemap {

    /** A sitemap has at most 50,000 (sitemaps.org); what robots ask for must not keep the catalogue busy for long. */
    private static final int MOST = 10_000;

    private static final String PAGE_SIZE = "100";

    /**
     * A page of this site.
     *
     * @param path escaped
     * @param updatedAt null if that is not known
     */
    record Entry(String path, @Nullable Instant updatedAt) {}

    private final Events events;
    private final LoadingCache<Boolean, List<Entry>> entries =
            Caffeine.newBuilder().expireAfterWrite(Duration.ofMinutes(10)).build(key -> find());

    Sitemap(Events events) {
        this.events = events;
    }

    List<Entry> entries() {
        return entries.get(true);
    }

    private List<Entry> find() {
        List<Entry> found = new ArrayList<>(List.of(new Entry("/", null)));
        String cursor = null;
        do {
            Page<Event> page = events.search(parameters(cursor));
            page.items().forEach(event -> found.add(new Entry(event.path(), event.updatedAt())));
            cursor = page.nextCursor();
        } while (cursor != null && found.size() < MOST);
        return List.copyOf(found);
    }

    private static MultiValueMap<String, String> parameters(@Nullable String cursor) {
        LinkedMultiValueMap<String, String> parameters = new LinkedMultiValueMap<>();
        parameters.add("sort", "date");
        parameters.add("size", PAGE_SIZE);
        if (cursor != null) {
            parameters.add("cursor", cursor);
        }
        return parameters;
    }
}
