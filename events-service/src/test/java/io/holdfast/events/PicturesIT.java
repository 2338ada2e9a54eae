package io.holdfast.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.holdfast.events.EventsServer.Answer;
import io.holdfast.events.picture.Pictures;
import io.holdfast.events.picture.TestPictures;
import io.holdfast.messaging.Ids;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestIdentity;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Pictures from their address, or an upload, to what browsers get. */
@Tag("storage")
class PicturesIT {

    private static final Duration SOON = Duration.ofMinutes(1);
    private static final String DATABASE = "pictures_" + Ids.random();
    private static final AtomicInteger ASKED = new AtomicInteger();

    private static HttpServer host;
    private static EventsServer events;

    @BeforeAll
    static void start() throws IOException {
        host = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] picture = TestPictures.of("png", 3200, 1000);
        host.createContext("/", exchange -> {
            ASKED.incrementAndGet();
            exchange.sendResponseHeaders(200, picture.length);
            exchange.getResponseBody().write(picture);
            exchange.close();
        });
        host.start();
        events = server("holdfast.events.pictures.own-network=true");
    }

    private static EventsServer server(String... settings) {
        String[] all = new String[settings.length + 1];
        all[0] = "holdfast.events.pictures.ports=" + host.getAddress().getPort();
        System.arraycopy(settings, 0, all, 1, settings.length);
        return EventsServer.start(TestBroker.shared(), DATABASE, new Class<?>[0], all);
    }

    @AfterAll
    static void stop() {
        events.close();
        host.stop(0);
    }

    @Test
    void aPictureIsFetchedOnceAndServedByUs() throws Exception {
        String source = "http://127.0.0.1:%d/%s.png".formatted(host.getAddress().getPort(), Ids.random());
        int before = ASKED.get();
        String id = create(source).text("id");
        create(source);
        await().atMost(SOON).untilAsserted(() -> assertThat(picture(id)).isNotEmpty());
        assertThat(ASKED).hasValue(before + 1);
        HttpResponse<byte[]> served = read(picture(id));
        assertThat(served.headers().firstValue("Content-Type")).hasValue("image/jpeg");
        assertThat(served.headers().firstValue("Cache-Control").orElse("")).contains("immutable", "public");
        assertThat(served.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        BufferedImage shown = TestPictures.read(served.body());
        assertThat(shown.getWidth()).isEqualTo(1600);
        assertThat(shown.getHeight()).isEqualTo(500);
        assertThat(events.get("/api/events/" + id).text("imageUrl"))
                .as("as the organizer has it")
                .isEqualTo(source);
    }

    /** The check of addresses is on unless a setting says otherwise. */
    @Test
    void whatOnlyWeCanReachIsNotFetched() {
        int before = ASKED.get();
        String source = "http://127.0.0.1:%d/%s.png".formatted(host.getAddress().getPort(), Ids.random());
        String database = "pictures_" + Ids.random();
        try (EventsServer asUsual = EventsServer.start(
                TestBroker.shared(),
                database,
                new Class<?>[0],
                "holdfast.events.pictures.ports=" + host.getAddress().getPort())) {
            String id = asUsual.create("ada", event(source)).text("id");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(asUsual.bean(MongoTemplate.class)
                                    .getCollection("pictures")
                                    .find()
                                    .first()
                                    .getString("problem"))
                            .isEqualTo("ADDRESS_NOT_ALLOWED"));
            assertThat(asUsual.get("/api/events/" + id).json().get("picture").isNull())
                    .isTrue();
            assertThat(asUsual.get("/api/events/" + id).text("pictureProblem")).isEqualTo("address-not-allowed");
        }
        assertThat(ASKED).hasValue(before);
    }

    @Test
    void oneOrganizersAddressesKeepNoOthersWaiting() {
        String[] settings = {"holdfast.events.pictures.addresses-per-hour=2", "holdfast.events.pictures.fetch=false"};
        try (EventsServer limited =
                EventsServer.start(TestBroker.shared(), "pictures_" + Ids.random(), new Class<?>[0], settings)) {
            Pictures pictures = limited.bean(Pictures.class);
            for (int i = 1; i <= 4; i++) {
                pictures.want("eve", "https://pictures.example/eve" + i);
                // What is known counts once.
                pictures.want("eve", "https://pictures.example/eve1");
            }
            pictures.want("ada", "https://pictures.example/ada1");
            assertThat(limited.bean(MongoTemplate.class)
                            .getCollection("pictures")
                            .distinct("source", String.class)
                            .into(new ArrayList<>()))
                    .containsExactlyInAnyOrder(
                            "https://pictures.example/eve1",
                            "https://pictures.example/eve2",
                            "https://pictures.example/ada1");
        }
    }

    @Test
    void anUploadedPictureIsThePictureOfAnEvent() throws Exception {
        Answer uploaded = upload(TestPictures.of("png", 100, 80), "image/png");
        assertThat(uploaded.status()).isEqualTo(201);
        String url = uploaded.text("url");
        assertThat(uploaded.header("Location")).isEqualTo(url);
        assertThat(upload(TestPictures.of("png", 100, 80), "image/png").text("url"))
                .as("the same picture")
                .isEqualTo(url);
        assertThat(picture(create(url).text("id"))).isEqualTo(url);
        assertThat(TestPictures.read(read(url).body()).getWidth()).isEqualTo(100);
    }

    @Test
    void whatIsNoPictureIsRefused() {
        byte[] svg = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
                .getBytes(StandardCharsets.UTF_8);
        assertThat(upload(svg, "image/png").text("code")).isEqualTo("no-picture");
        assertThat(upload(svg, "image/svg+xml").status()).isEqualTo(415);
        assertThat(upload(new byte[2_000_000], "image/png").status()).isEqualTo(413);
        assertThat(events.send(events.request("/api/events/pictures", "Content-Type", "image/png")
                                .POST(BodyPublishers.ofByteArray(svg))
                                .build())
                        .status())
                .isEqualTo(401);
        assertThat(events.get("/api/events/pictures/nothing").status()).isEqualTo(404);
        for (String other : new String[] {"/api/events/pictures/", "/api/events/pictures/../x", "/elsewhere"}) {
            assertThat(create(other).fields()).as(other).contains("imageUrl");
        }
    }

    private static Answer upload(byte[] bytes, String type) {
        return events.send(events.request("/api/events/pictures", "Content-Type", type)
                .header("Authorization", TestIdentity.shared().bearer("ada"))
                .POST(BodyPublishers.ofByteArray(bytes))
                .build());
    }

    private static Answer create(String imageUrl) {
        return events.create("ada", event(imageUrl));
    }

    private static String event(String imageUrl) {
        return """
                {'name':'Requiem','venue':{'name':'Hall'},'timezone':'Europe/Madrid','currency':'EUR','startsAt':'%s',
                 'imageUrl':'%s','price':2500,'capacity':10}""".formatted(Instant.now().plus(30, ChronoUnit.DAYS), imageUrl);
    }

    private static String picture(String id) {
        return events.get("/api/events/" + id).json().path("picture").asString("");
    }

    private static HttpResponse<byte[]> read(String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(events.request(path).build(), BodyHandlers.ofByteArray());
        }
    }
}
