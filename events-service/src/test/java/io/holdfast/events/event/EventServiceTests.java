package io.holdfast.events.event;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.holdfast.events.EventsProperties;
import io.holdfast.events.organizer.Organizers;
import io.holdfast.messaging.DatabaseErrors;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.util.unit.DataSize;

class EventServiceTests {

    /** It was inserted by an earlier request with the same key, and no majority of the database's servers has it yet. */
    @Test
    void anEventThatIsInsertedAndCannotBeReadYetIsToBeAskedForAgain() {
        EventStore store = mock();
        when(store.find(any())).thenReturn(Optional.empty());
        doThrow(new DuplicateKeyException("_id")).when(store).insert(any());
        EventService events = service(store, mock());

        assertThatThrownBy(() -> events.create(request(), "organizer", false, Optional.of("key")))
                .matches(DatabaseErrors::isTransient);
    }

    /** Or a replica would list it for a moment. */
    @Test
    void anEventIsStoredAfterItIsKnownThatItsOrganizerIsNotProven() {
        EventStore store = mock();
        Organizers organizers = mock();

        service(store, organizers).create(request(), "organizer", true, Optional.empty());

        InOrder order = inOrder(organizers, store);
        order.verify(organizers).addUnproven("organizer");
        order.verify(store).insert(any());
    }

    private static EventService service(EventStore store, Organizers organizers) {
        EventsProperties.Streams streams =
                new EventsProperties.Streams(1, 1, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));
        return new EventService(
                store,
                mock(),
                mock(),
                mock(),
                organizers,
                mock(),
                new EventsProperties(
                        streams,
                        new EventsProperties.SeatMaps(
                                DataSize.ofMegabytes(1), DataSize.ofMegabytes(1), DataSize.ofMegabytes(1)),
                        1,
                        1,
                        false,
                        Duration.ofSeconds(1),
                        Duration.ofDays(730)),
                Clock.fixed(EventFixtures.NOW, ZoneOffset.UTC));
    }

    private static EventRequest request() {
        return new EventRequest(
                "Jazz",
                null,
                null,
                null,
                EventFixtures.START.toString(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                1_000L,
                10L,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
