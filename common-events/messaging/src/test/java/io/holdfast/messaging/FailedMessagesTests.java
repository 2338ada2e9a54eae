package io.holdfast.messaging;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.nats.client.Message;
import io.nats.client.impl.NatsJetStreamMetaData;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class FailedMessagesTests {

    private static final int ATTEMPTS = 8;

    private final DeadLetters deadLetters = mock();
    private final Acknowledgements acknowledgements = mock();
    private final FailedMessages failures = new FailedMessages("test", ATTEMPTS, deadLetters, acknowledgements);

    private static Message delivered(long times) {
        NatsJetStreamMetaData metaData = mock();
        when(metaData.deliveredCount()).thenReturn(times);
        when(metaData.streamSequence()).thenReturn(7L);
        Message message = mock();
        when(message.metaData()).thenReturn(metaData);
        return message;
    }

    /** A quarter of an hour without a database, and then one failure from which the next attempt recovers. */
    @Test
    void whatWasDeliveredOftenWhileTheDatabaseWasAwayMayStillFailOnce() throws Exception {
        for (int delivery = 1; delivery <= 60; delivery++) {
            failures.failed(delivered(delivery), new DataAccessResourceFailureException("away"));
        }

        failures.failed(delivered(61), new IllegalStateException("once more"));

        verify(deadLetters, never()).add(any(), any(), anyInt(), any());
        verify(acknowledgements, times(61)).redeliver(any(), any());
    }

    /** Each process counts from zero, so that many which restart would try for ever. */
    @Test
    void whatFailsAgainAfterManyDeliveriesIsGivenUp() throws Exception {
        failures.failed(delivered(40), new IllegalStateException("no"));
        failures.failed(delivered(41), new IllegalStateException("no"));

        verify(deadLetters).add(any(), eq("test"), eq(2), any());
    }

    @Test
    void whatFailsAsOftenAsItMayIsGivenUp() throws Exception {
        for (int delivery = 1; delivery < ATTEMPTS; delivery++) {
            failures.failed(delivered(delivery), new IllegalStateException("no"));
        }
        verify(deadLetters, never()).add(any(), any(), anyInt(), any());

        failures.failed(delivered(ATTEMPTS), new IllegalStateException("no"));

        verify(deadLetters).add(any(), eq("test"), eq(ATTEMPTS), any());
    }
}
