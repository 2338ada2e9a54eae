package io.holdfast.events.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.holdfast.contracts.EventStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventTests {

    private static final Instant NOW = Instant.parse("2027-01-01T12:00:00Z");
    private static final Instant END = NOW.plus(Duration.ofDays(1));

    @Test
    void aPublishedEventIsForEverybodyAndAnnouncesItself() {
        Event event = Event.published("id", "organizer", details(), "hash", NOW);
        assertThat(event.outbox().isPending()).isTrue();
        assertThat(event.version()).isEqualTo(1);
        assertThat(event.isVisibleTo(Optional.empty())).isTrue();
    }

    @Test
    void aDraftIsItsOrganizersSecret() {
        Event draft = Event.draft("id", "organizer", details(), "hash", NOW);
        assertThat(draft.outbox().isPending()).isFalse();
        assertThat(draft.isVisibleTo(Optional.of("organizer"))).isTrue();
        assertThat(draft.isVisibleTo(Optional.of("somebody"))).isFalse();
        assertThat(draft.isVisibleTo(Optional.empty())).isFalse();
    }

    @Test
    void endsOnce() {
        Event ended = Event.published("id", "organizer", details(), "hash", NOW).end(END);
        assertThat(ended.status()).isEqualTo(EventStatus.ENDED);
        assertThat(ended.version()).isEqualTo(2);
        assertThat(ended.end(END)).isSameAs(ended);
        assertThat(ended.isOver(END, END)).isFalse();
    }

    @Test
    void aDraftCannotEnd() {
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        Event.draft("id", "organizer", details(), "hash", NOW).end(END))
                .withMessageContaining("DRAFT")
                .withMessageContaining("ENDED");
    }

    @Test
    void isOverWhenEitherClockSaysSo() {
        Event event = Event.published("id", "organizer", details(), "hash", NOW);
        Instant early = END.minusMillis(1);
        assertThat(event.isOver(early, early)).isFalse();
        assertThat(event.isOver(END, early)).isTrue();
        assertThat(event.isOver(early, END)).isTrue();
    }

    private static EventDetails details() {
        return new EventDetails(
                "Jazz",
                "",
                null,
                Venue.TO_BE_ANNOUNCED,
                END.minus(Duration.ofHours(3)),
                END,
                "UTC",
                "EUR",
                null,
                List.of(new Tier("a", "A", 100, 10, 10)),
                null,
                null);
    }
}
