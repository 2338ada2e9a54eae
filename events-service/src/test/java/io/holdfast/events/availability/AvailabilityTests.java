package io.holdfast.events.availability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.holdfast.contracts.AvailabilityChanged;
import io.holdfast.contracts.TierAvailability;
import io.holdfast.events.availability.Availability.Status;
import io.holdfast.events.availability.Availability.TierLeft;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class AvailabilityTests {

    private static final Instant PUBLISHED = Instant.parse("2027-01-01T12:00:00Z");
    private static final Instant LATER = Instant.parse("2027-01-01T12:05:00Z");
    private static final TierCapacities CAPACITIES = new TierCapacities(
            "e1",
            List.of(new TierCapacities.Tier("stalls", 500), new TierCapacities.Tier("balcony", 20)),
            PUBLISHED,
            1);

    @ParameterizedTest
    @CsvSource({
        "500, 500, 0, AVAILABLE",
        "500, 51, 0, AVAILABLE",
        "500, 50, 0, LOW",
        "1000, 100, 900, LOW",
        "1000, 101, 899, AVAILABLE",
        "50, 10, 0, LOW",
        "50, 11, 0, AVAILABLE",
        "5, 5, 0, LOW",
        "500, 0, 1, HELD",
        "500, 0, 0, SOLD_OUT",
    })
    void theStatusDependsOnFreeHeldAndCapacity(int capacity, int free, int held, Status status) {
        assertThat(Status.of(capacity, free, held)).isEqualTo(status);
    }

    @Test
    void everythingIsLeftUntilThereAreCounts() {
        assertThat(json(Availability.of(CAPACITIES, null))).isEqualTo("""
                {"eventId":"e1","tiers":[\
                {"id":"stalls","capacity":500,"available":500,"status":"available"},\
                {"id":"balcony","capacity":20,"available":20,"status":"available"}],\
                "asOf":"2027-01-01T12:00:00Z"}""");
    }

    @Test
    void showsTheCountsInTheEventsOrder() {
        Availability left = Availability.of(CAPACITIES, counts(3, 0, 2));
        assertThat(json(left)).isEqualTo("""
                {"eventId":"e1","tiers":[\
                {"id":"stalls","capacity":500,"available":0,"status":"sold-out"},\
                {"id":"balcony","capacity":20,"available":2,"status":"low"}],\
                "asOf":"2027-01-01T12:05:00Z"}""");
        assertThat(left.best()).isEqualTo(Status.LOW);
    }

    @ParameterizedTest
    @CsvSource({
        "600, 10, 10", // a hundred units added, which are not counted yet
        "490, 10, 0", // the ten units counted as free are removed
        "495, 10, 5",
        "400, 10, 0",
    })
    void anEditedTierShowsItsNewCapacityAndNoMoreThanIsThere(int capacity, int counted, int available) {
        TierCapacities edited =
                new TierCapacities("e1", List.of(new TierCapacities.Tier("stalls", capacity)), PUBLISHED, 2);
        TierLeft left = Availability.of(edited, counts(3, counted, 2)).tier("stalls");
        assertThat(left.capacity()).isEqualTo(capacity);
        assertThat(left.available()).isEqualTo(available);
    }

    @Test
    void addedTiersAreFreeAndRemovedOnesGone() {
        TierCapacities edited = new TierCapacities(
                "e1",
                List.of(new TierCapacities.Tier("balcony", 20), new TierCapacities.Tier("boxes", 8)),
                PUBLISHED,
                2);
        assertThat(Availability.of(edited, counts(3, 0, 2)).tiers())
                .extracting(TierLeft::id, TierLeft::available)
                .containsExactly(tuple("balcony", 2), tuple("boxes", 8));
    }

    @Test
    void newerCapacitiesAndNewerCountsAreKept() {
        KnownAvailability old = new KnownAvailability(CAPACITIES, counts(3, 5, 2));
        TierCapacities edited = new TierCapacities("e1", List.of(new TierCapacities.Tier("stalls", 600)), PUBLISHED, 2);
        assertThat(old.newest(new KnownAvailability(edited, counts(2, 9, 9))))
                .isEqualTo(new KnownAvailability(edited, old.counts()));
        assertThat(old.newest(counts(2, 9, 9))).isSameAs(old);
        assertThat(old.newest(counts(4, 1, 1)).capacities()).isSameAs(CAPACITIES);
    }

    @Test
    void aSeatThatIsNotListedIsFree() {
        TierAvailability stalls = new TierAvailability("stalls", 500, 497, 1, 2, Map.of("A", "0308", "R9", "01"));
        TakenSeats taken = TakenSeats.of(CAPACITIES, new Counts("e1", 1, List.of(stalls), LATER));
        assertThat(IntStream.rangeClosed(1, 20).filter(seat -> taken.has("stalls", "A", seat)))
                .containsExactly(1, 2, 12);
        assertThat(taken.has("stalls", "R9", 1)).isTrue();
        assertThat(taken.has("stalls", "B", 1)).isFalse();
        assertThat(taken.has("balcony", "A", 1)).isFalse();
        assertThat(TakenSeats.of(CAPACITIES, null).has("stalls", "A", 1)).isFalse();
    }

    /** No name of a field of a stored document has a dot in it. */
    @Test
    void theNameOfASectionMayHaveADot() {
        TierAvailability stalls =
                new TierAvailability("stalls", 500, 499, 0, 1, Map.of("St. Peter’s box A", "02", "A", "01"));
        Counts stored = Counts.of(new AvailabilityChanged("e1", List.of(stalls), LATER, 1));

        assertThat(stored.tiers().getFirst().takenSeats())
                .allSatisfy((field, bits) -> assertThat(field).doesNotContain("."));
        TakenSeats taken = TakenSeats.of(CAPACITIES, stored);
        assertThat(taken.has("stalls", "St. Peter’s box A", 2)).isTrue();
        assertThat(taken.has("stalls", "St. Peter’s box A", 1)).isFalse();
        assertThat(taken.has("stalls", "A", 1)).isTrue();
    }

    @Test
    void theFingerprintDependsOnTheContent() {
        String fingerprint = Availability.of(CAPACITIES, counts(3, 0, 2)).fingerprint();
        assertThat(Availability.of(CAPACITIES, counts(3, 0, 2)).fingerprint()).isEqualTo(fingerprint);
        assertThat(Availability.of(CAPACITIES, counts(4, 0, 1)).fingerprint()).isNotEqualTo(fingerprint);
    }

    private static Counts counts(long version, int stalls, int balcony) {
        return new Counts(
                "e1",
                version,
                List.of(
                        new TierAvailability("balcony", 20, balcony, 0, 20 - balcony),
                        new TierAvailability("stalls", 500, stalls, 0, 500 - stalls)),
                LATER);
    }

    private static String json(Availability availability) {
        return new JsonMapper().writeValueAsString(availability);
    }
}
