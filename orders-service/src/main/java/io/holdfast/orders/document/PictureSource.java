package io.holdfast.orders.document;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.holdfast.orders.sale.OrderedEvent;
import io.holdfast.pdf.PdfPicture;
import io.holdfast.runtime.BundleSslContext;
import io.holdfast.web.WebProperties;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;
import tools.jackson.databind.json.JsonMapper;

/**
 * The pictures that organizers gave their events, as events-service serves them, cut for tickets.
 *
 * <p>No ticket fails for want of a picture, nor waits for it longer than {@code holdfast.orders.pictures.timeout}, and no two of an event wait one
 * after the other: what is not there by then counts as none for half a minute.
 */
final class PictureSource {

    private static final Logger log = LoggerFactory.getLogger(PictureSource.class);

    /** Of some 60 KB each. */
    private static final long MOST_KEPT_BYTES = 8_000_000;

    /** What is at an address never changes; an event gets another one with another picture. */
    private static final Duration KEPT = Duration.ofHours(6);

    private static final Duration ABSENT = Duration.ofSeconds(30);

    /** Of an answer: no picture that is served, and no event, has as many. */
    private static final int MOST_BYTES = 4_000_000;

    /** None that is served has as many. */
    private static final long MOST_PIXELS = 4_000_000;

    private static final Pattern PATH = Pattern.compile("/api/events/pictures/[\\w-]{1,64}");

    private static final JsonMapper JSON = new JsonMapper();

    /** @param address what the event has for its picture: with another one, it is another picture */
    private record Key(String eventId, String address) {}

    private final AsyncCache<Key, Optional<PdfPicture>> pictures = Caffeine.newBuilder()
            .maximumWeight(MOST_KEPT_BYTES)
            .weigher((Key key, Optional<PdfPicture> picture) ->
                    key.address().length() + picture.map(PdfPicture::bytes).orElse(0))
            .expireAfter(
                    Expiry.<Key, Optional<PdfPicture>>creating((_, picture) -> picture.isPresent() ? KEPT : ABSENT))
            .buildAsync();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final URI service;
    private final Duration timeout;
    private final HttpClient http;

    PictureSource(PictureProperties properties, WebProperties web, ObjectProvider<SslBundles> bundles)
            throws NoSuchAlgorithmException {
        this.service = properties.eventsUrl();
        this.timeout = properties.timeout();
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .sslContext(BundleSslContext.of(web.tlsBundle(), bundles))
                .executor(threads)
                .build();
    }

    /** The picture of an event; empty if it has none, or none that is there in time. */
    Optional<PdfPicture> find(String eventId, OrderedEvent event) {
        return event.imageUrl() == null
                ? Optional.empty()
                : pictures.get(new Key(eventId, event.imageUrl()), (key, _) -> load(key))
                        .join();
    }

    private CompletableFuture<Optional<PdfPicture>> load(Key key) {
        CompletableFuture<Optional<PdfPicture>> loaded = new CompletableFuture<>();
        Future<?> loading = threads.submit(() -> loaded.complete(read(key)));
        return loaded.completeOnTimeout(Optional.empty(), timeout.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((_, _) -> loading.cancel(true));
    }

    private Optional<PdfPicture> read(Key key) {
        try {
            String path = JSON.readTree(get("/api/events/" + key.eventId()))
                    .path("picture")
                    .asString("");
            return PATH.matcher(path).matches() ? Optional.of(TicketsPdf.cut(decode(get(path)))) : Optional.empty();
        } catch (InterruptedException e) {
            log.info("The picture of event {} was not there in time for a ticket", key.eventId());
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            // Readers of formats throw all sorts of exceptions at bytes that are none of theirs.
            log.info("The picture of event {} is not on a ticket: {}", key.eventId(), e.toString());
            return Optional.empty();
        }
    }

    private byte[] get(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(service.resolve(path)).timeout(timeout).build(),
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
        if (answer.statusCode() != 200) {
            throw new IOException("%s is answered %d".formatted(path, answer.statusCode()));
        }
        return answer.body();
    }

    private static BufferedImage decode(byte[] bytes) throws IOException {
        try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
            if (!readers.hasNext()) {
                throw new IOException("no picture");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(input, true, true);
                if ((long) reader.getWidth(0) * reader.getHeight(0) > MOST_PIXELS) {
                    throw new IOException("too many pixels");
                }
                return reader.read(0);
            } finally {
                reader.dispose();
            }
        }
    }
}
