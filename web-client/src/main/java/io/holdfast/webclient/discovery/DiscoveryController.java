package io.holdfast.webclient.discovery;

import io.holdfast.webclient.site.PathPrefix;
import io.holdfast.webclient.site.PublicAddress;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** {@code robots.txt}, {@code sitemap.xml}, icons and the manifest of the site. */
@Controller
class DiscoveryController {

    private static final MediaType TEXT = new MediaType("text", "plain", StandardCharsets.UTF_8);
    private static final MediaType XML = new MediaType("application", "xml", StandardCharsets.UTF_8);
    private static final MediaType MANIFEST = MediaType.valueOf("application/manifest+json");
    private static final MediaType ICON = MediaType.valueOf("image/x-icon");

    private static final CacheControl FOR_A_DAY =
            CacheControl.maxAge(Duration.ofDays(1)).cachePublic();

    /** What is a visitor's own, or nothing to find. */
    private static final List<String> PRIVATE =
            List.of("/account", "/api/", "/events/new", "/orders", "/organizer", "/signin", "/signup");

    private final Sitemap sitemap;
    private final Icons icons;
    private final PublicAddress addresses;
    private final PathPrefix prefix;

    DiscoveryController(Sitemap sitemap, Icons icons, PublicAddress addresses, PathPrefix prefix) {
        this.prefix = prefix;
        this.sitemap = sitemap;
        this.icons = icons;
        this.addresses = addresses;
    }

    @GetMapping("/robots.txt")
    ResponseEntity<String> robots() {
        StringBuilder rules = new StringBuilder("User-agent: *\n");
        // Pictures of events are there for search results, too.
        rules.append("Allow: ").append(prefix.of("/api/events/pictures/")).append('\n');
        PRIVATE.forEach(
                path -> rules.append("Disallow: ").append(prefix.of(path)).append('\n'));
        rules.append("\nSitemap: ").append(addresses.of("/sitemap.xml")).append('\n');
        return ResponseEntity.ok().contentType(TEXT).cacheControl(FOR_A_DAY).body(rules.toString());
    }

    @GetMapping("/sitemap.xml")
    ResponseEntity<String> sitemap() throws XMLStreamException {
        StringWriter text = new StringWriter();
        XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeStartElement("urlset");
        xml.writeDefaultNamespace("http://www.sitemaps.org/schemas/sitemap/0.9");
        for (Sitemap.Entry entry : sitemap.entries()) {
            xml.writeStartElement("url");
            write(xml, "loc", addresses.of(entry.path()));
            if (entry.updatedAt() != null) {
                write(
                        xml,
                        "lastmod",
                        entry.updatedAt().truncatedTo(ChronoUnit.SECONDS).toString());
            }
            xml.writeEndElement();
        }
        xml.writeEndElement();
        xml.writeEndDocument();
        xml.close();
        return ResponseEntity.ok()
                .contentType(XML)
                .cacheControl(CacheControl.maxAge(Duration.ofMinutes(10)).cachePublic())
                .body(text.toString());
    }

    private static void write(XMLStreamWriter xml, String name, String text) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }

    @GetMapping("/manifest.webmanifest")
    ResponseEntity<Map<String, Object>> manifest() {
        return ResponseEntity.ok()
                .contentType(MANIFEST)
                .cacheControl(FOR_A_DAY)
                .body(Map.of(
                        "name", "Holdfast",
                        "short_name", "Holdfast",
                        "id", prefix.of("/"),
                        "start_url", prefix.of("/"),
                        "display", "browser",
                        "background_color", "#f8f6f1",
                        "theme_color", "#0f5e59",
                        "icons", List.of(icon(192), icon(512))));
    }

    private Map<String, String> icon(int size) {
        return Map.of(
                "src", prefix.of("/icon-%d.png".formatted(size)), "sizes", size + "x" + size, "type", "image/png");
    }

    @GetMapping("/favicon.ico")
    ResponseEntity<byte[]> favicon() {
        return ResponseEntity.ok().contentType(ICON).cacheControl(FOR_A_DAY).body(icons.ico());
    }

    /** For devices that ask without looking at the page. */
    @GetMapping({"/apple-touch-icon.png", "/apple-touch-icon-precomposed.png"})
    ResponseEntity<byte[]> touchIcon() {
        return icon(icons.png(180));
    }

    @GetMapping("/icon-{size:192|512}.png")
    ResponseEntity<byte[]> manifestIcon(@PathVariable int size) {
        return icon(icons.png(size));
    }

    private static ResponseEntity<byte[]> icon(byte[] png) {
        return ResponseEntity.ok()
                .contentType(MediaType.IMAGE_PNG)
                .cacheControl(FOR_A_DAY)
                .body(png);
    }
}
