package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SimulationTests {

    private static final long SEED = 7;

    @Test
    void theSameSeedHasTheSameStory() {
        Outcome first = new Seeds().replay(SEED);
        Outcome second = new Seeds().replay(SEED);

        assertThat(second.story()).isEqualTo(first.story()).hasSizeGreaterThan(300);
        assertThat(second.sum()).isEqualTo(first.sum());
    }

    @Test
    void aSeedDoesTheSameWhetherItsStoryIsKeptOrNot() {
        Seeds seeds = new Seeds();
        seeds.run(SEED + 1);

        assertThat(seeds.run(SEED).sum()).isEqualTo(seeds.replay(SEED).sum());
    }

    @Test
    void nothingIsWrongWithTheseSeeds() {
        Seeds seeds = new Seeds();

        assertThat(LongStream.range(1, 21).mapToObj(seeds::run))
                .allSatisfy(outcome -> assertThat(outcome.wrong())
                        .as("seed %d", outcome.seed())
                        .isEmpty());
    }

    @Test
    void aStoryTellsWhatClientsWereTold() {
        Outcome outcome = new Seeds().replay(SEED);

        assertThat(Story.of(outcome))
                .anyMatch(line -> line.contains("POST /api/orders ->"))
                .anyMatch(line -> line.contains("orders-1 is ready"))
                .hasSizeLessThan(outcome.story().size() / 2);
    }
}
