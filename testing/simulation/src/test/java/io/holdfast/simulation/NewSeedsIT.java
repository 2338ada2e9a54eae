package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs seeds that were never run before, for a minute. One that fails is printed with what repeats it. */
@Tag("new-seeds")
class NewSeedsIT {

    /** Other tests run beside it. */
    private static final int JOBS = 1;

    private static final int SECONDS = Integer.getInteger("holdfast.simulate.seconds", 60);

    @Test
    void nothingIsWrongWithNewSeeds() throws Exception {
        long first = System.currentTimeMillis() % 1_000_000_000L * 1_000;
        List<String> wrong = new ArrayList<>();
        Campaign campaign = new Campaign(
                new Campaign.Plan(first, Integer.MAX_VALUE, SECONDS, JOBS, false),
                outcome -> wrong.add("./holdfast simulate --replay %d: %s".formatted(outcome.seed(), outcome.wrong())));

        campaign.run(progress -> {});

        assertThat(wrong).isEmpty();
        assertThat(campaign.isWell()).as(campaign.progress()).isTrue();
        assertThat(campaign.counts()).containsKeys("placed", "pay CAPTURED", "admitted");
    }
}
