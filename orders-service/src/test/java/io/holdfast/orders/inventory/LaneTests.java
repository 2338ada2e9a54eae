package io.holdfast.orders.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.holdfast.orders.inventory.SmallWorld.TestClaim;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LaneTests {

    /** What a reference in an array takes at least. */
    private static final int REFERENCE = 4;

    private final CountDownLatch deciding = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @Test
    void takesUpMemoryOnlyForWhatIsWaiting() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int most = 1_000_000;
        lane(most);
        long before = threads.getCurrentThreadAllocatedBytes();
        lane(most);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan((long) most * REFERENCE);
    }

    @Test
    void refusesWhatIsMoreThanMayWait() throws Exception {
        Lane<TestClaim, String> lane = lane(3);
        List<CompletableFuture<String>> answers = new ArrayList<>();
        answers.add(lane.claim(TestClaim.of("first", 1)));
        deciding.await();
        for (int i = 0; i < 4; i++) {
            answers.add(lane.claim(TestClaim.of("order" + i, 1)));
        }

        assertThat(SmallWorld.failure(answers.getLast())).isInstanceOf(Busy.class);
        goOn.countDown();
        assertThat(answers.subList(0, 4))
                .allSatisfy(answer -> assertThat(answer.join()).isEqualTo("order"));
    }

    /** A lane whose first decision waits for {@code goOn}. */
    private Lane<TestClaim, String> lane(int most) {
        ClaimDecider<TestClaim, String> decider = new ClaimDecider<>() {
            @Override
            public void decide(List<PendingClaim<TestClaim, String>> batch) {
                if (!batch.isEmpty()) {
                    deciding.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    batch.forEach(pending -> pending.answer().complete("order"));
                }
            }

            @Override
            public void reset() {}

            @Override
            public boolean hasWanted() {
                return false;
            }

            @Override
            public boolean freeWanted() {
                return false;
            }
        };
        // Nothing is sold or released here.
        Blocks none = (Blocks) Proxy.newProxyInstance(
                Blocks.class.getClassLoader(), new Class<?>[] {Blocks.class}, (proxy, method, arguments) -> true);
        UnitUpdates updates = new UnitUpdates(none, new EventFreeUnits("event", none, new Random(1)));
        return new Lane<>("event", decider, updates, () -> {}, most, 512, Clock.systemUTC());
    }
}
