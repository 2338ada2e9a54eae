package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.OrderState;
import io.holdfast.events.EventsApplication;
import io.holdfast.expiration.ExpirationApplication;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.orders.OrdersApplication;
import io.holdfast.payments.PaymentsApplication;
import io.holdfast.runtime.BackgroundLoop;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Runs seeds that were never run with this code before. They follow from its classes: every change is tried with others, and what is wrong
 * once is so each time, until it is mended. One that is wrong is printed with what repeats it.
 */
class NewSeedsIT {

    /** Other tests run beside it. */
    private static final int JOBS = 1;

    /** A minute of one processor, about. */
    private static final int SEEDS = Integer.getInteger("holdfast.simulate.seeds", 200);

    /** One of each module that is simulated, and of the simulation. */
    private static final List<Class<?>> SIMULATED = List.of(
            BackgroundLoop.class,
            OrderState.class,
            OutboxRelay.class,
            EventsApplication.class,
            OrdersApplication.class,
            PaymentsApplication.class,
            ExpirationApplication.class,
            Campaign.class);

    @Test
    void nothingIsWrongWithNewSeeds() throws Exception {
        List<String> wrong = new ArrayList<>();
        Campaign campaign = new Campaign(
                new Campaign.Plan(firstSeed(), SEEDS, Integer.MAX_VALUE, JOBS, false),
                outcome -> wrong.add("./holdfast simulate --replay %d: %s".formatted(outcome.seed(), outcome.wrong())));

        campaign.run(progress -> {});

        assertThat(wrong).isEmpty();
        assertThat(campaign.isWell()).as(campaign.progress()).isTrue();
        assertThat(campaign.counts())
                .containsKeys(
                        "placed",
                        "placed in a section",
                        "pay CAPTURED",
                        "in the page CAPTURED",
                        "prolonged",
                        "admitted",
                        "moved",
                        "paid out",
                        "sold back in part",
                        "by hand, disputed WON",
                        "by hand, disputed LOST",
                        "settled");
    }

    private static long firstSeed() throws IOException, URISyntaxException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Class<?> one : SIMULATED) {
            Path classes = Path.of(
                    one.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(classes)) {
                add(classes, digest);
            } else {
                try (FileSystem jar = FileSystems.newFileSystem(classes)) {
                    add(jar.getPath("/"), digest);
                }
            }
        }
        return Integer.toUnsignedLong(ByteBuffer.wrap(digest.digest()).getInt()) * 1_000;
    }

    private static void add(Path classes, MessageDigest digest) throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class"))
                    .sorted()
                    .toList()) {
                digest.update(Files.readAllBytes(file));
            }
        }
    }
}
