package io.holdfast.events.picture;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.holdfast.messaging.Ids;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Tally;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

/**
 * The pictures of events. Browsers get them from us only: a page that loaded them from elsewhere would tell that host who looks at which
 * event, and would show whatever it has there tomorrow.
 */
@Service
public class Pictures {

    /** Where pictures are served, below the address of the site. */
    public static final String PATH = "/api/events/pictures/";

    private static final Logger log = LoggerFactory.getLogger(Pictures.class);

    private static final Pattern OWN = Pattern.compile(Pattern.quote(PATH) + "([\\w-]{1,64})");

    /** Longer than one try takes. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    private static final int BATCH = 500;
    private static final int MOST_TRIES = 6;
    private static final long MOST_CACHED_BYTES = 16_000_000;

    private final PictureStore store;
    private final PictureFetcher fetcher;
    private final PictureProperties properties;
    private final Clock clock;
    private final Tally<String> uploads;
    private final Tally<String> wanted;

    /** Pictures are large while they are decoded. */
    private final Semaphore shrinking = new Semaphore(2);

    private final Cache<String, byte[]> served = Caffeine.newBuilder()
            .maximumWeight(MOST_CACHED_BYTES)
            .weigher((String _, byte[] jpeg) -> jpeg.length)
            .build();

    /** Lists ask for many; one that is not there is not looked for again with each list. */
    private final Cache<String, Boolean> missing = Caffeine.newBuilder()
            .maximumSize(20_000)
            .expireAfterWrite(Duration.ofSeconds(3))
            .build();

    private final Cache<String, Boolean> ready =
            Caffeine.newBuilder().maximumSize(20_000).build();

    Pictures(PictureStore store, PictureFetcher fetcher, PictureProperties properties, Clock clock) {
        this.store = store;
        this.fetcher = fetcher;
        this.properties = properties;
        this.clock = clock;
        this.uploads = new Tally<>(Duration.ofHours(1), 10_000, clock);
        this.wanted = new Tally<>(Duration.ofHours(1), 10_000, clock);
    }

    /** Whether this is the path of a picture of ours, as an event may have it for its picture. */
    public static boolean isOwn(String address) {
        return OWN.matcher(address).matches();
    }

    /**
     * Has the picture at an address fetched soon, unless that was done; nothing for null or a picture of ours. One organizer's must not keep
     * others' waiting: beyond a number of addresses an hour it is fetched by {@link #wantAll}, if the event has it still.
     */
    public void want(String organizerId, @Nullable String address) {
        if (address != null
                && !isOwn(address)
                && store.known(List.of(id(address))).isEmpty()
                && wanted.take(organizerId, properties.addressesPerHour()).isZero()) {
            want(address);
        }
    }

    private void want(String address) {
        store.insert(Picture.wanted(id(address), address, clock.instant()));
    }

    /** Under which paths the pictures with these addresses are served, as far as they are. */
    public Map<String, String> paths(Collection<String> addresses) {
        Map<String, String> ids = new HashMap<>();
        addresses.forEach(address -> ids.put(address, id(address)));
        learn(ids.values().stream()
                .filter(id -> ready.getIfPresent(id) == null && missing.getIfPresent(id) == null)
                .distinct()
                .toList());
        Map<String, String> paths = new HashMap<>();
        ids.forEach((address, id) -> {
            if (ready.getIfPresent(id) != null) {
                paths.put(address, PATH + id);
            }
        });
        return paths;
    }

    /** Why the picture at this address is not served, in words of the API; empty when it is, or has not been tried. */
    public Optional<String> problem(String address) {
        return store.problem(id(address))
                .map(problem -> problem.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    private void learn(Collection<String> ids) {
        if (!ids.isEmpty()) {
            Set<String> found = store.ready(ids);
            ids.forEach(id -> (found.contains(id) ? ready : missing).put(id, true));
        }
    }

    /** The JPEG that is served. */
    Optional<byte[]> jpeg(String id) {
        byte[] known = served.getIfPresent(id);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<byte[]> stored = store.find(id)
                .flatMap(picture -> Optional.ofNullable(picture.jpeg()))
                .map(Binary::getData);
        stored.ifPresent(jpeg -> served.put(id, jpeg));
        return stored;
    }

    /**
     * Takes a picture that an organizer sends, and returns the path of what became of it.
     *
     * @throws ProblemException 415 when it is no picture, 413 when it has too many pixels, 429 after many uploads, 503 when others are busy
     */
    String upload(String organizerId, byte[] bytes) {
        Duration wait = uploads.take(organizerId, properties.uploadsPerHour());
        if (wait.isPositive()) {
            throw ProblemException.rateLimited("You have uploaded many pictures within the last hour.", wait);
        }
        if (!shrinking.tryAcquire()) {
            throw ProblemException.unavailable(
                    "Other pictures are being read. Try again shortly.", Duration.ofSeconds(2));
        }
        try {
            byte[] jpeg = PictureShrinker.shrink(bytes);
            String id = Ids.derived("uploaded-picture", hash(jpeg));
            store.insert(Picture.uploaded(id, jpeg, clock.instant()));
            ready.put(id, true);
            return PATH + id;
        } catch (PictureRefused e) {
            throw problem(e);
        } finally {
            shrinking.release();
        }
    }

    private static ProblemException problem(PictureRefused e) {
        return e.problem() == PictureProblem.TOO_MANY_PIXELS
                ? ProblemException.of(
                        HttpStatus.CONTENT_TOO_LARGE, "picture-too-large", "The picture has too many pixels.")
                : ProblemException.of(
                        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                        "no-picture",
                        "This is no picture that can be read: send a JPEG, PNG or GIF.");
    }

    /** Has all pictures fetched that events have and that are not known, such as those from before pictures were fetched. */
    void wantAll() {
        store.readAddressesOfEvents(BATCH, addresses -> {
            Set<String> known = store.known(addresses.stream().map(Pictures::id).toList());
            addresses.stream()
                    .filter(address -> !isOwn(address) && !known.contains(id(address)))
                    .forEach(this::want);
        });
    }

    /** Fetches those that are due, one after the other. */
    void fetchDue() throws InterruptedException {
        Instant now = clock.instant();
        Picture due = store.take(now, now.plus(LEASE));
        while (due != null && !Thread.currentThread().isInterrupted()) {
            fetch(due);
            now = clock.instant();
            due = store.take(now, now.plus(LEASE));
        }
    }

    private void fetch(Picture picture) throws InterruptedException {
        if (picture.tries() > MOST_TRIES) {
            // Each of the tries was cut short.
            store.failed(picture.id(), PictureProblem.UNREACHABLE, null);
            return;
        }
        try {
            store.fetched(picture.id(), shrunk(fetcher.fetch(String.valueOf(picture.source()))));
            log.info("Picture {} is fetched", picture.id());
        } catch (PictureRefused e) {
            Duration pause = e.mayPass() ? pauseAfter(picture.tries()) : null;
            store.failed(
                    picture.id(),
                    e.problem(),
                    pause == null ? null : clock.instant().plus(pause));
            log.info("Picture {} is not shown{}: {}", picture.id(), pause == null ? "" : " yet", e.getMessage());
        }
    }

    private byte[] shrunk(byte[] fetched) throws PictureRefused, InterruptedException {
        shrinking.acquire();
        try {
            return PictureShrinker.shrink(fetched);
        } finally {
            shrinking.release();
        }
    }

    /** 1, 4, 16, 64, 256 minutes after one another; null after the last try. */
    static @Nullable Duration pauseAfter(int tries) {
        return tries < MOST_TRIES ? Duration.ofMinutes(1L << (2 * (tries - 1))) : null;
    }

    private static String id(String address) {
        Matcher own = OWN.matcher(address);
        return own.matches() ? own.group(1) : Ids.derived("picture", address);
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
