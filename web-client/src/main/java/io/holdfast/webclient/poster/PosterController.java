package io.holdfast.webclient.poster;

import io.holdfast.poster.Poster;
import io.holdfast.webclient.backend.Events;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

@Controller
class PosterController {

    private static final MediaType SVG = MediaType.valueOf("image/svg+xml");

    private final EventCards cards;
    private final Events events;

    PosterController(EventCards cards, Events events) {
        this.cards = cards;
        this.events = events;
    }

    /** For public events only: those who show it have no token. */
    @GetMapping("/events/{id:[\\w-]{1,64}}/card.png")
    ResponseEntity<byte[]> card(@PathVariable String id) {
        return ResponseEntity.ok()
                .contentType(MediaType.IMAGE_PNG)
                .cacheControl(CacheControl.maxAge(Duration.ofHours(1)).cachePublic())
                .body(cards.of(events.event(id, null)));
    }

    @GetMapping("/posters/{id:[\\w-]{1,64}}.svg")
    ResponseEntity<String> poster(@PathVariable String id, @RequestParam(defaultValue = "") String category) {
        return ResponseEntity.ok()
                .contentType(SVG)
                .cacheControl(
                        CacheControl.maxAge(Duration.ofDays(30)).cachePublic().immutable())
                .body(Poster.svg(id, category));
    }
}
