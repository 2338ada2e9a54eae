package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs seeds that were never run before, for a minute. One that fails is printed with what repeats it. */
@Tag("new-seeds")
class NewSeedsIT {

    /** Other tests run beside it. */
    private static final int JOBS = 1;

    /** However slow the machine is: enough that everything that is asked for happens in one of them. */
    private static final int LEAST = 40;

    private static final int SECONDS = Integer.getInteger("holdfast.simulate.seconds", 60);

    private final List<String> wrong = new ArrayList<>();

    @Test
    void nothingIsWrongWithNewSeeds() throws Exception {
        long first = System.currentTimeMillis() % 1_000_000_000L * 1_000;

        Campaign least = run(new Campaign.Plan(first, LEAST, Integer.MAX_VALUE, JOBS, false));
        Campaign rest = run(new Campaign.Plan(first + LEAST, Integer.MAX_VALUE, SECONDS, JOBS, false));

        assertThat(wrong).isEmpty();
        assertThat(least.isWell()).as(least.progress()).isTrue();
        assertThat(rest.isWell()).as(rest.progress()).isTrue();
        assertThat(least.counts()).containsKeys("placed", "pay CAPTURED", "admitted");
    }

    private Campaign run(Campaign.Plan plan) throws IOException, InterruptedException {
        Campaign campaign = new Campaign(
                plan,
                outcome -> wrong.add("./holdfast simulate --replay %d: %s".formatted(outcome.seed(), outcome.wrong())));
        campaign.run(progress -> {});
        return campaign;
    }
}
