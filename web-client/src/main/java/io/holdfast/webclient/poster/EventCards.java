package io.holdfast.webclient.poster;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.holdfast.poster.Poster;
import io.holdfast.poster.Rendering;
import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.Events;
import io.holdfast.webclient.backend.Service;
import io.holdfast.webclient.backend.ServiceUnreachable;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What other sites show of an event: its picture, or its poster, as PNG of 1200 × 630 pixels. */
@Component
class EventCards {

    static final int WIDTH = 1200;
    static final int HEIGHT = 630;

    /** One of some 100 KB each. Drawing one costs tens of milliseconds. */
    private static final int CACHED = 100;

    private final Events events;
    private final LoadingCache<Key, byte[]> cards = Caffeine.newBuilder()
            .maximumSize(CACHED)
            .expireAfterWrite(Duration.ofHours(1))
            .build(this::draw);

    EventCards(Events events) {
        this.events = events;
    }

    byte[] of(Event event) {
        return cards.get(new Key(event.id(), event.category() == null ? "" : event.category(), event.picture()));
    }

    private byte[] draw(Key key) {
        BufferedImage picture = key.picture() == null ? null : read(key.picture());
        return picture == null
                ? Rendering.png(Poster.svg(key.id(), key.category()), WIDTH, HEIGHT)
                : Rendering.png(picture, WIDTH, HEIGHT);
    }

    private @Nullable BufferedImage read(String path) {
        try {
            return ImageIO.read(new ByteArrayInputStream(events.picture(path)));
        } catch (IOException e) {
            throw new ServiceUnreachable(Service.EVENTS, "unreadable picture", e);
        }
    }

    private record Key(String id, String category, @Nullable String picture) {}
}
