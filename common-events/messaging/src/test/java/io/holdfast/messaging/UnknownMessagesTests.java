package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.nats.client.Message;
import io.nats.client.impl.NatsJetStreamMetaData;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class UnknownMessagesTests {

    private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");

    private final Clock clock = mock();
    private final UnknownMessages unknown = new UnknownMessages("test", clock);

    private static Message published(Instant at) {
        NatsJetStreamMetaData metaData = mock();
        when(metaData.timestamp()).thenReturn(at.atZone(ZoneOffset.UTC));
        Message message = mock();
        when(message.metaData()).thenReturn(metaData);
        when(message.getSubject()).thenReturn("events.event-renamed.a");
        return message;
    }

    @Test
    void oneIsHandedBackUntilItIsOld() {
        when(clock.instant()).thenReturn(START.plus(UnknownMessages.PATIENCE).minusSeconds(1));
        assertThat(unknown.isHandedBack(published(START))).isTrue();

        when(clock.instant()).thenReturn(START.plus(UnknownMessages.PATIENCE));
        assertThat(unknown.isHandedBack(published(START))).isFalse();
    }

    /** The broker would deliver nothing else any more, which would stop a sale for the sake of what comes too early. */
    @Test
    void noMoreAreHandedBackThanLeaveRoomForOthers() {
        when(clock.instant()).thenReturn(START);
        for (int i = 0; i < UnknownMessages.MOST; i++) {
            assertThat(unknown.isHandedBack(published(START))).isTrue();
        }
        assertThat(unknown.isHandedBack(published(START))).isFalse();

        when(clock.instant()).thenReturn(START.plus(UnknownMessages.DELAY));
        assertThat(unknown.isHandedBack(published(START))).isTrue();
    }
}
