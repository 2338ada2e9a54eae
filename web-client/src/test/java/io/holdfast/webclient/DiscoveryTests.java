package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import biweekly.Biweekly;
import biweekly.component.VEvent;
import com.rometools.rome.feed.synd.SyndFeed;
import com.rometools.rome.io.SyndFeedInput;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.net.URI;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What search engines, feed readers and other sites read of the pages, behind a proxy that rewrites {@code Host}. */
@SpringBootTest(
        properties = {
            "spring.config.name=web-client",
            "holdfast.web.public-url=https://tickets.example/",
            "holdfast.webclient.connect-timeout=1m",
            "holdfast.webclient.read-timeout=1m"
        })
class DiscoveryTests extends PagesFixture {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String ID = "hya2ge68v2gdw51xph49vqsdje";

    @BeforeEach
    void prepareAnswers() {
        serve(event("Winter Jazz Festival"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Winter Jazz Festival                 | winter-jazz-festival
            Midnight Express to Malmö            | midnight-express-to-malmo
            AC/DC & R.E.M. – "live"!             | ac-dc-r-e-m-live
            The Comedy Cellar's Longest Night    | the-comedy-cellars-longest-night
            クリスマスコンサート2027             | クリスマスコンサート2027
            ガラ                                 | ガラ
            संगीत संध्या                          | संगीत-संध्या
            Концерт й                            | концерт-и
            """)
    void addressHasTheNameInReadableForm(String name, String words) throws Exception {
        serve(event(name));
        MockHttpServletResponse byId = send(get(URI.create("/events/" + ID + "?t_floor=2&x=%C3%A9")));
        assertThat(byId.getStatus()).isEqualTo(301);
        String address = byId.getRedirectedUrl();
        assertThat(address).endsWith("?t_floor=2&x=%C3%A9").matches("[\\x21-\\x7e]+");
        assertThat(URI.create(address).getPath()).isEqualTo("/events/" + words + "-" + ID);
        assertThat(send(get(URI.create(address))).getStatus()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"!!!", "🎷🎺"})
    void nameWithoutALetterLeavesTheId(String name) throws Exception {
        serve(event(name));
        assertThat(send(get("/events/" + ID)).getStatus()).isEqualTo(200);
    }

    @Test
    void earlierNameLeadsToTheAddressOfToday() throws Exception {
        MockHttpServletResponse moved = send(get("/events/summer-jazz-" + ID));
        assertThat(moved.getStatus()).isEqualTo(301);
        assertThat(moved.getRedirectedUrl()).isEqualTo("/events/winter-jazz-festival-" + ID);
        // Names change back: a browser that kept the redirect would go round in circles.
        assertThat(moved.getHeader("Cache-Control")).contains("no-store");
        assertThat(send(get("/events/winter-jazz-festival")).getStatus()).isEqualTo(404);
        assertThat(send(get("/events/<b>")).getStatus()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/events/" + ID + "/", "/orders/", "/signin/", "/account/"})
    void slashTooManyLeadsToThePage(String path) throws Exception {
        MockHttpServletResponse moved = send(get(path));
        assertThat(moved.getStatus()).isEqualTo(308);
        assertThat(moved.getRedirectedUrl()).isEqualTo(path.substring(0, path.length() - 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example/", "//evil.example/events/", "/\\evil.example/", "//events/"})
    void slashNeverLeadsToAnotherSite(String path) throws Exception {
        MockHttpServletResponse answer =
                send(get(URI.create("http://localhost")).with(request -> {
                    request.setRequestURI(path);
                    return request;
                }));
        assertThat(answer.getRedirectedUrl()).isNull();
    }

    @Test
    void otherSitesGetAPictureOfTheEvent() throws Exception {
        Document page = html(send(get("/events/winter-jazz-festival-" + ID)));
        assertThat(page.select("link[rel=canonical]").attr("href"))
                .isEqualTo("https://tickets.example/events/winter-jazz-festival-" + ID);
        assertThat(page.select("meta[property=og:url]").attr("content"))
                .isEqualTo("https://tickets.example/events/winter-jazz-festival-" + ID);
        assertThat(page.select("meta[property=og:image]").attr("content"))
                .isEqualTo("https://tickets.example/events/" + ID + "/card.png");
        assertThat(page.select("meta[name=description]").attr("content")).contains("2030", "Teatro Real");
        assertCard();
    }

    @Test
    void pictureOfTheOrganizerIsCutToSize() throws Exception {
        ObjectNode event = event("Winter Jazz Festival");
        event.put("picture", "/api/events/pictures/p1.png");
        serve(event);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(90, 300, BufferedImage.TYPE_INT_RGB), "png", png);
        SERVICES.bytes("GET /api/events/pictures/p1.png", "image/png", png.toByteArray());
        BufferedImage card = assertCard();
        assertThat(card.getRGB(600, 300)).isEqualTo(0xff000000);
    }

    private BufferedImage assertCard() throws Exception {
        MockHttpServletResponse answer = send(get("/events/" + ID + "/card.png"));
        assertThat(answer.getContentType()).isEqualTo("image/png");
        BufferedImage card = ImageIO.read(new ByteArrayInputStream(answer.getContentAsByteArray()));
        assertThat(card.getWidth()).isEqualTo(1200);
        assertThat(card.getHeight()).isEqualTo(630);
        return card;
    }

    @ParameterizedTest
    @CsvSource({"Theater, TheaterEvent", "コンサート, MusicEvent", "Danse, DanceEvent", "Juggling, Event"})
    void searchEnginesReadACategoryByItsNameInEveryLanguage(String category, String type) throws Exception {
        ObjectNode event = event("Night");
        event.put("category", category);
        serve(event);
        MockHttpServletResponse answer =
                send(get(URI.create(send(get("/events/" + ID)).getRedirectedUrl())));
        assertThat(JSON.readTree(html(answer)
                                .selectFirst("script[type=application/ld+json]")
                                .data())
                        .path("@type")
                        .asString())
                .isEqualTo(type);
    }

    @Test
    void searchEnginesReadTheEvent() throws Exception {
        ObjectNode event = event("</script><script>alert(1)</script>");
        event.put("category", "concert");
        serve(event);
        MockHttpServletResponse answer =
                send(get(URI.create(send(get("/events/" + ID)).getRedirectedUrl())));
        assertThat(answer.getContentAsString()).doesNotContain("<script>alert");
        JsonNode data = JSON.readTree(
                html(answer).selectFirst("script[type=application/ld+json]").data());
        assertThat(data.path("@context").asString()).isEqualTo("https://schema.org");
        assertThat(data.path("@type").asString()).isEqualTo("MusicEvent");
        assertThat(data.path("name").asString()).isEqualTo("</script><script>alert(1)</script>");
        assertThat(data.path("startDate").asString()).isEqualTo("2030-12-05T20:00:00+01:00");
        assertThat(data.path("eventStatus").asString()).isEqualTo("https://schema.org/EventScheduled");
        assertThat(data.path("location").path("name").asString()).isEqualTo("Teatro Real");
        JsonNode offer = data.path("offers").get(0);
        assertThat(offer.path("price").asString()).matches("\\d+\\.\\d{2}");
        assertThat(offer.path("priceCurrency").asString()).isEqualTo("EUR");
        assertThat(offer.path("availability").asString()).startsWith("https://schema.org/");
    }

    @Test
    void searchEnginesReadFromWhenAnEventWasMoved() throws Exception {
        ObjectNode event = event("Requiem");
        event.put("previousStartsAt", "2030-10-05T18:00:00Z");
        JsonNode moved = data(event);
        assertThat(moved.path("eventStatus").asString()).isEqualTo("https://schema.org/EventRescheduled");
        assertThat(moved.path("startDate").asString()).isEqualTo("2030-12-05T20:00:00+01:00");
        assertThat(moved.path("previousStartDate").asString()).isEqualTo("2030-10-05T20:00:00+02:00");

        event.put("status", "cancelled");
        JsonNode cancelled = data(event);
        assertThat(cancelled.path("eventStatus").asString()).isEqualTo("https://schema.org/EventCancelled");
        assertThat(cancelled.path("previousStartDate").asString()).isEqualTo("2030-10-05T20:00:00+02:00");
    }

    /**
     * What <a href="https://developers.google.com/search/docs/appearance/structured-data/event">Google</a> requires and recommends of an event. It is not known
     * who performs, and where the organizer has a website.
     */
    @Test
    void searchEnginesFindEveryFieldThatTheyAskFor() throws Exception {
        ObjectNode event = event("Requiem");
        event.put("salesStart", "2026-01-01T00:00:00Z");
        event.set(
                "seller",
                JSON.createObjectNode()
                        .put("name", "Philharmonic Society")
                        .put("street", "Ring 1")
                        .put("city", "Wien")
                        .put("country", "AT")
                        .put("email", "office@example.org")
                        .put("receiptsByMail", true));
        JsonNode data = data(event);

        assertThat(List.of(
                        "name", "startDate", "location", "description", "endDate", "eventStatus", "image", "organizer"))
                .allSatisfy(field -> assertThat(data.path(field).isEmpty()
                                && data.path(field).asString("").isEmpty())
                        .as(field)
                        .isFalse());
        assertThat(data.path("location").path("address").propertyNames())
                .contains("streetAddress", "addressLocality", "addressCountry");
        assertThat(data.path("organizer").path("@type").asString()).isEqualTo("Organization");
        assertThat(data.path("organizer").path("name").asString()).isEqualTo("Philharmonic Society");
        assertThat(data.path("organizer").toString()).doesNotContain("office@");
        assertThat(data.path("offers").get(0).propertyNames())
                .contains("availability", "price", "priceCurrency", "validFrom", "url");
    }

    @Test
    void ticketsWhoseSaleIsPausedAreNotSoldOut() throws Exception {
        ObjectNode event = event("Requiem");
        event.put("salesPaused", true);

        assertThat(data(event).path("offers").findValuesAsString("availability"))
                .containsOnly("https://schema.org/OutOfStock");
    }

    private JsonNode data(ObjectNode event) throws Exception {
        serve(event);
        MockHttpServletResponse answer =
                send(get(URI.create(send(get("/events/" + ID)).getRedirectedUrl())));
        return JSON.readTree(
                html(answer).selectFirst("script[type=application/ld+json]").data());
    }

    @Test
    void robotsAreToldWhatIsThere() throws Exception {
        ObjectNode changed = event("Winter Jazz Festival");
        changed.put("updatedAt", "2030-01-02T03:04:05.678Z");
        SERVICES.answerFirst("GET /api/events", 200, page(changed, "next"));
        SERVICES.answerFirst("GET /api/events", 200, page(event("クリスマス"), null));
        assertThat(send(get("/robots.txt")).getContentAsString())
                .contains("Disallow: /orders\n", "Sitemap: https://tickets.example/sitemap.xml\n");
        MockHttpServletResponse map = send(get("/sitemap.xml"));
        assertThat(map.getContentType()).startsWith("application/xml");
        Document urls = Jsoup.parse(map.getContentAsString(), Parser.xmlParser());
        assertThat(urls.select("urlset > url:has(lastmod) > *").eachText())
                .containsExactly("https://tickets.example/events/winter-jazz-festival-" + ID, "2030-01-02T03:04:05Z");
        assertThat(urls.select("urlset > url > loc").eachText())
                .containsExactly(
                        "https://tickets.example/",
                        "https://tickets.example/events/winter-jazz-festival-" + ID,
                        "https://tickets.example/events/%E3%82%AF%E3%83%AA%E3%82%B9%E3%83%9E%E3%82%B9-" + ID);
        send(get("/sitemap.xml"));
        assertThat(SERVICES.asked("GET", "/api/events")).hasSize(2);
    }

    @Test
    void searchIsACalendarAndAFeed() throws Exception {
        ObjectNode bells = event("Bells\u0007 & <whistles>");
        bells.put("updatedAt", "2030-01-02T03:04:05Z");
        SERVICES.answer("GET /api/events", 200, page(bells, null));
        Document home = html(send(get("/").param("city", "Köln & Bonn").param("q", "jazz")));
        String feedAddress = home.select("link[type=application/atom+xml]").attr("href");
        assertThat(feedAddress).isEqualTo("/events.atom?q=jazz&city=K%C3%B6ln%20%26%20Bonn");
        MockHttpServletResponse feed = send(get(URI.create(feedAddress)));
        assertThat(feed.getContentType()).isEqualTo("application/atom+xml;charset=UTF-8");
        SyndFeed read = new SyndFeedInput().build(new StringReader(feed.getContentAsString()));
        assertThat(read.getPublishedDate()).isEqualTo("2030-01-02T03:04:05Z");
        assertThat(read.getEntries()).singleElement().satisfies(entry -> {
            assertThat(entry.getTitle()).isEqualTo("Bells  & <whistles>");
            assertThat(entry.getUpdatedDate()).isEqualTo("2030-01-02T03:04:05Z");
            assertThat(entry.getLink()).isEqualTo("https://tickets.example/events/bells-whistles-" + ID);
        });
        List<VEvent> calendar = Biweekly.parse(
                        send(get("/events.ics").param("city", "Bonn")).getContentAsString())
                .first()
                .getEvents();
        assertThat(calendar)
                .singleElement()
                .satisfies(entry -> assertThat(entry.getSummary().getValue()).contains("Bells"));
    }

    @ParameterizedTest
    @CsvSource({
        "/favicon.ico, image/x-icon, 0",
        "/apple-touch-icon.png, image/png, 180",
        "/icon-192.png, image/png, 192",
        "/icon-512.png, image/png, 512"
    })
    void markIsThereAsPixels(String path, String type, int size) throws Exception {
        MockHttpServletResponse icon = send(get(path));
        assertThat(icon.getContentType()).isEqualTo(type);
        assertThat(icon.getHeader("Cache-Control")).contains("public");
        if (size > 0) {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(icon.getContentAsByteArray()));
            assertThat(image.getWidth()).isEqualTo(size);
            assertThat(image.getRGB(size / 2, 2) & 0xffffff).isEqualTo(0x0f5e59);
        }
    }

    @Test
    void formsOfTheSiteWorkBehindAProxyThatRewritesTheHost() throws Exception {
        for (Map.Entry<String, Integer> origin : Map.of("https://tickets.example", 302, "https://evil.example", 403)
                .entrySet()) {
            assertThat(send(post("/signout").header("Host", "web-client:8106").header("Origin", origin.getKey()))
                            .getStatus())
                    .as(origin.getKey())
                    .isEqualTo(origin.getValue());
        }
    }

    private void serve(ObjectNode event) {
        SERVICES.answer("GET /api/events/" + ID, 200, event.toString());
    }

    private static ObjectNode event(String name) {
        ObjectNode event = (ObjectNode) JSON.readTree(FakeServices.event(ID, "Requiem", "low", 9));
        event.put("name", name);
        return event;
    }

    private static String page(ObjectNode event, String next) {
        return JSON.createObjectNode()
                .put("nextCursor", next)
                .set("items", JSON.createArrayNode().add(event))
                .toString();
    }
}
