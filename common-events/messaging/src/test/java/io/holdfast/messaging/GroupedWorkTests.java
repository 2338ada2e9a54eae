package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupedWorkTests {

    private final List<List<Integer>> groups = new CopyOnWriteArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final GroupedWork<Integer, String> work = new GroupedWork<>("work", 3, group -> {
        groups.add(group);
        begun.countDown();
        goOn.await();
        if (group.contains(-1)) {
            throw new IllegalStateException("in vain");
        }
        return group.stream().map(Object::toString).toList();
    });

    @Test
    void doesTogetherWhatComesWhileAGroupIsBeingDone() throws Exception {
        List<CompletableFuture<String>> results = new ArrayList<>();
        results.add(work.add(0));
        begun.await();
        IntStream.rangeClosed(1, 5).forEach(number -> results.add(work.add(number)));
        goOn.countDown();

        assertThat(results.stream().map(CompletableFuture::join)).containsExactly("0", "1", "2", "3", "4", "5");
        assertThat(groups).containsExactly(List.of(0), List.of(1, 2, 3), List.of(4, 5));
    }

    @Test
    void failsAGroupTogetherAndGoesOn() throws Exception {
        CompletableFuture<String> first = work.add(0);
        begun.await();
        CompletableFuture<String> good = work.add(1);
        CompletableFuture<String> bad = work.add(-1);
        goOn.countDown();

        assertThat(first.join()).isEqualTo("0");
        assertThatThrownBy(good::join).hasRootCauseMessage("in vain");
        assertThatThrownBy(bad::join).hasRootCauseMessage("in vain");
        assertThat(work.add(2).join()).isEqualTo("2");
    }
}
