package io.holdfast.events.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.contracts.ChangeDecided;
import io.holdfast.events.event.InvalidEventException.Violation;
import io.holdfast.messaging.Ids;
import io.holdfast.messaging.MessageJson;
import io.holdfast.web.VenueView;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class EventRulesTests {

    private static final Instant NOW = Instant.parse("2027-01-01T12:00:00Z");
    private static final JsonMapper JSON = new JsonMapper();
    private static final String MINIMAL = "'name':'Jazz','description':'','startsAt':'2027-02-01T19:00:00Z'";
    private static final String ONE_TIER = MINIMAL + ",'price':2500,'capacity':100";

    private static final String TRANSLATED = MINIMAL
            + ",'language':'en','translations':{'de':{'name':' Jazznacht ','description':'Zwei Sätze.\\nPause. '},"
            + "'ar':{'name':'ليلة الجاز','description':''},'fr':{'name':' '}},"
            + "'tiers':[{'name':'Stalls','price':1,'capacity':1,'names':{'de':' Parkett','ja':'一階席','es':''}}]";

    @Test
    void aMinimalBodyIsOneGeneralAdmissionTierAtAVenueToBeAnnounced() {
        EventDetails event = check("{" + ONE_TIER + "}");
        assertThat(event.tiers())
                .containsExactly(new Tier(
                        "general-admission", "General admission", 2500, 100, 10, null, null, 1L, null, Map.of()));
        assertThat(event.terms())
                .isEqualTo(new TermsOfSale(null, true, null, false, null, null, null, null, null, null));
        assertThat(event.venue().name()).isEqualTo("To be announced");
        assertThat(event.currency()).isEqualTo("USD");
        assertThat(event.timezone()).isEqualTo("UTC");
        assertThat(Duration.between(event.startsAt(), event.endsAt())).isEqualTo(Duration.ofHours(3));
    }

    /** A client that does not know the field sends back what it got. */
    @Test
    void aVenueToBeAnnouncedStaysSoWhenItsNameIsSentBack() {
        for (String sent :
                new String[] {"'venue':{'city':'Vienna'}", "'venue':{'name':'To be announced','city':'Vienna'}"}) {
            VenueView venue = VenueView.of(
                    check("{" + ONE_TIER + "," + sent + "}").venue().state());

            assertThat(venue).isEqualTo(new VenueView("To be announced", null, "Vienna", null, true));
        }
        assertThat(VenueView.of(check("{" + ONE_TIER + ",'venue':{'name':'Hall'}}")
                        .venue()
                        .state()))
                .isEqualTo(new VenueView("Hall", null, null, null, null));
    }

    @Test
    void anEndThatIsTheUsualOneIsKnownAsSuch() {
        assertThat(check("{" + ONE_TIER + "}").hasUsualEnd()).isTrue();
        assertThat(check("{" + ONE_TIER + ",'endsAt':'2027-02-01T22:00:00Z'}").hasUsualEnd())
                .isTrue();
        assertThat(check("{" + ONE_TIER + ",'endsAt':'2027-02-01T21:30:00Z'}").hasUsualEnd())
                .isFalse();
    }

    @Test
    void aFullBodyIsAcceptedAsItIs() {
        EventDetails event = check("""
            {'name':' Noche de jazz ','description':'a\\nb','category':'Music','timezone':'Europe/Madrid','currency':'eur',
             'venue':{'name':'Teatro','address':'Calle 1','city':'Málaga','country':'ES'},
             'startsAt':'2027-02-01T20:00:00+01:00','endsAt':'2027-02-01T22:00:00Z','imageUrl':'https://example.org/a.jpg',
             'salesStart':'2027-01-02T00:00:00Z','salesEnd':'2027-02-01T19:00:00Z','status':'published','organizerId':'x',
             'tiers':[{'name':'Balcón','price':0,'capacity':1},{'name':'balcon','price':5,'capacity':2,'maxPerOrder':4},
                      {'id':'balcon-2','name':'Chosen','price':5,'capacity':2},{'name':'座席','price':5,'capacity':2}]}
            """);
        assertThat(event.name()).isEqualTo("Noche de jazz");
        assertThat(event.currency()).isEqualTo("EUR");
        assertThat(event.startsAt()).isEqualTo("2027-02-01T19:00:00Z");
        assertThat(event.tiers()).extracting(Tier::id).containsExactly("balcon", "balcon-3", "balcon-2", "tier");
        assertThat(event.tiers()).extracting(Tier::maxPerOrder).containsExactly(10, 4, 10, 10);
    }

    @Test
    void textsInFurtherLanguagesAreAcceptedTrimmed() {
        EventDetails event = check("{" + TRANSLATED + "}");

        assertThat(event.language()).isEqualTo("en");
        assertThat(event.translations())
                .isEqualTo(Map.of(
                        "ar",
                        new Translation("ليلة الجاز", null),
                        "de",
                        new Translation("Jazznacht", "Zwei Sätze.\nPause.")));
        assertThat(event.translations().keySet()).containsExactly("ar", "de");
        assertThat(event.tiers()).extracting(Tier::names).containsExactly(Map.of("de", "Parkett", "ja", "一階席"));
        assertThat(event.texts()).contains("Jazznacht", "Zwei Sätze.\nPause.", "一階席");
    }

    @Test
    void textsInFurtherLanguagesFollowTheRulesOfTheEventsOwn() {
        String tier = MINIMAL + ",'tiers':[{'name':'Stalls','price':1,'capacity':1,'names':%s}]";
        assertThat(fields("{" + ONE_TIER + ",'language':'tlh'}")).containsExactly("language");
        assertThat(fields("{" + ONE_TIER + ",'translations':{'pt':{'name':'Noite'}}}"))
                .containsExactly("translations");
        assertThat(fields("{" + ONE_TIER + ",'translations':{'DE':{'name':'Nacht'}}}"))
                .containsExactly("translations");
        assertThat(fields("{" + ONE_TIER + ",'language':'de','translations':{'de':{'name':'Nacht'}}}"))
                .containsExactly("translations.de");
        assertThat(fields("{" + ONE_TIER + ",'translations':{'de':{'name':'" + "n".repeat(201) + "'}}}"))
                .containsExactly("translations.de.name");
        assertThat(fields("{" + ONE_TIER + ",'translations':{'fr':{'name':'\u200b','description':'a\u202eb'}}}"))
                .containsExactly("translations.fr.name", "translations.fr.description");
        assertThat(fields("{" + tier.formatted("{'es':'" + "n".repeat(101) + "'}") + "}"))
                .containsExactly("tiers[0].names.es");
        assertThat(fields("{" + tier.formatted("{'xx':'Parkett'}") + "}")).containsExactly("tiers[0].names");
        assertThat(fields("{" + ONE_TIER + ",'translations':{'de':null}}")).containsExactly("translations.de");
        assertThat(fields("{" + tier.formatted("{'de':null}") + "}")).containsExactly("tiers[0].names.de");
        String longest = "{'description':'" + "d".repeat(10_000) + "'}";
        String three = ",'translations':{'de':%s,'fr':%s,'es':%s".formatted(longest, longest, longest);
        assertThat(fields("{" + ONE_TIER + three + "}}")).isEmpty();
        assertThat(fields("{" + ONE_TIER + three + ",'ja':{'name':'夜'}}}")).containsExactly("translations");
    }

    @Test
    void anEditThatDoesNotNameTextsInFurtherLanguagesKeepsThem() {
        Event before = Event.draft("id", "organizer", check("{" + TRANSLATED + "}"), null, "hash", NOW);
        String renamed = "'name':'Jazz night','startsAt':'2027-02-01T19:00:00Z'";
        String stalls = "{'id':'stalls','name':'Floor','price':1,'capacity':1%s}";

        EventDetails kept = edited(before, renamed, stalls.formatted(""));
        assertThat(kept.translations()).isEqualTo(before.details().translations());
        assertThat(kept.tiers().getFirst().names())
                .isEqualTo(before.details().tiers().getFirst().names());
        assertThat(kept.language()).isEqualTo("en");
        EventDetails replaced = edited(
                before,
                renamed + ",'translations':{'fr':{'name':'Nuit'}}",
                stalls.formatted(",'names':{'fr':'Parterre'}"));
        assertThat(replaced.translations()).containsOnlyKeys("fr");
        assertThat(replaced.tiers().getFirst().names()).isEqualTo(Map.of("fr", "Parterre"));
        EventDetails none =
                edited(before, renamed + ",'language':'','translations':{}", stalls.formatted(",'names':{}"));
        assertThat(none.translations()).isEmpty();
        assertThat(none.tiers().getFirst().names()).isEmpty();
        assertThat(none.language()).isNull();
        EventDetails german = edited(before, renamed + ",'language':'de'", stalls.formatted(""));
        assertThat(german.translations()).containsOnlyKeys("ar");
        assertThat(german.tiers().getFirst().names()).containsOnlyKeys("ja");
    }

    @Test
    void anEventWithoutTextsInFurtherLanguagesIsAnnouncedAsEarlierReleasesDid() {
        Event plain = Event.published("id", "organizer", check("{" + ONE_TIER + "}"), null, "hash", NOW);
        assertThat(new String(MessageJson.write(plain.announcement().orElseThrow()), StandardCharsets.UTF_8))
                .doesNotContain("language", "translations", "names");
        Event translated = Event.published("id", "organizer", check("{" + TRANSLATED + "}"), null, "hash", NOW);
        assertThat(translated.state().translations()).containsOnlyKeys("ar", "de");
        assertThat(translated.takeDown("spam", NOW).state().translations()).containsOnlyKeys("ar", "de");
        assertThat(translated.state().tiers().getFirst().names()).containsEntry("de", "Parkett");
    }

    private static EventDetails edited(Event before, String fields, String tier) {
        return EventRules.checkEdit(request("{'version':1," + fields + ",'tiers':[" + tier + "]}"), before, NOW);
    }

    @Test
    void aSeatedTierHasAsManyUnitsAsSeats() {
        EventDetails event = check("{" + MINIMAL + """
            ,'maxPerBuyer':8,'sellBack':{'allowed':false,'minutesBefore':60},'salesPaused':true,'lostDisputesStopTickets':true,'proofOfWork':true,
             'tiers':[{'name':'Stalls','price':1,'maxPerBuyer':4,'seating':{'rows':[
               {'label':'A','seats':80,'gaps':[42,41],'aisles':[10],'accessible':[1],'companion':[2]},
               {'label':'b7','seats':2}]}},
              {'name':'Seats','price':1,'capacity':2,'seating':{'rows':[{'label':'A','seats':2}]}},
              {'name':'Standing','price':1,'capacity':500}]}
            """);
        assertThat(event.tiers()).extracting(Tier::capacity).containsExactly(80, 2, 500);
        assertThat(event.tiers()).extracting(Tier::maxPerBuyer).containsExactly(4, null, null);
        assertThat(event.tiers().getFirst().seating())
                .isEqualTo(new Seating(List.of(
                        new SeatRow(null, "A", null, 80, List.of(41, 42), List.of(10), List.of(1), List.of(2)),
                        new SeatRow(null, "b7", null, 2, List.of(), List.of(), List.of(), List.of()))));
        assertThat(event.terms()).isEqualTo(new TermsOfSale(8, false, 60, true, null, null, null, null, true, true));
    }

    @Test
    void rowsHaveAnyLettersAndBeginAtAnyNumber() {
        String before =
                IntStream.rangeClosed(1, 100).mapToObj(Integer::toString).collect(Collectors.joining(","));
        EventDetails event = check("{" + MINIMAL + ",'tiers':[{'name':'Stalls','price':1,'seating':{'rows':["
                + "{'label':'AA','seats':112,'gaps':[" + before + "]},{'label':'A\u0308','seats':2},"
                + "{'label':'Б','first':1001,'seats':1002},{'label':'桜','first':1,'seats':2},"
                + "{'label':'हि','first':9801,'seats':9999,'gaps':[9802],'aisles':[9810]}]}}]}");

        assertThat(event.tiers()).extracting(Tier::capacity).containsExactly(18 + 198);
        assertThat(event.tiers().getFirst().seating().rows())
                .extracting(SeatRow::first)
                .containsExactly(null, null, 1001, null, 9801);
        assertThat(event.tiers().getFirst().seating().rows())
                .extracting(SeatRow::label)
                .containsExactly("AA", "Ä", "Б", "桜", "हि");
    }

    /** Services of earlier releases do not know where a row begins: they would sell its seats from 1 on. */
    @Test
    void whatEarlierReleasesCanReadIsStoredAsTheyDid() {
        List<Integer> before = IntStream.range(1, 990).boxed().toList();
        assertThat(seating("{'label':'A','first':990,'seats':999,'gaps':[992],'aisles':[995]},"
                                + "{'label':'B','first':990,'seats':1000}")
                        .rows())
                .containsExactly(
                        new SeatRow(
                                null,
                                "A",
                                null,
                                999,
                                Stream.concat(before.stream(), Stream.of(992)).toList(),
                                List.of(995),
                                List.of(),
                                List.of()),
                        new SeatRow(null, "B", 990, 1000, List.of(), List.of(), List.of(), List.of()));
    }

    @Test
    void rowsBeginWhereTheyDoWhenTheGapsBeforeThemWouldBeTooMany() {
        // 20 times 998 gaps before a row, 37 before another one, with two of its own and an aisle: 20,000.
        String atTheLimit = rows(20, ",'first':999,'seats':999")
                + ",{'label':'A','first':38,'seats':42,'gaps':[39,40],'aisles':[41]},{'label':'B','seats':2}";
        assertThat(seating(atTheLimit).rows()).extracting(SeatRow::first).containsOnlyNulls();
        assertThat(seating(atTheLimit).rows()).last().isEqualTo(row("B", null, 2, List.of(), List.of()));

        Seating beyond = seating(atTheLimit + ",{'label':'C','seats':4,'gaps':[1]}");
        assertThat(beyond.rows().subList(0, 20)).extracting(SeatRow::first).containsOnly(999);
        assertThat(beyond.rows().subList(20, 23))
                .as("however they were written")
                .containsExactly(
                        row("A", 38, 42, List.of(39, 40), List.of(41)),
                        row("B", null, 2, List.of(), List.of()),
                        row("C", 2, 4, List.of(), List.of()));
        assertThat(beyond.seats()).isEqualTo(20 + 3 + 2 + 3);
    }

    @ParameterizedTest
    @CsvSource({"1, 500", "7, 500", "20, 499", "23, 434", "199, 50", "200, 49"})
    void aHallMayBeNumberedInOneGo(int seatsInARow, int rows) {
        Seating hall = seating(IntStream.range(0, rows)
                .mapToObj(row -> "{'label':'%d','first':%d,'seats':%d}"
                        .formatted(row + 1, row * seatsInARow + 1, (row + 1) * seatsInARow))
                .collect(Collectors.joining(",")));

        assertThat(hall.seats()).isEqualTo(rows * seatsInARow);
        assertThat(hall.rows().stream().mapToInt(SeatRow::peculiarities).sum())
                .isLessThanOrEqualTo(EventLimits.MAX_TOTAL_PECULIARITIES);
    }

    @Test
    void gapsBetweenSeatsAreLimited() {
        String everySecond = ",'seats':399,'gaps':["
                + IntStream.range(1, 200).mapToObj(n -> Integer.toString(2 * n)).collect(Collectors.joining(",")) + "]";
        assertThat(seating(rows(100, everySecond)).seats()).isEqualTo(20_000);
        assertThat(fields(seated(rows(101, everySecond)))).containsExactly("tiers");
    }

    @Test
    void aPlanThatIsWrittenInAnotherWayLosesNoSeat() {
        Seating listed = seating("{'label':'C','first':5,'seats':9,'gaps':[7]}");
        Seating fromFirst = listed.withRows(SeatRow::fromFirst);

        assertThat(fromFirst.rows()).containsExactly(row("C", 5, 9, List.of(7), List.of()));
        assertThat(listed.isWithin(fromFirst)).isTrue();
        assertThat(fromFirst.isWithin(listed)).isTrue();
        assertThat(fromFirst.withRows(SeatRow::listedFromOne)).isEqualTo(listed);
        assertThat(row("C", null, 9, List.of(1, 2, 5), List.of(1, 3)).fromFirst())
                .as("aisles before the first seat part nothing")
                .isEqualTo(row("C", 3, 9, List.of(5), List.of(3)));
    }

    private static String rows(int count, String more) {
        return IntStream.range(0, count)
                .mapToObj(row -> "{'label':'%d'%s}".formatted(row, more))
                .collect(Collectors.joining(","));
    }

    private static SeatRow row(
            String label, @Nullable Integer first, int seats, List<Integer> gaps, List<Integer> aisles) {
        return new SeatRow(null, label, first, seats, gaps, aisles, List.of(), List.of());
    }

    @Test
    void theSameLabelInTwoSectionsIsTwoRows() {
        Seating seating = seating("""
            {'label':'A','seats':1},
            {'section':' Stalls left ','label':'A','seats':2},{'section':'Stalls left','label':'B','seats':2},
            {'section':'Löge (St. Pé & Co)','label':'A','seats':4},{'section':'2階','label':'A','seats':8}\
            """);

        assertThat(seating.seats()).isEqualTo(17);
        assertThat(seating.rows())
                .extracting(SeatRow::key)
                .containsExactly("A", "Stalls left A", "Stalls left B", "Löge (St. Pé & Co) A", "2階 A");
        assertThat(seating.state().rows().getLast().label()).isEqualTo("2階 A");
        assertThat(seating.isWithin(seating)).isTrue();
    }

    @Test
    void aPlanThatLosesTheSectionOfARowLosesItsSeats() {
        Seating before = seating("{'section':'Balcony','label':'A','seats':4},{'section':'Box','label':'A','seats':4}");

        assertThat(before.isWithin(seating("{'section':'Balcony','label':'A','seats':4}")))
                .isFalse();
        assertThat(before.isWithin(
                        seating("{'section':'Circle','label':'A','seats':4},{'section':'Box','label':'A','seats':4}")))
                .isFalse();
        assertThat(before.isWithin(
                        seating("{'section':'Box','label':'A','seats':4},{'section':'Balcony','label':'A','seats':5}")))
                .isTrue();
    }

    @Test
    void aSectionHasAPlainNameAndItsRowsFollowEachOther() {
        String row = "{'section':'%s','label':'A','seats':2}";
        for (String name : List.of("Left/right", "A, B", "$box", "-box", "a  b", "x".repeat(25), "Box​", "[Box]")) {
            assertThat(fields(seated(row.formatted(name))))
                    .as(name)
                    .containsExactly("tiers[0].seating.rows[0].section");
        }
        assertThat(fields(seated(row.formatted("Box") + "," + row.formatted("Box"))))
                .containsExactly("tiers[0].seating.rows[1].label");
        assertThat(fields(seated(row.formatted("Box") + "," + row.formatted("Left") + "," + row.formatted("Box"))))
                .containsExactly("tiers[0].seating.rows[2].section", "tiers[0].seating.rows[2].label");
        assertThat(fields(seated(row.formatted("Box") + "," + row.formatted("BOX"))))
                .as("would be confused")
                .containsExactly("tiers[0].seating.rows[1].section");
        assertThat(fields(seated(row.formatted("Box") + ",{'label':'B','seats':2}")))
                .as("rows of no section come first")
                .containsExactly("tiers[0].seating.rows[1].section");
    }

    /** On a ticket, people could not tell which one is theirs. */
    @Test
    void noTwoRowsOfASectionLookAlike() {
        String row = "{'section':%s,'label':'%s','seats':2}";
        for (String other : List.of("a", "Ａ", "А", "α")) {
            assertThat(fields(seated(row.formatted("null", "A") + "," + row.formatted("null", other))))
                    .as(other)
                    .containsExactly("tiers[0].seating.rows[1].label");
        }
        assertThat(fields(seated(row.formatted("null", "A") + "," + row.formatted("'Box'", "a"))))
                .isEmpty();
    }

    @Test
    void rowsThatWereStoredBeforeMayLookAlike() {
        String plan = "{" + MINIMAL + ",'tiers':[{'name':'Seats','price':1,'seating':{'rows':[%s]}}]}";
        String row = "{'label':'%s','seats':2}";
        EventDetails details = check(plan.formatted(row.formatted("A") + "," + row.formatted("B")));
        List<Tier> tiers = details.tiers().stream()
                .map(tier ->
                        tier.withRows(known -> row(known.label().replace('B', 'a'), null, 2, List.of(), List.of())))
                .toList();
        Event before = Event.published("id", "organizer", stored(details, "Jazz", tiers), null, "hash", NOW);

        assertThat(fields(plan.formatted(row.formatted("A") + "," + row.formatted("a")), before, NOW))
                .isEmpty();
        assertThat(fields(plan.formatted(row.formatted("Ａ") + "," + row.formatted("A")), before, NOW))
                .containsExactly("tiers[0].seating.rows[0].label");
    }

    /** What is published of an event and its proposal has to fit into one message of the broker. */
    @Test
    void longNamesOfSectionsAreLimitedTogether() {
        assertThat(fields("{" + MINIMAL + ",'tiers':[" + longNames(0) + "," + longNames(1) + "," + longNames(2) + "]}"))
                .containsExactly("tiers");
        assertThat(check("{" + MINIMAL + ",'tiers':[" + longNames(0) + "," + longNames(1) + "]}")
                        .tiers())
                .hasSize(2);
    }

    /** A tier of 500 rows in a section whose name has 72 bytes. */
    private static String longNames(int tier) {
        return "{'name':'Tier %d','price':1,'seating':{'rows':[%s]}}"
                .formatted(
                        tier,
                        IntStream.range(0, 500)
                                .mapToObj(
                                        row -> "{'section':'%s','label':'%d','seats':1}".formatted("桜".repeat(24), row))
                                .collect(Collectors.joining(",")));
    }

    private static Seating seating(String rows) {
        return Objects.requireNonNull(check(seated(rows)).tiers().getFirst().seating());
    }

    private static String seated(String rows) {
        return "{" + MINIMAL + ",'tiers':[{'name':'Stalls','price':1,'seating':{'rows':[" + rows + "]}}]}";
    }

    @Test
    void aWaitingRoomOpensBeforeTheSaleEndsAndNotBeforeItBegins() {
        String opens =
                ONE_TIER + ",'salesStart':'2027-01-05T00:00:00Z','waitingRoom':{'opensAt':'2027-01-%sT10:00:00Z'%s}";
        assertThat(check("{" + opens.formatted("06", ",'admitPerMinute':60,'holdersAtOnce':200") + "}")
                        .terms()
                        .waitingRoom())
                .isEqualTo(new WaitingRoom(Instant.parse("2027-01-06T10:00:00Z"), 60, 200));
        assertThat(fields("{" + opens.formatted("04", "") + "}")).containsExactly("waitingRoom.opensAt");
        assertThat(fields("{" + opens.formatted("01", "") + "}")).containsExactly("waitingRoom.opensAt");
        assertThat(fields("{" + opens.formatted("06", ",'admitPerMinute':0") + "}"))
                .containsExactly("waitingRoom.admitPerMinute");
        assertThat(fields("{" + opens.formatted("06", ",'holdersAtOnce':100001") + "}"))
                .containsExactly("waitingRoom.holdersAtOnce");
        assertThat(fields("{" + ONE_TIER + ",'waitingRoom':{}}")).containsExactly("waitingRoom.opensAt");
        assertThat(fields("{" + ONE_TIER + ",'waitingRoom':{'opensAt':'2027-02-01T19:00:00Z'}}"))
                .containsExactly("waitingRoom.opensAt");
    }

    @Test
    void anOpeningThatIsNearOrPastDoesNotMove() {
        Instant opening = NOW.plus(Duration.ofDays(5));
        Event before = published(withRoom(opening));
        String later = withRoom(opening.plus(Duration.ofDays(1)));

        assertThat(fields(later, before, opening.minusSeconds(61))).isEmpty();
        for (Instant now : List.of(opening.minusSeconds(60), opening, opening.plusSeconds(60))) {
            assertThat(fields(later, before, now)).containsExactly("waitingRoom.opensAt");
            assertThat(fields(withRoom(opening), before, now)).isEmpty();
        }
    }

    @Test
    void aWaitingRoomThatHadOpenedAndIsAddedAgainHasOpened() {
        Instant opening = NOW.plus(Duration.ofDays(5));
        Event before = published(withRoom(opening));
        String later = withRoom(opening.plus(Duration.ofDays(1)));
        Instant now = opening.plusSeconds(60);

        Event removed = edited(before, "{" + ONE_TIER + "}", now);
        Event renamed = edited(removed, "{" + ONE_TIER + ",'description':'Other'}", now);
        assertThat(renamed.details().terms().waitingRoom()).isNull();
        assertThat(fields(later, renamed, now)).containsExactly("waitingRoom.opensAt");
        Event again = edited(renamed, withRoom(opening), now);
        assertThat(again.details().terms()).isEqualTo(before.details().terms());

        Event removedEarly = edited(before, "{" + ONE_TIER + "}", NOW);
        assertThat(fields(later, removedEarly, now)).isEmpty();
    }

    private static String withRoom(Instant opening) {
        return "{" + ONE_TIER + ",'waitingRoom':{'opensAt':'" + opening + "'}}";
    }

    private static Event edited(Event before, String body, Instant now) {
        return before.edit(EventRules.checkEdit(request(body), before, now), true, now);
    }

    @ParameterizedTest
    @MethodSource
    void namesTheFieldThatIsWrong(String body, String field) {
        assertThat(fields(body)).containsExactly(field);
    }

    static Stream<Arguments> namesTheFieldThatIsWrong() {
        String tier = "'name':'A','price':1,'capacity':1";
        return Stream.of(
                wrong(ONE_TIER + ",'name':'  '", "name"),
                wrong(ONE_TIER + ",'name':'" + "n".repeat(201) + "'", "name"),
                wrong(ONE_TIER + ",'name':'a\\u0000b'", "name"),
                wrong(ONE_TIER + ",'name':'a\\ud800b'", "name"),
                wrong(ONE_TIER + ",'name':'\\u200b\\u3164'", "name"),
                wrong(ONE_TIER + ",'name':'Jazz\\u202e'", "name"),
                wrong(ONE_TIER + ",'category':'\\u2800'", "category"),
                wrong(ONE_TIER + ",'description':'a\\n\\u2067b'", "description"),
                wrong(ONE_TIER + ",'venue':{'name':'\\u2066Hall'}", "venue.name"),
                wrong(ONE_TIER + ",'venue':{'city':'\\uffa0'}", "venue.city"),
                wrong(MINIMAL + ",'tiers':[{'name':'\\ufe0f','price':1,'capacity':1}]", "tiers[0].name"),
                wrong(ONE_TIER + ",'description':'" + "d".repeat(10_001) + "'", "description"),
                wrong(ONE_TIER + ",'venue':{'city':'" + "c".repeat(101) + "'}", "venue.city"),
                wrong(ONE_TIER + ",'startsAt':'2026-12-31T00:00:00Z'", "startsAt"),
                wrong(ONE_TIER + ",'startsAt':'2027-02-01'", "startsAt"),
                wrong(ONE_TIER + ",'startsAt':null", "startsAt"),
                wrong(ONE_TIER + ",'startsAt':'+999999999-01-01T00:00:00Z'", "startsAt"),
                wrong(ONE_TIER + ",'endsAt':'2027-02-01T19:00:00Z'", "endsAt"),
                wrong(ONE_TIER + ",'endsAt':'2029-02-01T19:00:00Z'", "endsAt"),
                wrong(ONE_TIER + ",'salesEnd':'2027-02-01T22:00:01Z'", "salesEnd"),
                wrong(ONE_TIER + ",'salesEnd':'2026-02-01T19:00:01Z'", "salesEnd"),
                wrong(ONE_TIER + ",'salesStart':'2027-02-01T19:00:00Z'", "salesStart"),
                wrong(ONE_TIER + ",'timezone':'Europe/Atlantis'", "timezone"),
                wrong(ONE_TIER + ",'currency':'XYZ'", "currency"),
                wrong(ONE_TIER + ",'currency':'BGN'", "currency"),
                wrong(ONE_TIER + ",'currency':'XAU'", "currency"),
                wrong(ONE_TIER + ",'currency':'CUP'", "price"),
                wrong(ONE_TIER.replace("2500", "5124") + ",'currency':'KWD'", "price"),
                wrong(ONE_TIER.replace("2500", "1000000") + ",'currency':'ISK'", "price"),
                wrong(ONE_TIER.replace("2500", "1000000000000") + ",'currency':'IDR'", "price"),
                wrong(ONE_TIER + ",'imageUrl':'javascript:alert(1)'", "imageUrl"),
                wrong(ONE_TIER + ",'imageUrl':'https:///no-host'", "imageUrl"),
                wrong(ONE_TIER + ",'status':'cancelled'", "status"),
                wrong(ONE_TIER + ",'seating':{'rows':[]}", "seating"),
                wrong(ONE_TIER + ",'price':-1", "price"),
                wrong(ONE_TIER + ",'price':100000000", "price"),
                wrong(ONE_TIER + ",'capacity':0", "capacity"),
                wrong(ONE_TIER + ",'capacity':1000001", "capacity"),
                wrong(ONE_TIER + ",'capacity':null", "capacity"),
                wrong(ONE_TIER + ",'maxPerOrder':101", "maxPerOrder"),
                wrong(MINIMAL, "tiers"),
                wrong(MINIMAL + ",'tiers':[]", "tiers"),
                wrong(MINIMAL + ",'tiers':[null]", "tiers[0]"),
                wrong(MINIMAL + ",'price':1,'tiers':[{" + tier + "}]", "price"),
                wrong(MINIMAL + ",'tiers':[{" + tier + "},{" + tier + ",'capacity':0}]", "tiers[1].capacity"),
                wrong(ONE_TIER + ",'maxPerBuyer':0", "maxPerBuyer"),
                wrong(ONE_TIER + ",'sellBack':{'minutesBefore':-1}", "sellBack.minutesBefore"),
                wrong(ONE_TIER + ",'sellBack':{'minutesBefore':999999}", "sellBack.minutesBefore"),
                wrong(MINIMAL + ",'tiers':[{" + tier + ",'maxPerBuyer':1000001}]", "tiers[0].maxPerBuyer"),
                wrong(MINIMAL + ",'tiers':[{" + tier + ",'id':'A B'}]", "tiers[0].id"),
                wrong(MINIMAL + ",'tiers':[{" + tier + ",'id':'a'},{" + tier + ",'id':'a'}]", "tiers[1].id"),
                wrong(MINIMAL + ",'tiers':[{" + tier + ",'capacity':1000000},{" + tier + "}]", "tiers"),
                wrong(
                        MINIMAL + ",'tiers':[" + String.join(",", Collections.nCopies(51, "{" + tier + "}")) + "]",
                        "tiers"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{}                                                      | rows",
                "{'rows':[]}                                             | rows",
                "{'rows':[null]}                                         | rows[0]",
                "{'rows':[{'seats':1}]}                                  | rows[0].label",
                "{'rows':[{'label':'','seats':1}]}                       | rows[0].label",
                "{'rows':[{'label':'A-1','seats':1}]}                    | rows[0].label",
                "{'rows':[{'label':'A/1','seats':1}]}                    | rows[0].label",
                "{'rows':[{'label':'A.1','seats':1}]}                    | rows[0].label",
                "{'rows':[{'label':'\u0308','seats':1}]}                | rows[0].label",
                "{'rows':[{'label':'Ä','seats':1},{'label':'A\u0308','seats':1}]} | rows[1].label",
                "{'rows':[{'label':'A','seats':1000}]}                   | rows[0].seats",
                "{'rows':[{'label':'A','first':9901,'seats':10000}]}     | rows[0].seats",
                "{'rows':[{'label':'A','first':13,'seats':12}]}          | rows[0].seats",
                "{'rows':[{'label':'A','first':0,'seats':12}]}           | rows[0].first",
                "{'rows':[{'label':'A','first':10000,'seats':12}]}       | rows[0].first",
                "{'rows':[{'label':'A','first':101,'seats':112,'gaps':[100]}]}   | rows[0].gaps",
                "{'rows':[{'label':'A','first':101,'seats':112,'aisles':[5]}]}   | rows[0].aisles",
                "{'rows':[{'label':'A','first':101,'seats':102,'gaps':[101,102]}]} | rows[0].gaps",
                "{'rows':[{'label':'ninechars','seats':1}]}              | rows[0].label",
                "{'rows':[{'label':'A','seats':1},{'label':'A','seats':1}]} | rows[1].label",
                "{'rows':[{'label':'A'}]}                                | rows[0].seats",
                "{'rows':[{'label':'A','seats':0}]}                      | rows[0].seats",
                "{'rows':[{'label':'A','seats':201}]}                    | rows[0].seats",
                "{'rows':[{'label':'A','seats':4294967297}]}             | rows[0].seats",
                "{'rows':[{'label':'A','seats':5,'gaps':[6]}]}           | rows[0].gaps",
                "{'rows':[{'label':'A','seats':5,'gaps':[0]}]}           | rows[0].gaps",
                "{'rows':[{'label':'A','seats':5,'gaps':[1,1]}]}         | rows[0].gaps",
                "{'rows':[{'label':'A','seats':5,'gaps':[null]}]}        | rows[0].gaps",
                "{'rows':[{'label':'A','seats':5,'gaps':[4294967297]}]}  | rows[0].gaps",
                "{'rows':[{'label':'A','seats':2,'gaps':[1,2]}]}         | rows[0].gaps",
                "{'rows':[{'label':'A','seats':5,'aisles':[-1]}]}        | rows[0].aisles",
                "{'rows':[{'label':'A','seats':5,'gaps':[3],'accessible':[3]}]}      | rows[0].accessible",
                "{'rows':[{'label':'A','seats':5,'gaps':[3],'companion':[3]}]}       | rows[0].companion",
                "{'rows':[{'label':'A','seats':5,'accessible':[2],'companion':[2]}]} | rows[0].companion",
            })
    void namesTheFieldOfAPlanThatIsWrong(String seating, String field) {
        String body = "{" + MINIMAL + ",'tiers':[{'name':'A','price':1,'capacity':9,'seating':" + seating + "}]}";
        assertThat(fields(body)).containsExactly("tiers[0].seating." + field);
    }

    @Test
    void aPlanThatIsNotTheCapacityIsRefused() {
        String body = "{" + MINIMAL
                + ",'tiers':[{'name':'A','price':1,'capacity':9,'seating':{'rows':[{'label':'A','seats':8}]}}]}";
        assertThat(fields(body)).containsExactly("tiers[0].capacity");
    }

    @Test
    void plansAndTheErrorsAboutThemAreLimited() {
        assertThat(fields(plan(501, 1, ""))).containsExactly("tiers[0].seating.rows");
        assertThat(fields("{" + MINIMAL + ",'tiers':[" + seatedTier(500, 200, "") + "]}"))
                .isEmpty();
        assertThat(fields("{" + MINIMAL + ",'tiers':[" + seatedTier(500, 200, "") + "," + seatedTier(1, 1, "") + "]}"))
                .containsExactly("tiers");
        String fiveHundredRows = seatedTier(500, 1, "");
        assertThat(fields("{" + MINIMAL + ",'tiers':["
                        + String.join(",", Collections.nCopies(4, fiveHundredRows)) + "," + seatedTier(1, 1, "")
                        + "]}"))
                .containsExactly("tiers");
        String untilThreeMillion = seatedTier(500, 1500, ",'first':1500");
        assertThat(fields("{" + MINIMAL + ",'tiers':[" + String.join(",", Collections.nCopies(4, untilThreeMillion))
                        + "]}"))
                .isEmpty();
        assertThat(fields("{" + MINIMAL + ",'tiers':["
                        + String.join(",", Collections.nCopies(3, untilThreeMillion)) + ","
                        + seatedTier(500, 1501, ",'first':1501") + "]}"))
                .containsExactly("tiers");
        String gaps = IntStream.rangeClosed(2, 102).mapToObj(Integer::toString).collect(Collectors.joining(","));
        assertThat(fields(plan(200, 103, ",'gaps':[" + gaps + "]"))).containsExactly("tiers");
        assertThat(fields(plan(500, 201, ""))).hasSize(100);
    }

    @Test
    void anEditMayKeepWhatTheEventHas() {
        Event before = published(
                "{" + MINIMAL + ",'salesEnd':'2027-01-15T00:00:00Z','tiers':[{'name':'A','price':1,'capacity':9}]}");
        Instant later = Instant.parse("2027-01-20T00:00:00Z");
        String kept = MINIMAL + ",'salesEnd':'2027-01-15T00:00:00Z'";
        assertThat(fields("{" + kept + ",'price':1,'capacity':1}", before, later))
                .isEmpty();
        assertThat(fields("{" + MINIMAL + ",'salesEnd':'2027-01-16T00:00:00Z','price':1,'capacity':1}", before, later))
                .containsExactly("salesEnd");
        assertThat(fields("{" + kept + ",'price':1,'capacity':1,'currency':'EUR'}", before, later))
                .containsExactly("currency");
        assertThat(fields("{" + kept + ",'price':1,'capacity':1,'status':'draft'}", before, later))
                .containsExactly("status");
        String seated = "'seating':{'rows':[{'label':'A','seats':9}]}";
        assertThat(fields("{" + kept + ",'tiers':[{'id':'a','name':'B','price':1," + seated + "}]}", before, later))
                .containsExactly("tiers[0].seating");
        assertThat(fields("{" + kept + ",'tiers':[{'name':'A','price':1," + seated + "}]}", before, later))
                .containsExactly("tiers[0].seating");
    }

    @Test
    void anEditMayKeepATextThatWasStoredBeforeItWasRefused() {
        EventDetails old = renamed(check("{" + ONE_TIER + "}"), "Jazz\u202e");
        Event event = Event.published("id", "organizer", old, null, "hash", NOW);
        String body = "{'description':'','startsAt':'2027-02-01T19:00:00Z','price':2500,'capacity':100,'name':'%s'}";

        assertThat(EventRules.checkEdit(request(body.formatted("Jazz\\u202e")), event, NOW)
                        .name())
                .isEqualTo("Jazz\u202e");
        assertThat(fields(() -> EventRules.checkEdit(request(body.formatted("Blues\\u202e")), event, NOW)))
                .containsExactly("name");
    }

    @Test
    void movingAnEventGivesBuyersTheRightToReturn() {
        Event before = published("{" + ONE_TIER + "}");
        Instant inTwoWeeks = NOW.plus(Duration.ofDays(14));

        assertThat(returnUntil(before, "")).isNull();
        assertThat(returnUntil(before, ",'name':'Other'")).isNull();
        assertThat(returnUntil(before, ",'startsAt':'2027-03-01T19:00:00Z'")).isEqualTo(inTwoWeeks);
        assertThat(returnUntil(before, ",'endsAt':'2027-02-01T23:00:00Z'")).isEqualTo(inTwoWeeks);
        assertThat(returnUntil(before, ",'venue':{'name':'Elsewhere'}")).isEqualTo(inTwoWeeks);
        assertThat(returnUntil(before, ",'timezone':'Europe/Madrid'")).isEqualTo(inTwoWeeks);
        // Not longer than until it starts, unless the organizer wants it so.
        assertThat(returnUntil(before, ",'startsAt':'2027-01-03T19:00:00Z'")).isEqualTo("2027-01-03T19:00:00Z");
        assertThat(returnUntil(before, ",'startsAt':'2027-01-03T19:00:00Z','returnUntil':'2027-01-03T21:00:00Z'"))
                .isEqualTo("2027-01-03T21:00:00Z");
        Event draft = Event.draft("id", "organizer", check("{" + ONE_TIER + "}"), null, "hash", NOW);
        assertThat(returnUntil(draft, ",'startsAt':'2027-03-01T19:00:00Z'")).isNull();
    }

    @Test
    void theRightToReturnIsNotTakenAway() {
        String date = ",'startsAt':'2027-03-01T19:00:00Z'";
        Event moved = edited(published("{" + ONE_TIER + "}"), date + ",'returnUntil':'2027-02-01T00:00:00Z'");

        assertThat(returnUntil(moved, date)).isEqualTo("2027-02-01T00:00:00Z");
        assertThat(returnUntil(moved, date + ",'returnUntil':'2027-02-01T00:00:00Z'"))
                .isEqualTo("2027-02-01T00:00:00Z");
        assertThat(returnUntil(moved, date + ",'returnUntil':'2027-02-09T00:00:00Z'"))
                .isEqualTo("2027-02-09T00:00:00Z");
        // Moved again: no sooner than what was promised the first time.
        assertThat(returnUntil(moved, ",'startsAt':'2027-03-02T19:00:00Z'")).isEqualTo("2027-02-01T00:00:00Z");
        assertThat(wrongEdit(moved, date + ",'returnUntil':'2027-01-31T00:00:00Z'"))
                .containsExactly("returnUntil");
    }

    @Test
    void whoseEventIsBroughtNearerHasADayToReturnThoughItMayBeOver() {
        Event before = published("{" + ONE_TIER + "}");
        String soon = ",'startsAt':'2027-01-01T12:00:10Z','endsAt':'2027-01-01T12:00:20Z'";
        Instant tomorrow = NOW.plus(Duration.ofDays(1));

        assertThat(returnUntil(before, soon)).isEqualTo(tomorrow);
        assertThat(returnUntil(before, soon + ",'returnUntil':'" + tomorrow + "'"))
                .isEqualTo(tomorrow);
        assertThat(wrongEdit(before, soon + ",'returnUntil':'2027-01-01T12:00:10Z'"))
                .containsExactly("returnUntil");
        assertThat(wrongEdit(before, soon + ",'returnUntil':'2027-01-02T12:00:01Z'"))
                .containsExactly("returnUntil");

        // A start that is put off, at whatever notice, ends the right: no one comes too late to it.
        Instant evening = Instant.parse("2027-02-01T18:00:00Z");
        EventDetails later =
                EventRules.checkEdit(request("{" + ONE_TIER + ",'startsAt':'2027-02-01T19:30:00Z'}"), before, evening);
        assertThat(later.terms().returnUntil()).isEqualTo("2027-02-01T19:30:00Z");
    }

    @Test
    void whoseEventIsBroughtALittleNearerReturnsNothingOnceItWouldHaveEnded() {
        Event before = published("{" + ONE_TIER + "}");
        Instant afternoon = Instant.parse("2027-02-01T15:00:00Z");
        String sooner = "{" + ONE_TIER + ",'startsAt':'2027-02-01T18:30:00Z'";
        String announcedEnd = "2027-02-01T22:00:00Z";

        assertThat(EventRules.checkEdit(request(sooner + "}"), before, afternoon)
                        .terms()
                        .returnUntil())
                .isEqualTo(announcedEnd);
        String chosen = sooner + ",'returnUntil':'%s'}";
        assertThat(fields(chosen.formatted(announcedEnd), before, afternoon)).isEmpty();
        assertThat(fields(chosen.formatted("2027-02-01T22:00:01Z"), before, afternoon))
                .containsExactly("returnUntil");
        assertThat(fields(chosen.formatted("2027-02-01T21:59:59Z"), before, afternoon))
                .containsExactly("returnUntil");
    }

    @Test
    void whoseRunningEventEndsSoonerHasADayToReturn() {
        Event before = published("{" + ONE_TIER + ",'endsAt':'2027-02-08T19:00:00Z'}");
        Instant running = Instant.parse("2027-02-05T00:00:00Z");

        EventDetails sooner =
                EventRules.checkEdit(request("{" + ONE_TIER + ",'endsAt':'2027-02-05T01:00:00Z'}"), before, running);

        assertThat(sooner.terms().returnUntil()).isEqualTo(running.plus(Duration.ofDays(1)));
    }

    @Test
    void whatWasPromisedAtAnEarlierMoveSaysNothingAboutThisOne() {
        Event moved = edited(
                published("{" + ONE_TIER + "}"),
                ",'startsAt':'2027-03-01T19:00:00Z','returnUntil':'2027-01-05T00:00:00Z'");
        String again = ",'startsAt':'2027-03-02T19:00:00Z'";
        Instant usual = returnUntil(moved, again);
        assertThat(usual).isAfter("2027-01-05T00:00:00Z");

        // As the form sends it, which shows what was promised.
        assertThat(returnUntil(moved, again + ",'returnUntil':'2027-01-05T00:00:00Z'"))
                .isEqualTo(usual);
    }

    @Test
    void theRightToReturnLastsADayAndNoLongerThanTheEvent() {
        Event before = published("{" + ONE_TIER + "}");
        String date = ",'startsAt':'2027-03-01T19:00:00Z','returnUntil':'%s'";

        assertThat(wrongEdit(before, date.formatted("2027-01-01T23:59:59Z"))).containsExactly("returnUntil");
        assertThat(wrongEdit(before, date.formatted("2027-03-01T22:00:01Z"))).containsExactly("returnUntil");
        assertThat(wrongEdit(before, ",'returnUntil':'2027-01-09T00:00:00Z'")).containsExactly("returnUntil");
        assertThat(wrongEdit(before, date.formatted("2027-03-01T22:00:00Z"))).isEmpty();
    }

    @Test
    void theRightToReturnIsProlongedUntilTheEventEndsAndNoLonger() {
        Event moved = edited(published("{" + ONE_TIER + "}"), ",'startsAt':'2027-03-01T19:00:00Z'");
        String date = ",'startsAt':'2027-03-01T19:00:00Z','returnUntil':'%s'";

        assertThat(returnUntil(moved, date.formatted("2027-03-01T22:00:00Z"))).isEqualTo("2027-03-01T22:00:00Z");
        assertThat(wrongEdit(moved, date.formatted("2027-03-01T22:00:01Z"))).containsExactly("returnUntil");
        assertThat(wrongEdit(moved, date.formatted("2072-03-01T19:00:00Z"))).containsExactly("returnUntil");
    }

    @Test
    void aRightToReturnThatOutlastsTheEventStaysAsItIs() {
        String soon = ",'startsAt':'2027-01-01T12:00:10Z','endsAt':'2027-01-01T12:00:20Z'";
        Event moved = edited(published("{" + ONE_TIER + "}"), soon);
        assertThat(moved.details().terms().returnUntil()).isEqualTo("2027-01-02T12:00:00Z");

        // As the form sends it, which shows what was promised.
        assertThat(returnUntil(moved, soon + ",'returnUntil':'2027-01-02T12:00:00Z'"))
                .isEqualTo("2027-01-02T12:00:00Z");
        assertThat(wrongEdit(moved, soon + ",'returnUntil':'2027-01-02T12:00:01Z'"))
                .containsExactly("returnUntil");
    }

    @Test
    void anEventOfSeveralDaysIsEditedAndSoldUntilItEnds() {
        Event before = published("{" + ONE_TIER + ",'endsAt':'2027-02-08T19:00:00Z'}");
        Instant running = Instant.parse("2027-02-05T00:00:00Z");
        String same = ONE_TIER + ",'endsAt':'2027-02-08T19:00:00Z'";

        assertThat(before.isEditable(running)).isTrue();
        assertThat(fields("{" + same + ",'name':'Other','salesEnd':'2027-02-07T00:00:00Z'}", before, running))
                .isEmpty();
        assertThat(fields("{" + ONE_TIER + ",'endsAt':'2027-02-04T19:00:00Z'}", before, running))
                .containsExactly("endsAt");
        assertThat(fields("{" + same + ",'startsAt':'2027-02-02T19:00:00Z'}", before, running))
                .containsExactly("startsAt");
        assertThat(before.isEditable(Instant.parse("2027-02-08T19:00:00Z"))).isFalse();
    }

    private static Event edited(Event before, String more) {
        return before.edit(EventRules.checkEdit(request("{" + ONE_TIER + more + "}"), before, NOW), false, NOW);
    }

    private static Instant returnUntil(Event before, String more) {
        return edited(before, more).details().terms().returnUntil();
    }

    private static List<String> wrongEdit(Event before, String more) {
        return fields("{" + ONE_TIER + more + "}", before, NOW);
    }

    @Test
    void aTierIsRecognizedByItsIdOrItsName() {
        Event before = published("{" + MINIMAL
                + ",'tiers':[{'name':'Stalls','price':1,'capacity':9},{'name':'Balcony','price':1,'capacity':9}]}");
        String tiers = """
            {'name':'Balcony','price':1,'capacity':9},{'id':'stalls','name':'Floor','price':1,'capacity':9},
            {'name':'Stalls','price':1,'capacity':9},{'name':'Balcony','price':1,'capacity':9}\
            """;
        EventDetails edited = EventRules.checkEdit(request("{" + MINIMAL + ",'tiers':[" + tiers + "]}"), before, NOW);
        assertThat(edited.tiers()).extracting(Tier::id).containsExactly("balcony", "stalls", "stalls-2", "balcony-2");
    }

    @Test
    void theIdOfARemovedTierIsNotAssignedAgain() {
        Event before = published("{" + MINIMAL
                        + ",'tiers':[{'name':'A','price':1,'capacity':9},{'name':'B','price':1,'capacity':9}]}")
                .edit(check("{" + MINIMAL + ",'tiers':[{'name':'A','price':1,'capacity':9}]}"), true, NOW)
                .applyDecision(new ChangeDecided("id", 2, true, List.of()), NOW);
        String more = "{" + MINIMAL + ",'tiers':[{'id':'a','name':'A','price':1,'capacity':9},"
                + "{%s'name':'B','price':1,'capacity':9}]}";
        assertThat(fields(more.formatted("'id':'b',"), before, NOW)).containsExactly("tiers[1].id");
        assertThat(EventRules.checkEdit(request(more.formatted("")), before, NOW)
                        .tiers())
                .extracting(Tier::id)
                .containsExactly("a", "b-2");
    }

    @Test
    void namesEverythingThatIsWrong() {
        assertThat(fields("{'tiers':[{'price':-1}]}"))
                .containsExactly("name", "startsAt", "tiers[0].name", "tiers[0].price", "tiers[0].capacity");
    }

    @Test
    void tierIdsAreShortAndUnique() {
        TierIds ids = new TierIds(null);
        List<String> made = Stream.generate(() -> ids.next("A rather long name for a tier, is it not?"))
                .limit(50)
                .toList();
        assertThat(made).doesNotHaveDuplicates().allMatch(TierIds::isValid);
    }

    @Test
    void equalRequestsHaveTheSameHash() {
        EventRequest first = request("{" + ONE_TIER + ",'tiers':[{'name':'A'}]}");
        assertThat(request("{'tiers':[{'name':'A'}]," + ONE_TIER + "}").hash()).isEqualTo(first.hash());
        assertThat(request("{" + ONE_TIER + ",'tiers':[{'name':'B'}]}").hash()).isNotEqualTo(first.hash());
    }

    @Test
    void aRequestWithoutNewFieldsHasTheHashOfEarlierReleases() {
        String text = "EventRequest[name=A, description=null, category=null, venue=null, startsAt=null, endsAt=null,"
                + " timezone=null, currency=null, imageUrl=null, tiers=[TierRequest[id=null, name=B, price=1, capacity=2,"
                + " maxPerOrder=null, seating=null]], salesStart=null, salesEnd=null, status=null, seating=null,"
                + " price=null, capacity=null, maxPerOrder=null]";
        EventRequest request = request("{'name':'A','tiers':[{'name':'B','price':1,'capacity':2}]}");
        assertThat(request.hash()).isEqualTo(Ids.derived(text));
        EventRequest seated = request(
                "{'name':'A','tiers':[{'name':'B','price':1,'capacity':2,'seating':{'rows':[{'label':'R','seats':3}]}}]}");
        assertThat(seated.hash())
                .isEqualTo(Ids.derived(text.replace(
                        "maxPerOrder=null, seating=null]]",
                        "maxPerOrder=null, seating=SeatingRequest[rows=[RowRequest[label=R, seats=3, gaps=null,"
                                + " aisles=null, accessible=null, companion=null]]]]]")));
        for (String more : List.of(
                "'maxPerBuyer':1",
                "'sellBack':{}",
                "'salesPaused':true",
                "'version':1",
                "'returnUntil':'x'",
                "'lostDisputesStopTickets':true",
                "'proofOfWork':true")) {
            EventRequest other = request("{" + more + ",'name':'A','tiers':[{'name':'B','price':1,'capacity':2}]}");
            assertThat(other.hash()).isNotEqualTo(request.hash());
        }
    }

    private static Arguments wrong(String members, String field) {
        return Arguments.of("{" + members + "}", field);
    }

    private static String plan(int rows, int seats, String more) {
        return "{" + MINIMAL + ",'tiers':[" + seatedTier(rows, seats, more) + "]}";
    }

    private static String seatedTier(int rows, int seats, String more) {
        return IntStream.range(0, rows)
                .mapToObj(row -> "{'label':'R%d','seats':%d%s}".formatted(row, seats, more))
                .collect(Collectors.joining(",", "{'name':'A','price':1,'seating':{'rows':[", "]}}"));
    }

    private static Event published(String body) {
        return Event.published("id", "organizer", check(body), null, "hash", NOW);
    }

    private static List<String> fields(String body) {
        return fields(() -> check(body));
    }

    private static List<String> fields(String body, Event before, Instant now) {
        return fields(() -> EventRules.checkEdit(request(body), before, now));
    }

    private static List<String> fields(ThrowingCallable check) {
        InvalidEventException invalid = catchThrowableOfType(InvalidEventException.class, check);
        return invalid == null
                ? List.of()
                : invalid.violations().stream().map(Violation::field).toList();
    }

    private static EventDetails renamed(EventDetails event, String name) {
        return stored(event, name, event.tiers());
    }

    /** As it may have been stored before there was a rule against it. */
    private static EventDetails stored(EventDetails event, String name, List<Tier> tiers) {
        return new EventDetails(
                name,
                event.description(),
                event.category(),
                event.venue(),
                event.startsAt(),
                event.endsAt(),
                event.timezone(),
                event.currency(),
                event.imageUrl(),
                tiers,
                event.salesStart(),
                event.salesEnd(),
                event.terms(),
                event.language(),
                event.translations());
    }

    private static EventDetails check(String body) {
        return EventRules.check(request(body), NOW);
    }

    /** With single quotes for double ones; of a member that is there twice, the last one counts. */
    private static EventRequest request(String body) {
        return JSON.convertValue(JSON.readValue(body.replace('\'', '"'), Map.class), EventRequest.class);
    }
}
