package io.holdfast.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.EventPublished;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.PriceParts;
import io.holdfast.events.EventsServer.Answer;
import io.holdfast.messaging.Subscription;
import io.holdfast.testkit.TestBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;

/** What tickets cost with tax and fees: a replica with a real broker and a real database. */
@Tag("storage")
class TaxAndFeeIT {

    private static final String DATABASE = "tax-" + System.nanoTime();
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Map<String, EventState> PUBLISHED = new ConcurrentHashMap<>();
    private static final String TAXED =
            "'tiers':[{'name':'Floor','price':2500,'capacity':10,'taxRate':1900,'taxIncluded':false},"
                    + "{'name':'Book','price':1070,'capacity':10,'taxRate':700},{'name':'Free','price':0,'capacity':10}],"
                    + "'fee':{'fixed':100,'rate':250}";

    private static TestBroker broker;
    private static EventsServer events;

    /** What is announced of events. */
    @Configuration(proxyBeanMethods = false)
    static class Published {

        @Bean
        Subscription publishedEvents() {
            return Subscription.broadcast("published-events", Duration.ofMinutes(10))
                    .on(
                            EventPublished.class,
                            message -> PUBLISHED.put(message.event().id(), message.event()))
                    .build();
        }
    }

    @BeforeAll
    static void start() {
        broker = TestBroker.start();
        events = EventsServer.start(broker, DATABASE, new Class<?>[] {Published.class});
    }

    @AfterAll
    static void stop() {
        events.close();
        broker.stop();
    }

    @Test
    void aTicketCostsItsPriceWithTaxAndFeeEverywhere() {
        Answer created = create(TAXED);
        assertThat(created.status()).isEqualTo(201);
        JsonNode event = events.get("/api/events/" + created.text("id")).json();

        JsonNode floor = event.path("tiers").path(0);
        assertThat(floor.path("price").asLong()).isEqualTo(2500);
        assertThat(floor.path("cost").toString()).isEqualTo("{\"total\":3149,\"fee\":174,\"tax\":503}");
        JsonNode book = event.path("tiers").path(1);
        assertThat(book.path("taxIncluded").asBoolean()).isTrue();
        assertThat(book.path("cost").toString()).isEqualTo("{\"total\":1197,\"fee\":127,\"tax\":78}");
        JsonNode free = event.path("tiers").path(2);
        assertThat(free.path("taxRate").isNull()).isTrue();
        assertThat(free.path("cost").path("total").asLong()).isZero();
        assertThat(event.path("minPrice").asLong()).isZero();

        await().atMost(SOON).until(() -> PUBLISHED.containsKey(created.text("id")));
        EventState told = Objects.requireNonNull(PUBLISHED.get(created.text("id")));
        assertThat(told.tiers().getFirst().price()).isEqualTo(3149);
        assertThat(told.tiers().getFirst().parts()).isEqualTo(new PriceParts(174, 503, 1900, 0));
        assertThat(told.tiers().get(2).parts()).isNull();
    }

    @Test
    void aFeeThatTheOrganizerBearsIsNotPaidByBuyers() {
        JsonNode event = create(TAXED.replace("'rate':250", "'rate':250,'paidByBuyer':false"))
                .json();
        assertThat(event.path("tiers").path(0).path("cost").toString())
                .isEqualTo("{\"total\":2975,\"fee\":0,\"tax\":475}");
        await().atMost(SOON).until(() -> PUBLISHED.containsKey(event.path("id").asString()));
        assertThat(Objects.requireNonNull(PUBLISHED.get(event.path("id").asString()))
                        .tiers()
                        .getFirst()
                        .parts())
                .isEqualTo(new PriceParts(0, 475, 1900, 174));
    }

    /** A client that changes one field sends the rest back as it read it. */
    @Test
    void whatWasReadCanBeSentBack() {
        JsonNode event = create(TAXED).json();
        Answer edited = events.edit(
                "organizer",
                event.path("id").asString(),
                event.toString().replace("\"salesPaused\":false", "\"salesPaused\":true"));
        assertThat(edited.status()).isEqualTo(200);
        assertThat(edited.json().path("tiers").toString())
                .isEqualTo(event.path("tiers").toString());
        assertThat(edited.json().path("fee").toString()).isEqualTo("{\"fixed\":100,\"rate\":250,\"paidByBuyer\":true}");
    }

    @Test
    void withoutTaxAndFeeNothingIsSaidOfThem() {
        JsonNode event = create("'price':2500,'capacity':10").json();
        assertThat(event.path("fee").isNull()).isTrue();
        assertThat(event.path("tiers").path(0).path("taxRate").isNull()).isTrue();
        assertThat(event.path("tiers").path(0).path("cost").toString())
                .isEqualTo("{\"total\":2500,\"fee\":0,\"tax\":0}");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "'taxRate':1900, 'taxRate':10001, tiers[0].taxRate",
                "'taxRate':1900, 'taxRate':-1, tiers[0].taxRate",
                "'fixed':100, 'fixed':-1, fee.fixed",
                "'rate':250, 'rate':10001, fee.rate",
                "'price':2500, 'price':99000000, tiers[0].price",
            })
    void whatCannotBeChargedIsRefused(String right, String wrong, String field) {
        Answer refused = create(TAXED.replace(right, wrong));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.fields()).containsExactly(field);
    }

    private static Answer create(String rest) {
        String start = Instant.now().plus(Duration.ofDays(3)).toString();
        return events.create("organizer", "{'name':'Jazz','startsAt':'%s','currency':'EUR',%s}".formatted(start, rest));
    }
}
