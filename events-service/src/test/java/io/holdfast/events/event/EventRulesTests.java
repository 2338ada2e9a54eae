package io.holdfast.events.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.events.event.InvalidEventException.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class EventRulesTests {

    private static final Instant NOW = Instant.parse("2027-01-01T12:00:00Z");
    private static final JsonMapper JSON = new JsonMapper();
    private static final String MINIMAL = "'name':'Jazz','description':'','startsAt':'2027-02-01T19:00:00Z'";
    private static final String ONE_TIER = MINIMAL + ",'price':2500,'capacity':100";

    @Test
    void aMinimalBodyIsOneGeneralAdmissionTierAtAVenueToBeAnnounced() {
        EventDetails event = check("{" + ONE_TIER + "}");
        assertThat(event.tiers()).containsExactly(new Tier("general-admission", "General admission", 2500, 100, 10));
        assertThat(event.venue().name()).isEqualTo("To be announced");
        assertThat(event.currency()).isEqualTo("USD");
        assertThat(event.timezone()).isEqualTo("UTC");
        assertThat(Duration.between(event.startsAt(), event.endsAt())).isEqualTo(Duration.ofHours(3));
    }

    @Test
    void aFullBodyIsTakenAsItIs() {
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

    @ParameterizedTest
    @MethodSource
    void saysWhichFieldIsWrong(String body, String field) {
        assertThat(fields(body)).containsExactly(field);
    }

    static Stream<Arguments> saysWhichFieldIsWrong() {
        String tier = "'name':'A','price':1,'capacity':1";
        return Stream.of(
                wrong(ONE_TIER + ",'name':'  '", "name"),
                wrong(ONE_TIER + ",'name':'" + "n".repeat(201) + "'", "name"),
                wrong(ONE_TIER + ",'name':'a\\u0000b'", "name"),
                wrong(ONE_TIER + ",'name':'a\\ud800b'", "name"),
                wrong(ONE_TIER + ",'description':'" + "d".repeat(10_001) + "'", "description"),
                wrong(ONE_TIER + ",'venue':{'city':'" + "c".repeat(101) + "'}", "venue.city"),
                wrong(ONE_TIER + ",'startsAt':'2026-12-31T00:00:00Z'", "startsAt"),
                wrong(ONE_TIER + ",'startsAt':'2027-02-01'", "startsAt"),
                wrong(ONE_TIER + ",'startsAt':null", "startsAt"),
                wrong(ONE_TIER + ",'startsAt':'+999999999-01-01T00:00:00Z'", "startsAt"),
                wrong(ONE_TIER + ",'endsAt':'2027-02-01T19:00:00Z'", "endsAt"),
                wrong(ONE_TIER + ",'endsAt':'2029-02-01T19:00:00Z'", "endsAt"),
                wrong(ONE_TIER + ",'salesEnd':'2027-02-01T19:00:01Z'", "salesEnd"),
                wrong(ONE_TIER + ",'salesEnd':'2026-02-01T19:00:01Z'", "salesEnd"),
                wrong(ONE_TIER + ",'salesStart':'2027-02-01T19:00:00Z'", "salesStart"),
                wrong(ONE_TIER + ",'timezone':'Europe/Atlantis'", "timezone"),
                wrong(ONE_TIER + ",'currency':'XYZ'", "currency"),
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
                wrong(MINIMAL + ",'tiers':[{" + tier + ",'seating':{'rows':[]}}]", "tiers[0].seating"),
                wrong(MINIMAL + ",'tiers':[{" + tier + ",'id':'A B'}]", "tiers[0].id"),
                wrong(MINIMAL + ",'tiers':[{" + tier + ",'id':'a'},{" + tier + ",'id':'a'}]", "tiers[1].id"),
                wrong(MINIMAL + ",'tiers':[{" + tier + ",'capacity':1000000},{" + tier + "}]", "tiers"),
                wrong(
                        MINIMAL + ",'tiers':[" + String.join(",", Collections.nCopies(51, "{" + tier + "}")) + "]",
                        "tiers"));
    }

    @Test
    void saysEverythingThatIsWrongAtOnce() {
        assertThat(fields("{'tiers':[{'price':-1}]}"))
                .containsExactly("name", "startsAt", "tiers[0].name", "tiers[0].price", "tiers[0].capacity");
    }

    @Test
    void tierIdsStayShortAndApart() {
        TierIds ids = new TierIds();
        List<String> made = Stream.generate(() -> ids.next("A rather long name for a tier, is it not?"))
                .limit(50)
                .toList();
        assertThat(made).doesNotHaveDuplicates().allMatch(TierIds::isValid);
    }

    @Test
    void twoRequestsThatSayTheSameHaveTheSameHash() {
        EventRequest first = request("{" + ONE_TIER + ",'tiers':[{'name':'A'}]}");
        assertThat(request("{'tiers':[{'name':'A'}]," + ONE_TIER + "}").hash()).isEqualTo(first.hash());
        assertThat(request("{" + ONE_TIER + ",'tiers':[{'name':'B'}]}").hash()).isNotEqualTo(first.hash());
    }

    private static Arguments wrong(String members, String field) {
        return Arguments.of("{" + members + "}", field);
    }

    private static List<String> fields(String body) {
        InvalidEventException invalid = catchThrowableOfType(InvalidEventException.class, () -> check(body));
        return invalid.violations().stream().map(Violation::field).toList();
    }

    private static EventDetails check(String body) {
        return EventRules.check(request(body), NOW);
    }

    /** With single quotes for double ones; of a member that is there twice, the last one counts. */
    private static EventRequest request(String body) {
        return JSON.convertValue(JSON.readValue(body.replace('\'', '"'), Map.class), EventRequest.class);
    }
}
