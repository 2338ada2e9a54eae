package io.holdfast.webclient.poster;

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

    @GetMapping("/posters/{id:[\\w-]{1,64}}.svg")
    ResponseEntity<String> poster(@PathVariable String id, @RequestParam(defaultValue = "") String category) {
        return ResponseEntity.ok()
                .contentType(SVG)
                .cacheControl(
                        CacheControl.maxAge(Duration.ofDays(30)).cachePublic().immutable())
                .body(Poster.svg(id, category));
    }
}
