package io.holdfast.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EntryTests {

    @Test
    void anEntryConcernsItsActorAndWhomItIsAbout() {
        Entry entry = Entry.byOrganizer("refund:1", "order-refunded", "olga", "event-1")
                .concerning("bert")
                .with("order", "o1")
                .with("reason", null);

        assertThat(entry.accounts()).containsExactlyInAnyOrder("olga", "bert");
        assertThat(entry.details()).isEqualTo(Map.of("order", "o1"));
        assertThat(entry.event()).isEqualTo("event-1");
        assertThat(Entry.byVisitor("failed:1", "sign-in-failed").accounts()).isEmpty();
    }

    @Test
    void whatPeopleTypeIsOneShortLine() {
        assertThat(Entry.byOwner("f", "k", "a")
                        .with("reason", " one\r\n two\u0000 ")
                        .details())
                .containsEntry("reason", "one  two");
        String longest = "x".repeat(199) + "🎟";
        assertThat(Entry.byOwner("f", "k", "a").with("reason", longest).details())
                .as("no half of a character")
                .containsEntry("reason", "x".repeat(199));
    }

    @Test
    void othersThanTheActorSeeOnlyAsWhatItWasDone() {
        RecordEntry entry = new RecordEntry(
                "1", Instant.EPOCH, "account-suspended", Role.OPERATOR, "olga", null, "192.0.2.1", "Firefox", Map.of());

        assertThat(entry.seenBy("olga")).isEqualTo(entry);
        RecordEntry seen = entry.seenBy("bert");
        assertThat(seen.role()).isEqualTo(Role.OPERATOR);
        assertThat(seen.actor()).isNull();
        assertThat(seen.address()).isNull();
        assertThat(seen.device()).isNull();
    }

    @Test
    void theRecordIsKeptForADayAtLeast() {
        assertThatThrownBy(() -> new RecordProperties(Duration.ofHours(1))).hasMessageContaining("less than a day");
    }
}
