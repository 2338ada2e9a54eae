package io.holdfast.events.event;

import static io.holdfast.events.event.EventFixtures.END;
import static io.holdfast.events.event.EventFixtures.NOW;
import static io.holdfast.events.event.EventFixtures.START;
import static io.holdfast.events.event.EventFixtures.details;
import static io.holdfast.events.event.EventFixtures.draft;
import static io.holdfast.events.event.EventFixtures.named;
import static io.holdfast.events.event.EventFixtures.published;
import static io.holdfast.events.event.EventFixtures.row;
import static io.holdfast.events.event.EventFixtures.seated;
import static io.holdfast.events.event.EventFixtures.tier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.contracts.ChangeDecided;
import io.holdfast.contracts.ChangeDecided.Shortage;
import io.holdfast.contracts.EventCancelled;
import io.holdfast.contracts.EventChangeProposed;
import io.holdfast.contracts.EventChanged;
import io.holdfast.contracts.EventEnded;
import io.holdfast.contracts.EventMessage;
import io.holdfast.contracts.EventPublished;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.TierState;
import io.holdfast.events.seller.Seller;
import io.holdfast.messaging.IllegalTransition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventTests {

    @Test
    void aPublishedEventIsPublicAndAnnounced() {
        Event event = published(tier("a", 10));
        assertThat(event.outbox().isPending()).isTrue();
        assertThat(event.version()).isEqualTo(1);
        assertThat(event.isVisibleTo(Optional.empty())).isTrue();
        assertThat(announcement(event)).isInstanceOf(EventPublished.class);
    }

    @Test
    void aDraftIsVisibleToItsOrganizerOnlyEvenWhenCancelled() {
        Event draft = draft(tier("a", 10));
        Event cancelled = draft.cancel(NOW);
        for (Event event : List.of(draft, cancelled)) {
            assertThat(event.outbox().isPending()).isFalse();
            assertThat(event.announcement()).isEmpty();
            assertThat(event.isVisibleTo(Optional.of("organizer"))).isTrue();
            assertThat(event.isVisibleTo(Optional.of("other"))).isFalse();
            assertThat(event.isVisibleTo(Optional.empty())).isFalse();
        }
    }

    @Test
    void endsOnce() {
        Event ended = published(tier("a", 10)).end(END);
        assertThat(ended.status()).isEqualTo(EventStatus.ENDED);
        assertThat(ended.version()).isEqualTo(2);
        assertThat(ended.end(END)).isSameAs(ended);
        assertThat(ended.isOver(END, END)).isFalse();
        assertThat(announcement(ended)).isInstanceOf(EventEnded.class);
    }

    @Test
    void aDraftCannotEnd() {
        assertThatExceptionOfType(IllegalTransition.class)
                .isThrownBy(() -> draft(tier("a", 10)).end(END))
                .withMessageContaining("DRAFT")
                .withMessageContaining("ENDED");
    }

    @Test
    void aCancelledEventDoesNotEndAndAnEndedOneIsNotCancelled() {
        Event cancelled = published(tier("a", 10)).cancel(NOW);
        Event ended = published(tier("a", 10)).end(END);
        assertThatExceptionOfType(IllegalTransition.class)
                .isThrownBy(() -> cancelled.end(END))
                .satisfies(e -> assertThat(e.to()).isEqualTo("ENDED"));
        assertThatExceptionOfType(IllegalTransition.class)
                .isThrownBy(() -> ended.cancel(NOW))
                .satisfies(e -> assertThat(e.to()).isEqualTo("CANCELLED"));
        for (Event over : List.of(cancelled, ended)) {
            assertThatExceptionOfType(IllegalTransition.class)
                    .isThrownBy(() -> over.edit(details(tier("a", 11)), true, NOW));
        }
    }

    @Test
    void isOverByEitherClock() {
        Event event = published(tier("a", 10));
        Instant early = END.minusMillis(1);
        assertThat(event.isOver(early, early)).isFalse();
        assertThat(event.isOver(END, early)).isTrue();
        assertThat(event.isOver(early, END)).isTrue();
    }

    /** It cannot be undone: no clock that is ahead by more ends it. */
    @Test
    void aDeadlineThatIsEarlyByMoreThanAMinuteComesAgain() {
        Event event = published(tier("a", 10));
        Instant minute = END.minus(Duration.ofMinutes(1));
        assertThat(event.isOver(END, minute)).isTrue();
        assertThat(event.isNotYetOver(END, minute)).isFalse();

        Instant earlier = minute.minusMillis(1);
        assertThat(event.isOver(END, earlier)).isFalse();
        assertThat(event.isNotYetOver(END, earlier)).isTrue();
        assertThat(event.isNotYetOver(END.minusMillis(1), earlier))
                .as("it was moved since")
                .isFalse();
        assertThat(event.cancel(NOW).isNotYetOver(END, earlier)).isFalse();
    }

    @Test
    void anEventIsMovedFromTheStartWithWhichItBecamePublic() {
        Event draft = draft(tier("a", 10)).edit(startingAt(START.plusSeconds(60)), false, NOW);
        Event published = draft.edit(startingAt(START.plusSeconds(120)), true, NOW);
        assertThat(published.movedFrom()).as("a draft has promised nothing").isEmpty();

        Event moved = published.edit(startingAt(START.plusSeconds(180)), true, NOW);
        Event again = moved.edit(startingAt(START.plusSeconds(240)), true, NOW);
        Event fewer = again.edit(startingAt(START.plusSeconds(300), tier("a", 9)), true, NOW);
        for (Event event : List.of(moved, again, fewer, again.cancel(NOW), again.end(END))) {
            assertThat(event.movedFrom()).contains(START.plusSeconds(120));
        }
        assertThat(again.edit(startingAt(START.plusSeconds(120)), true, NOW).movedFrom())
                .as("moved back")
                .isEmpty();
    }

    @Test
    void anEventOfAnEarlierReleaseIsMovedFromTheStartItHasNow() {
        Event stored = withoutAnnouncedStart(published(tier("a", 10)));
        assertThat(stored.movedFrom()).isEmpty();
        assertThat(stored.edit(startingAt(START.plusSeconds(60)), true, NOW).movedFrom())
                .contains(START);
        assertThat(withoutAnnouncedStart(draft(tier("a", 10)))
                        .edit(startingAt(START.plusSeconds(60)), false, NOW)
                        .movedFrom())
                .isEmpty();
    }

    private static EventDetails startingAt(Instant start) {
        return startingAt(start, tier("a", 10));
    }

    private static EventDetails startingAt(Instant start, Tier tier) {
        EventDetails some = details(tier);
        return new EventDetails(
                some.name(),
                some.description(),
                some.category(),
                some.venue(),
                start,
                some.endsAt(),
                some.timezone(),
                some.currency(),
                some.imageUrl(),
                some.tiers(),
                some.salesStart(),
                some.salesEnd(),
                some.terms(),
                some.language(),
                some.translations());
    }

    private static Event withoutAnnouncedStart(Event event) {
        return new Event(
                event.id(),
                event.organizerId(),
                event.details(),
                event.status(),
                event.createdAt(),
                event.requestHash(),
                event.version(),
                event.outbox(),
                event.publishedIn(),
                event.proposal(),
                event.decision(),
                event.retiredTiers(),
                event.takenDown(),
                event.seller(),
                event.changedAt(),
                null);
    }

    @Test
    void editsOfADraftAreNotAnnouncedUntilItIsPublished() {
        Event edited = draft(tier("a", 10)).edit(named("Blues", tier("a", 5)), false, NOW);
        assertThat(edited.version()).isEqualTo(2);
        assertThat(edited.status()).isEqualTo(EventStatus.DRAFT);
        assertThat(edited.announcement()).isEmpty();
        Event published = edited.edit(named("Blues", tier("a", 5)), true, NOW);
        assertThat(announcement(published)).isInstanceOf(EventPublished.class);
        assertThat(published.version()).isEqualTo(3);
        assertThat(published.isVisibleTo(Optional.empty())).isTrue();
        assertThat(announcement(published.edit(named("Soul", tier("a", 5)), true, NOW)))
                .isInstanceOf(EventChanged.class);
    }

    @Test
    void anEditThatChangesNothingLeavesTheEventAsItIs() {
        Event event = published(tier("a", 10));
        assertThat(event.edit(details(tier("a", 10)), true, NOW)).isSameAs(event);
        assertThat(event.edit(details(tier("a", 10)), false, NOW)).isSameAs(event);
    }

    @Test
    void anEditChangesPricesWhenWhatIsOnSaleCostsSomethingElse() {
        Event before = published(tier("a", 10), tier("b", 10));

        assertThat(edited(before, details(tier("a", 10), priced("b", 101))).changedPrices())
                .isTrue();
        assertThat(edited(before, details(priced("b", 99))).changedPrices()).isTrue();
        assertThat(edited(before, named("Blues", tier("b", 12), tier("a", 10), priced("c", 7)))
                        .changedPrices())
                .as("new tiers have no price before")
                .isFalse();
        assertThat(edited(before, before.details()).changedPrices()).isFalse();
        Event draft = draft(tier("a", 10));
        assertThat(edited(draft, details(priced("a", 5))).changedPrices())
                .as("no one could buy it before")
                .isFalse();
    }

    private static Tier priced(String id, long price) {
        return new Tier(id, "The " + id, price, 10, 10, null, null, 1L, null, Map.of());
    }

    private static EventEditor.Edited edited(Event before, EventDetails wanted) {
        return new EventEditor.Edited(
                before, Event.published(before.id(), before.organizerId(), wanted, null, "hash", NOW));
    }

    static List<EventDetails> anEditThatRemovesNoUnitsIsMadeAtOnce() {
        return List.of(
                named("Blues", tier("a", 10), seated("b", row("A", 5))),
                details(tier("a", 11), seated("b", row("A", 5))),
                details(seated("b", row("A", 5)), tier("a", 10)),
                details(tier("a", 10), seated("b", row("A", 5), row("B", 1))),
                details(tier("a", 10), seated("b", row("A", 6))),
                details(tier("a", 10), seated("b", row("A", 5)), tier("c", 1)));
    }

    @ParameterizedTest
    @MethodSource
    void anEditThatRemovesNoUnitsIsMadeAtOnce(EventDetails wanted) {
        Event edited = published(tier("a", 10), seated("b", row("A", 5))).edit(wanted, true, NOW);
        assertThat(edited.proposal()).isNull();
        assertThat(edited.version()).isEqualTo(2);
        assertThat(announcement(edited)).isInstanceOf(EventChanged.class);
        assertThat(edited.matches(wanted, true)).isTrue();
    }

    static List<EventDetails> anEditThatRemovesUnitsIsOnlyProposed() {
        return List.of(
                details(tier("a", 9), seated("b", row("A", 5))),
                details(tier("a", 10)),
                details(seated("b", row("A", 5))),
                details(tier("a", 10), seated("b", row("A", 4))),
                details(tier("a", 10), seated("b", row("A", 6, 3))),
                details(tier("a", 10), seated("b", row("B", 5))),
                named("Blues", tier("a", 9), seated("b", row("A", 5))));
    }

    @ParameterizedTest
    @MethodSource
    void anEditThatRemovesUnitsIsOnlyProposed(EventDetails wanted) {
        Event event = published(tier("a", 10), seated("b", row("A", 5)));
        Event proposed = event.edit(wanted, true, NOW);
        assertThat(proposed.details()).isEqualTo(event.details());
        assertThat(proposed.version()).isEqualTo(2);
        EventChangeProposed message = (EventChangeProposed) announcement(proposed);
        assertThat(message.event().tiers()).isEqualTo(event.state().tiers());
        assertThat(message.proposed())
                .extracting(TierState::id)
                .isEqualTo(wanted.tiers().stream().map(Tier::id).toList());
        assertThatExceptionOfType(IllegalTransition.class).isThrownBy(() -> proposed.edit(wanted, true, NOW));
        Event granted = proposed.applyDecision(decision(2, true), NOW);
        assertThat(granted.matches(wanted, true)).isTrue();
        assertThat(granted.version()).isEqualTo(3);
        assertThat(granted.proposal()).isNull();
        assertThat(granted.mayResultFromEditOf(1)).isTrue();
        assertThat(announcement(granted)).isInstanceOf(EventChanged.class);
    }

    /** A decision may come late: the places are drawn by then, or will be in a moment. */
    @Test
    void aGrantedProposalMovesNoOpeningThatIsLessThanAMinuteAway() {
        Instant opensAt = NOW.plusSeconds(120);
        Event event = Event.published("id", "organizer", opening(opensAt, 10), null, "hash", NOW);
        Event moving = event.edit(opening(NOW.plusSeconds(600), 5), true, NOW);
        Event removing = event.edit(opening(null, 5), true, NOW);

        Event early = moving.applyDecision(decision(2, true), opensAt.minusSeconds(61));
        assertThat(early.details().terms().waitingRoom().opensAt()).isEqualTo(NOW.plusSeconds(600));
        Event late = moving.applyDecision(decision(2, true), opensAt.minusSeconds(60));
        assertThat(late.details().terms().waitingRoom().opensAt()).isEqualTo(opensAt);
        assertThat(late.details().tier("a").orElseThrow().capacity()).isEqualTo(5);
        TermsOfSale removed = removing.applyDecision(decision(2, true), opensAt.plusSeconds(9))
                .details()
                .terms();
        assertThat(removed.waitingRoom()).isNull();
        assertThat(removed.roomOpened()).isEqualTo(opensAt);
    }

    private static EventDetails opening(@Nullable Instant opensAt, int capacity) {
        EventDetails plain = details(tier("a", capacity));
        WaitingRoom room = opensAt == null ? null : new WaitingRoom(opensAt, null, null);
        TermsOfSale terms = new TermsOfSale(null, true, null, false, null, null, room, null, null, null);
        return new EventDetails(
                plain.name(),
                plain.description(),
                plain.category(),
                plain.venue(),
                plain.startsAt(),
                plain.endsAt(),
                plain.timezone(),
                plain.currency(),
                plain.imageUrl(),
                plain.tiers(),
                plain.salesStart(),
                plain.salesEnd(),
                terms,
                plain.language(),
                plain.translations());
    }

    @Test
    void aRefusedProposalLeavesTheContentAndKeepsTheReason() {
        Event event = published(tier("a", 10));
        Event refused = event.edit(details(tier("a", 5)), true, NOW).applyDecision(decision(2, false), NOW);
        assertThat(refused.details()).isEqualTo(event.details());
        assertThat(refused.proposal()).isNull();
        assertThat(refused.version()).isEqualTo(3);
        assertThat(refused.decision()).isNotNull();
        assertThat(refused.decision().shortages()).containsExactly(new Decision.Shortage("a", 7, List.of()));
        assertThat(refused.mayResultFromEditOf(1)).isFalse();
        assertThat(refused.hasContentOf(1)).isTrue();
        assertThat(announcement(refused)).isInstanceOf(EventChanged.class);
    }

    @Test
    void onlyADecisionAboutTheOpenProposalIsAppliedAndOnlyOnce() {
        Event event = published(tier("a", 10));
        assertThat(event.applyDecision(decision(1, true), NOW)).isSameAs(event);
        Event proposed = event.edit(details(tier("a", 5)), true, NOW);
        assertThat(proposed.applyDecision(decision(1, true), NOW)).isSameAs(proposed);
        assertThat(proposed.applyDecision(decision(3, true), NOW)).isSameAs(proposed);
        Event granted = proposed.applyDecision(decision(2, true), NOW);
        assertThat(granted.applyDecision(decision(2, false), NOW)).isSameAs(granted);
        Event again = granted.edit(details(tier("a", 4)), true, NOW);
        assertThat(again.applyDecision(decision(2, true), NOW)).isSameAs(again);
    }

    @Test
    void cancellingAndEndingWinOverAProposal() {
        Event proposed = published(tier("a", 10)).edit(details(tier("a", 5)), true, NOW);
        Event cancelled = proposed.cancel(NOW);
        assertThat(announcement(cancelled)).isInstanceOf(EventCancelled.class);
        assertThat(cancelled.cancel(NOW)).isSameAs(cancelled);
        assertThat(announcement(proposed.end(END))).isInstanceOf(EventEnded.class);
        for (Event over : List.of(cancelled, proposed.end(END))) {
            assertThat(over.version()).isEqualTo(3);
            assertThat(over.details().tier("a").orElseThrow().capacity()).isEqualTo(10);
            assertThat(over.applyDecision(decision(2, true), NOW)).isSameAs(over);
            assertThat(over.isEditable(NOW)).isFalse();
        }
    }

    @Test
    void theRevisionOfATierIsThatOfTheLastChangeOfItsUnits() {
        Event event = published(tier("a", 10), tier("b", 10));
        Event raised = event.edit(details(tier("a", 11), tier("b", 10), tier("c", 1)), true, NOW);
        assertThat(raised.details().tiers()).extracting(Tier::revision).containsExactly(2L, 1L, 2L);
        Event renamed = raised.edit(named("Blues", tier("a", 11), tier("b", 10), tier("c", 1)), true, NOW);
        assertThat(renamed.details().tiers()).extracting(Tier::revision).containsExactly(2L, 1L, 2L);
        Event proposed = renamed.edit(details(tier("a", 11), tier("b", 5), tier("c", 1)), true, NOW);
        assertThat(((EventChangeProposed) announcement(proposed)).proposed())
                .extracting(TierState::revision)
                .containsExactly(2L, 4L, 2L);
        Event granted = proposed.applyDecision(decision(4, true), NOW);
        assertThat(granted.details().tiers()).extracting(Tier::revision).containsExactly(2L, 5L, 2L);
        Event refused = proposed.applyDecision(decision(4, false), NOW);
        assertThat(refused.details().tiers()).extracting(Tier::revision).containsExactly(2L, 1L, 2L);
    }

    @Test
    void theIdOfARemovedTierIsNeverUsedAgain() {
        Event proposed = published(tier("a", 10), tier("b", 10)).edit(details(tier("a", 10)), true, NOW);
        assertThat(proposed.applyDecision(decision(2, false), NOW).retiredTiers())
                .isEmpty();
        Event granted = proposed.applyDecision(decision(2, true), NOW);
        assertThat(granted.retiredTiers()).containsExactly("b");
        assertThat(new TierIds(granted).isRetired("b")).isTrue();
        assertThat(new TierIds(granted).isRetired("a")).isFalse();

        Event again = granted.edit(details(tier("c", 10)), true, NOW).applyDecision(decision(4, true), NOW);
        assertThat(again.retiredTiers()).containsExactly("b", "a");
    }

    /** What is proposed would be lost with it. */
    @Test
    void isNeitherTakenDownNorDescribedWhileAProposalIsOpen() {
        Event proposed = published(tier("a", 10)).edit(details(tier("a", 5)), true, NOW);
        Event down = published(tier("a", 10)).takeDown("fraud", NOW).edit(details(tier("a", 5)), true, NOW);
        for (Runnable change : List.<Runnable>of(
                () -> proposed.takeDown("fraud", NOW),
                () -> down.putBack(NOW),
                () -> proposed.soldBy(seller(1), NOW))) {
            assertThatExceptionOfType(IllegalTransition.class).isThrownBy(change::run);
        }
        assertThat(down.applyDecision(decision(3, true), NOW).takenDown()).isNotNull();
    }

    @Test
    void isSoldAsLastDescribed() {
        Event described = published(tier("a", 10)).soldBy(seller(2), NOW);
        assertThat(described.seller()).isEqualTo(seller(2));
        assertThat(described.soldBy(seller(1), NOW)).isSameAs(described);
        assertThat(described.soldBy(seller(2), NOW)).isSameAs(described);
        assertThat(described.soldBy(seller(3), NOW).seller()).isEqualTo(seller(3));
        Event cancelled = published(tier("a", 10)).cancel(NOW);
        assertThat(cancelled.soldBy(seller(1), NOW)).isSameAs(cancelled);
    }

    private static Seller seller(long version) {
        return new Seller(
                "Hall Ltd", "1 High Street", null, "York", "GB", null, "hall@example.org", false, null, version);
    }

    @Test
    void isEditedAndCancelledUntilItEnds() {
        Event event = published(tier("a", 10));
        assertThat(event.isEditable(END.minusMillis(1))).isTrue();
        assertThat(event.isEditable(END)).isFalse();
        assertThatExceptionOfType(IllegalTransition.class)
                .isThrownBy(() -> event.edit(details(tier("a", 11)), true, END));
        assertThat(event.isCancellable(START)).isTrue();
        assertThat(event.isCancellable(END)).isFalse();
        assertThatExceptionOfType(IllegalTransition.class).isThrownBy(() -> event.cancel(END));
        assertThat(draft(tier("a", 10)).isEditable(END)).isTrue();
        assertThat(draft(tier("a", 10)).isCancellable(END)).isTrue();
    }

    @Test
    void holdsOnlySoManyAnnouncements() {
        Event event = published(tier("a", 10));
        int edits = 0;
        while (EventStore.hasRoomForAnEdit(event) && edits < 100) {
            event = event.edit(named(edits + "x".repeat(500_000), tier("a", 10)), true, NOW);
            edits++;
        }
        assertThat(edits).isBetween(10, 20);
    }

    @Test
    void recognizesTheEditThatLedToIt() {
        Event event = published(tier("a", 10));
        Event edited = event.edit(named("Blues", tier("a", 10)), true, NOW);
        assertThat(edited.mayResultFromEditOf(1)).isTrue();
        assertThat(edited.mayResultFromEditOf(2)).isFalse();
        assertThat(edited.edit(named("Soul", tier("a", 10)), true, NOW).mayResultFromEditOf(1))
                .isFalse();
    }

    @Test
    void afterSeveralRefusalsTheContentIsThatOfTheFirstVersionProposedFrom() {
        Event event = published(tier("a", 10)).edit(details(tier("a", 11)), true, NOW);
        for (long proposal = 3; proposal < 9; proposal += 2) {
            event = event.edit(details(tier("a", 5)), true, NOW).applyDecision(decision(proposal, false), NOW);
        }

        assertThat(event.version()).isEqualTo(8);
        assertThat(event.hasContentOf(2)).isTrue();
        assertThat(event.hasContentOf(1)).isFalse();
        Event edited = event.edit(details(tier("a", 12)), true, NOW);
        assertThat(edited.hasContentOf(9)).isTrue();
        assertThat(edited.hasContentOf(8)).isFalse();
    }

    private static EventMessage announcement(Event event) {
        return event.announcement().orElseThrow();
    }

    private static ChangeDecided decision(long proposal, boolean granted) {
        return new ChangeDecided(
                "id", proposal, granted, granted ? List.of() : List.of(new Shortage("a", 7, List.of())));
    }
}
