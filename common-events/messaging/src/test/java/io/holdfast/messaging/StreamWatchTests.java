package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.holdfast.messaging.KnownStreams.KnownStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.StreamInfo;
import io.nats.client.api.StreamState;
import io.nats.client.support.JsonParser;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

class StreamWatchTests {

    private static final Instant WELL_AT = Instant.parse("2026-11-28T12:00:00Z");

    private final Streams streams = mock();
    private final OutboxRelay relay = mock();
    private final Broker broker = mock();

    /** Two messages of ours were lost with their sequences, which others got before a replica looked: length alone does not tell. */
    @Test
    void aStreamThatIsShorterMayHaveGrownAgainIfItGotAMessageSinceItWasWell() throws Exception {
        assertThat(StreamWatch.mayHaveGrownSince(WELL_AT, state(4, WELL_AT.plusSeconds(3))))
                .isTrue();
        // The clocks of broker and service may differ.
        assertThat(StreamWatch.mayHaveGrownSince(WELL_AT, state(4, WELL_AT.minusSeconds(30))))
                .isTrue();
    }

    @Test
    void aStreamWhoseLastMessageIsOlderHasNotGrown() throws Exception {
        assertThat(StreamWatch.mayHaveGrownSince(WELL_AT, state(4, WELL_AT.minusSeconds(90))))
                .isFalse();
        assertThat(StreamWatch.mayHaveGrownSince(WELL_AT, state(0, WELL_AT))).isFalse();
    }

    /**
     * A mark that got no answer may be performed after the stream was compared. Its message is published again when the database performs
     * no such write any more.
     */
    @Test
    void whatIsMarkedAfterALossWasSeenIsComparedOnceMore() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(WELL_AT);
        AtomicReference<KnownStream> known = new AtomicReference<>();
        AtomicReference<StreamInfo> stream = new AtomicReference<>(info("2026-11-28T11:00:00Z", 9, WELL_AT));
        List<BiPredicate<Long, Instant>> compared = new ArrayList<>();
        StreamWatch watch = watch(now, known, stream, compared);
        watch.checkAll();
        now.set(WELL_AT.plusSeconds(60));
        watch.checkAll();
        compared.clear();

        Instant lossSeen = WELL_AT.plusSeconds(70);
        now.set(lossSeen);
        stream.set(info("2026-11-28T12:01:05Z", 0, lossSeen));
        watch.checkAll();
        assertThat(compared).hasSize(1);
        now.set(lossSeen.plusSeconds(10));
        watch.checkAll();
        assertThat(compared).hasSize(1);

        now.set(lossSeen.plusSeconds(31));
        watch.checkAll();
        assertThat(compared).hasSize(2);
        assertThat(compared.getLast().test(1L, lossSeen.minusSeconds(1)))
                .as("made before the loss, at a place that the new stream has again")
                .isTrue();
        assertThat(compared.getLast().test(1L, lossSeen.plusSeconds(9)))
                .as("made before it by a replica whose clock is ahead")
                .isTrue();
        assertThat(compared.getLast().test(1L, lossSeen.plusSeconds(11)))
                .as("made since")
                .isFalse();
        now.set(lossSeen.plusSeconds(90));
        watch.checkAll();
        assertThat(compared).hasSize(2);
    }

    /** It would be missed: its message is not yet among those that were published. */
    @Test
    void aMarkThatIsBeingWrittenIsAwaitedBeforeAStreamIsComparedForTheFirstTime() throws Exception {
        StreamWatch watch = watch(
                new AtomicReference<>(WELL_AT),
                new AtomicReference<>(),
                new AtomicReference<>(info("2026-11-28T11:00:00Z", 9, WELL_AT)),
                new ArrayList<>());

        watch.checkAll();
        InOrder order = inOrder(relay, streams);
        order.verify(relay).awaitMarks();
        order.verify(streams).reconcile("orders");
        watch.checkAll();
        verify(relay, times(1)).awaitMarks();

        when(broker.connects()).thenReturn(1L);
        watch.checkAll();
        order.verify(relay).awaitMarks();
        order.verify(streams).reconcile("orders");
    }

    /** The broker has no room for one of them, or does not answer for it: the others are looked at once, and not again each second. */
    @Test
    void aStreamThatTheBrokerRefusesKeepsNoOtherFromBeingChecked() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(WELL_AT);
        AtomicReference<KnownStream> known = new AtomicReference<>();
        List<BiPredicate<Long, Instant>> compared = new ArrayList<>();
        AtomicReference<StreamInfo> stream = new AtomicReference<>(info("2026-11-28T11:00:00Z", 9, WELL_AT));
        StreamWatch watch = watch(now, known, stream, compared);
        doThrow(JetStreamApiException.class).when(streams).reconcileDeadLetters();
        when(streams.owned()).thenReturn(List.of("refused", "orders"));
        when(streams.reconcile("refused")).thenThrow(JetStreamApiException.class);

        watch.createStreams();
        verify(streams).reconcile("orders");
        watch.checkAll();
        assertThat(known.get()).isNotNull();
        assertThat(compared).hasSize(1);

        now.set(WELL_AT.plusSeconds(40));
        watch.checkAll();
        assertThat(compared).as("what was marked late").hasSize(2);
        now.set(WELL_AT.plusSeconds(41));
        watch.checkAll();
        assertThat(compared).hasSize(2);
        verify(streams, times(4)).reconcile("refused");
    }

    private StreamWatch watch(
            AtomicReference<Instant> now,
            AtomicReference<KnownStream> known,
            AtomicReference<StreamInfo> stream,
            List<BiPredicate<Long, Instant>> compared)
            throws Exception {
        KnownStreams knownStreams = mock(KnownStreams.class);
        when(knownStreams.find("orders")).thenAnswer(_ -> known.get());
        doAnswer(call -> {
                    known.set(call.getArgument(1));
                    return null;
                })
                .when(knownStreams)
                .save(eq("orders"), any());
        when(relay.republish(eq("orders"), any(), any())).thenAnswer(call -> {
            compared.add(call.getArgument(2));
            return true;
        });
        when(streams.owned()).thenReturn(List.of("orders"));
        when(streams.reconcile("orders")).thenAnswer(_ -> stream.get());
        when(broker.isConnected()).thenReturn(true);
        Clock clock = mock(Clock.class);
        when(clock.instant()).thenAnswer(_ -> now.get());
        return new StreamWatch(
                knownStreams, new StreamProgress(), () -> List.of(relay), broker, streams, clock, Duration.ofHours(6));
    }

    private static StreamState state(long last, Instant at) throws Exception {
        return info("2026-11-28T11:00:00Z", last, at).getStreamState();
    }

    private static StreamInfo info(String created, long last, Instant at) throws Exception {
        String json = """
            {"config":{"name":"orders","subjects":["orders.>"]},"created":"%s",
             "state":{"messages":%d,"bytes":0,"first_seq":1,"first_ts":"2026-11-28T11:00:00Z","last_seq":%d,"last_ts":"%s","consumer_count":0}}\
            """.formatted(created, last, last, at);
        return new StreamInfo(JsonParser.parse(json));
    }
}
