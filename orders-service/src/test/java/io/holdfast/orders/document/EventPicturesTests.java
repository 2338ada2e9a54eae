package io.holdfast.orders.document;

import static io.holdfast.orders.order.OrderFixtures.placed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.sale.OrderedEvent;
import io.holdfast.pdf.PdfPicture;
import io.holdfast.web.WebProperties;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureElement;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureNode;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.ssl.SslBundles;

class EventPicturesTests {

    private static final String SOURCE = "https://example.org/band.jpg";
    private static final String PATH = "/api/events/pictures/abc";

    /** Longer than any answer takes that is to come in time. */
    private static final Duration LONG = Duration.ofMinutes(2);

    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);
    private HttpServer events;

    @BeforeEach
    void start() throws IOException {
        events = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        events.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        events.start();
    }

    @AfterEach
    void stop() {
        ended.countDown();
        events.stop(0);
    }

    @Test
    void aTicketShowsThePictureOfItsEventWithADescription() throws Exception {
        serve(PATH, jpeg(1600, 1200));
        Order order = placed(0);
        OrderedEvent event = event(SOURCE);

        Optional<PdfPicture> picture = pictures(LONG).find("event", event);
        byte[] tickets = TicketsPdf.of(order, event, picture, new DocumentTexts(Locale.GERMAN));

        try (PDDocument pdf = Loader.loadPDF(tickets)) {
            PDResources page = pdf.getPage(0).getResources();
            COSName name = page.getXObjectNames().iterator().next();
            PDImageXObject shown = (PDImageXObject) page.getXObject(name);
            assertThat(shown.getWidth()).isEqualTo(894);
            assertThat(shown.getHeight()).isEqualTo(252);
            assertThat(new Color(shown.getImage().getRGB(447, 126)).getRed()).isGreaterThan(200);
            assertThat(new Color(new PDFRenderer(pdf).renderImage(0).getRGB(149, 42)).getRed())
                    .as("on the page, in the middle of its head")
                    .isGreaterThan(200);
            assertThat(pdf.getPages()).hasSize(3);
            assertThat(descriptions(pdf.getDocumentCatalog().getStructureTreeRoot()))
                    .isEqualTo("Bild zu Quartet, late; very late|".repeat(3));
        }
    }

    @Test
    void whatAnEventHasIsAskedForOnce() throws Exception {
        serve(PATH, jpeg(300, 900));
        EventPictures pictures = pictures(LONG);

        assertThat(pictures.find("event", event(SOURCE))).isPresent();
        assertThat(pictures.find("event", event(SOURCE))).isPresent();
        assertThat(asked).as("for the event and for its picture").hasValue(2);
        assertThat(pictures.find("event", event(SOURCE + "?2"))).isPresent();
        assertThat(asked).as("for another picture of it").hasValue(4);
    }

    @Test
    void anEventWithoutAPictureIsNotAskedFor() throws Exception {
        serve(PATH, new byte[0]);

        assertThat(pictures(LONG).find("event", event(null))).isEmpty();
        assertThat(asked).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"picture\": null}",
                "{\"picture\": 5}",
                "{\"picture\": \"//example.org/api/events/pictures/abc\"}",
                "{\"picture\": \"/api/events/pictures/../mine\"}",
                "[]",
                "no JSON",
                ""
            })
    void whatIsNotServedAsAPictureIsNone(String answer) throws Exception {
        events.createContext("/", exchange -> answer(exchange, 200, bytes(answer)));

        assertThat(pictures(LONG).find("event", event(SOURCE))).isEmpty();
        assertThat(asked).hasValue(1);
    }

    @ParameterizedTest
    @MethodSource("badPictures")
    void brokenPicturesAndOnesThatAreTooLargeAreNone(byte[] picture) throws Exception {
        serve(PATH, picture);

        assertThat(pictures(LONG).find("event", event(SOURCE))).isEmpty();
        assertThat(asked).hasValue(2);
    }

    private static List<byte[]> badPictures() throws IOException {
        byte[] cutOff = Arrays.copyOf(written(2_001, 2_000, "png"), 3_000);
        return List.of(new byte[0], bytes("no picture"), new byte[4_000_001], written(2_001, 2_000, "png"), cutOff);
    }

    @Test
    void noAnswerOrAnErrorIsNone() throws Exception {
        events.createContext("/", exchange -> answer(exchange, 503, bytes("{\"picture\": \"" + PATH + "\"}")));
        EventPictures pictures = pictures(LONG);

        assertThat(pictures.find("event", event(SOURCE))).isEmpty();
        assertThat(pictures.find("event", event(SOURCE))).isEmpty();
        assertThat(asked).as("not again with each ticket").hasValue(1);
        events.stop(0);
        assertThat(pictures.find("other", event(SOURCE))).isEmpty();
    }

    /** Were it waited for, this would never end. */
    @Test
    void noTicketWaitsForAPictureThatDoesNotCome() throws Exception {
        AtomicInteger abandoned = new AtomicInteger();
        events.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(200, 1_000_000);
            try {
                do {
                    exchange.getResponseBody().write(' ');
                    exchange.getResponseBody().flush();
                } while (!ended.await(10, TimeUnit.MILLISECONDS));
            } catch (IOException e) {
                abandoned.incrementAndGet();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        assertThat(pictures(Duration.ofMillis(200)).find("event", event(SOURCE)))
                .isEmpty();
        await().atMost(LONG).until(() -> abandoned.get() == asked.get());
    }

    private void serve(String path, byte[] picture) {
        events.createContext(
                "/api/events/event",
                exchange -> answer(
                        exchange,
                        200,
                        bytes("{\"id\": \"event\", \"picture\": \"%s\", \"tiers\": []}".formatted(path))));
        events.createContext(path, exchange -> answer(exchange, 200, picture));
    }

    private void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        asked.incrementAndGet();
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private EventPictures pictures(Duration wait) throws Exception {
        URI url = URI.create("http://127.0.0.1:" + events.getAddress().getPort());
        WebProperties web = new Binder(new MapConfigurationPropertySource(Map.of("holdfast.web.jwks-uri", url)))
                .bind("holdfast.web", WebProperties.class)
                .get();
        return new EventPictures(
                new PictureProperties(url, wait),
                web,
                new StaticListableBeanFactory().getBeanProvider(SslBundles.class));
    }

    private static OrderedEvent event(@Nullable String imageUrl) {
        return new OrderedEvent(placed(0).terms().event(), null, false, null, "Jazz", imageUrl, List.of());
    }

    private static byte[] jpeg(int width, int height) throws IOException {
        return written(width, height, "jpeg");
    }

    /** Red in the middle, and blue at the top and the bottom, which are cut off. */
    private static byte[] written(int width, int height, String format) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.BLUE);
        graphics.fillRect(0, 0, width, height);
        graphics.setColor(Color.RED);
        graphics.fillRect(0, height / 4, width, height / 2);
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, format, bytes);
        return bytes.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Of the first figure in each part: the picture. */
    private static String descriptions(PDStructureNode node) {
        StringBuilder found = new StringBuilder();
        for (Object kid : node.getKids()) {
            if (kid instanceof PDStructureElement element) {
                found.append(
                        element.getStructureType().equals("Part")
                                ? ((PDStructureElement) element.getKids().getFirst()).getAlternateDescription() + "|"
                                : descriptions(element));
            }
        }
        return found.toString();
    }
}
