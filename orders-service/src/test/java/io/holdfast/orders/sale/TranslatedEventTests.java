package io.holdfast.orders.sale;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.contracts.TierState;
import io.holdfast.contracts.TranslationState;
import io.holdfast.contracts.VenueState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TranslatedEventTests {

    private static final Instant START = Instant.parse("2027-03-01T19:30:00Z");

    @Test
    void anOrderKeepsTheNamesInAllLanguages() {
        EventSummary ordered = EventSummary.of(event(1, "Winter concert", "Winterkonzert", START));

        assertThat(EventSummaries.read(EventSummaries.write(ordered))).isEqualTo(ordered);
        assertThat(ordered.names()).isEqualTo(Map.of("de", "Winterkonzert"));
        assertThat(ordered.in(Locale.of("de", "AT")).name()).isEqualTo("Winterkonzert");
        assertThat(ordered.in(Locale.JAPAN).name()).isEqualTo("Winter concert");
    }

    @Test
    void anOrderOfAnEventInOneLanguageIsStoredAsBefore() {
        EventSummary ordered = EventSummary.of(event(1, "Winter concert", null, START));

        assertThat(EventSummaries.write(ordered)).doesNotContainKey("names");
        assertThat(EventSummaries.read(EventSummaries.write(ordered))).isEqualTo(ordered);
    }

    @Test
    void aNameInAFurtherLanguageThatIsGivenLaterChangesNothingForItsBuyers() {
        EventSummary ordered = EventSummary.of(event(1, "Winter concert", null, START));
        Sale now = sale(event(2, "Winter concert", "Winterkonzert", START));

        OrderedEvent event = OrderedEvent.of(ordered, Optional.of(now));
        assertThat(event.before()).isNull();
        assertThat(event.in(Locale.GERMAN).now().name()).isEqualTo("Winterkonzert");
        assertThat(EventSummary.of(now.event()).tellsTheSameAs(ordered)).isTrue();

        Sale moved = sale(event(3, "Winter concert", "Winterkonzert", START.plus(Duration.ofDays(1))));
        OrderedEvent german = OrderedEvent.of(ordered, Optional.of(moved)).in(Locale.GERMAN);
        assertThat(german.before().name()).as("only the date differs").isEqualTo("Winterkonzert");
    }

    @Test
    void whatARenamedEventWasCalledIsToldInTheReadersLanguage() {
        EventSummary ordered = EventSummary.of(event(1, "Winter concert", "Winterkonzert", START));
        Sale now = sale(event(2, "Spring concert", "Frühlingskonzert", START));

        OrderedEvent german = OrderedEvent.of(ordered, Optional.of(now)).in(Locale.GERMAN);
        assertThat(german.now().name()).isEqualTo("Frühlingskonzert");
        assertThat(german.before().name()).isEqualTo("Winterkonzert");
        assertThat(OrderedEvent.of(ordered, Optional.empty())
                        .in(Locale.GERMAN)
                        .now()
                        .name())
                .as("while the event is not known")
                .isEqualTo("Winterkonzert");
        assertThat(german.cancelledNow().now().names()).isEqualTo(german.now().names());
    }

    @Test
    void aTierIsCalledAsItsReaderCallsItUnlessItWasRenamed() {
        OrderedEvent event = OrderedEvent.of(sale(event(1, "Winter concert", null, START)), null);

        assertThat(event.tierName("hall", "Hall", Locale.GERMANY)).isEqualTo("Saal");
        assertThat(event.tierName("hall", "Hall", Locale.FRENCH)).isEqualTo("Hall");
        assertThat(event.tierName("hall", "Great hall", Locale.GERMAN)).isEqualTo("Great hall");
        assertThat(event.tierName("gone", "Gone", Locale.GERMAN)).isEqualTo("Gone");
    }

    private static Sale sale(EventState event) {
        return new Sale(event, true);
    }

    private static EventState event(long version, String name, @Nullable String german, Instant startsAt) {
        EventState event = new EventState(
                "event1",
                name,
                "",
                null,
                new VenueState("Arena", null, null, null),
                startsAt,
                startsAt.plus(Duration.ofHours(2)),
                "Europe/Vienna",
                "EUR",
                null,
                List.of(new TierState("hall", "Hall", 1000, 10, 10, null, null, 1, null, Map.of("de", "Saal"))),
                null,
                null,
                SalesTerms.DEFAULT,
                "organizer",
                EventStatus.PUBLISHED,
                version);
        return german == null
                ? event
                : event.with(
                        "en",
                        Map.of(
                                "de", new TranslationState(german, null),
                                "fr", new TranslationState(null, "Un soir d'hiver.")));
    }
}
