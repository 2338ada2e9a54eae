package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.api.StreamInfo;
import io.nats.client.api.StreamState;
import io.nats.client.support.JsonParser;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StreamWatchTests {

    private static final Instant WELL_AT = Instant.parse("2026-11-28T12:00:00Z");

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

    private static StreamState state(long last, Instant at) throws Exception {
        String json = """
                {"config":{"name":"orders","subjects":["orders.>"]},"created":"2026-11-28T11:00:00Z",
                 "state":{"messages":%d,"bytes":0,"first_seq":1,"first_ts":"2026-11-28T11:00:00Z","last_seq":%d,"last_ts":"%s","consumer_count":0}}""".formatted(last, last, at);
        return new StreamInfo(JsonParser.parse(json)).getStreamState();
    }
}
