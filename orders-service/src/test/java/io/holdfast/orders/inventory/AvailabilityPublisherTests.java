package io.holdfast.orders.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.holdfast.contracts.TierAvailability;
import io.holdfast.messaging.MessagePublisher;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class AvailabilityPublisherTests {

    private static final Duration COUNTING = Duration.ofMillis(2);
    private static final Duration ROUND = Duration.ofMillis(100);

    private final TierCounter counter = mock(TierCounter.class);
    private final MessagePublisher messages = mock(MessagePublisher.class);
    private final List<String> counted = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-28T20:00:00Z");

    private final AvailabilityPublisher publisher =
            new AvailabilityPublisher(counter, messages, ((InstantSource) () -> now).withZone(ZoneOffset.UTC));

    @BeforeEach
    void countInTwoMilliseconds() {
        when(messages.isConnected()).thenReturn(true);
        when(messages.publish(any())).thenReturn(CompletableFuture.completedFuture(1L));
        when(counter.count(anyString())).thenAnswer(call -> {
            counted.add(call.getArgument(0));
            now = now.plus(COUNTING);
            return new TierCounter.Counts(List.of(new TierAvailability("hall", 10, 10, 0, 0)), 1);
        });
    }

    @Test
    void tenThousandEventsThatMayHaveChangedTakeATenthOfTheTime() {
        publisher.mayHaveChanged(
                IntStream.range(0, 10_000).mapToObj(i -> "event" + i).toList());
        Instant start = now;
        while (publisher.waiting() > 0) {
            round();
        }
        assertThat(counted).doesNotHaveDuplicates().hasSize(10_000);
        assertThat(Duration.between(start, now)).isGreaterThan(COUNTING.multipliedBy(10 * 10_000));
    }

    /** A write without an answer may take effect after the count, as late as its server ends statements. */
    @Test
    void whatChangedIsCountedOnceMoreWhenNoStatementCanBeUnderWayAnyMore() {
        publisher.changed("event");
        for (int i = 0; i < 200; i++) {
            round();
        }
        assertThat(counted).containsExactly("event");
        for (int i = 0; i < 400; i++) {
            round();
        }
        assertThat(counted).containsExactly("event", "event");
    }

    @Test
    void whatChangedIsPublishedBeforeWhatMayHaveChanged() {
        publisher.mayHaveChanged(
                IntStream.range(0, 1_000).mapToObj(i -> "event" + i).toList());
        for (int i = 0; i < 20; i++) {
            counted.clear();
            publisher.changed("sold" + i);
            round();
            assertThat(counted.getFirst()).isEqualTo("sold" + i);
        }
    }

    @Test
    void anEventIsNotCountedTwiceWhenItDidChange() {
        publisher.mayHaveChanged(List.of("event"));
        publisher.changed("event");
        round();
        round();
        assertThat(counted).containsExactly("event");
        assertThat(publisher.waiting()).isZero();
    }

    @Test
    void whatWasRefusedIsLoggedAndCountedAgainAfterARest(CapturedOutput output) {
        when(messages.publish(any()))
                .thenReturn(CompletableFuture.failedFuture(new IOException("full")))
                .thenReturn(CompletableFuture.completedFuture(1L));
        publisher.changed("event");
        round();
        round();
        assertThat(counted).hasSize(1);
        assertThat(publisher.waiting()).isEqualTo(1);
        assertThat(output).containsOnlyOnce("Could not publish what is left of event event: java.io.IOException: full");
        now = now.plusSeconds(5);
        round();
        assertThat(counted).hasSize(2);
        assertThat(publisher.waiting()).isZero();
    }

    @Test
    void nothingIsCountedWhileTheBrokerIsAway() {
        when(messages.isConnected()).thenReturn(false);
        publisher.changed("event");
        publisher.mayHaveChanged(List.of("other"));
        round();
        assertThat(counted).isEmpty();
        assertThat(publisher.waiting()).isEqualTo(2);
    }

    private void round() {
        publisher.publishDue();
        now = now.plus(ROUND);
    }
}
