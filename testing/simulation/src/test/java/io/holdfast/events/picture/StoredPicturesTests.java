package io.holdfast.events.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** A picture is fetched by one replica at a time, and once it is there no failure takes it away. */
class StoredPicturesTests {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final Instant RETRY = NOON.plus(Duration.ofMinutes(2));
    private static final byte[] JPEG = {1, 2, 3};

    private final PictureStore pictures = new PictureStore(
            new MongoTemplate(new SimulatedDatabase(() -> NOON).factory("events", Effects.NONE, "events")));

    @BeforeEach
    void aPictureIsWanted() {
        pictures.insert(Picture.wanted("picture", "https://example.org/a.jpg", NOON));
    }

    @Test
    void isFetchedByOneOfTwoReplicasAndByTheOtherOnceThatDied() {
        assertThat(pictures.take(NOON, RETRY)).isNotNull();
        assertThat(pictures.take(NOON, RETRY)).as("by another replica").isNull();

        Picture again = pictures.take(RETRY, RETRY.plus(Duration.ofMinutes(2)));

        assertThat(again).isNotNull();
        assertThat(again.tries()).isEqualTo(2);
    }

    /** One replica took so long that another one fetched it meanwhile, and then it failed. */
    @Test
    void hasNoProblemOnceItIsThere() {
        pictures.take(NOON, RETRY);
        pictures.take(RETRY, RETRY.plus(Duration.ofMinutes(2)));
        pictures.fetched("picture", JPEG);

        pictures.failed("picture", PictureProblem.UNREACHABLE, RETRY);

        assertThat(pictures.problem("picture")).isEmpty();
        assertThat(pictures.take(RETRY.plus(Duration.ofDays(1)), NOON))
                .as("to be fetched")
                .isNull();
    }
}
