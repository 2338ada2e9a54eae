package io.holdfast.orders.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import io.holdfast.mail.Mails;
import io.holdfast.orders.order.ErasedAccounts;
import io.holdfast.orders.order.GuestLinks;
import io.holdfast.orders.order.PersonalData;
import io.holdfast.record.Recorder;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** What is left to forget is looked at in every round, however much of it has to wait and whatever becomes of the others. */
class StoredErasuresTests {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final int MANY = 1_200;
    private static final MongoTimeoutException FAILS = new MongoTimeoutException("The database is busy");

    private final MongoTemplate mongo =
            new MongoTemplate(new SimulatedDatabase(() -> NOON).factory("orders", Effects.NONE, "orders"));
    private final PersonalData people = mock(PersonalData.class);
    private final Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);

    @Test
    void anErasureIsFinishedWhateverIsStillToComeForOthers() {
        MongoCollection<Document> erasures = mongo.getCollection(ErasedAccounts.COLLECTION);
        erasures.insertMany(numbered("account", MANY).stream()
                .map(id -> new Document("_id", id)
                        .append("erasedAt", Date.from(NOON))
                        .append("open", true))
                .toList());
        when(people.erase(anyString(), any())).thenReturn(false);
        doThrow(FAILS).when(people).erase("account0000", NOON);
        doThrow(FAILS).when(people).erase("account0700", NOON);
        when(people.erase("account1199", NOON)).thenReturn(true);

        new Erasures(
                        new ErasedAccounts(mongo, clock),
                        people,
                        mock(GuestLinks.class),
                        mock(Mails.class),
                        mock(Recorder.class),
                        clock)
                .finishOpen();

        assertThat(erasures.find(Filters.eq("open", false))
                        .map(document -> document.getString("_id"))
                        .into(new ArrayList<>()))
                .containsExactly("account1199");
    }

    @Test
    void namesOfOldEventsAreErasedWhateverBecomesOfOthers() {
        MongoCollection<Document> sales = mongo.getCollection("sales");
        sales.insertMany(numbered("event", MANY).stream()
                .map(id -> new Document("_id", id).append("endsAt", Date.from(NOON.minus(Duration.ofDays(2)))))
                .toList());
        doThrow(FAILS).when(people).eraseOfEvent("event0000");
        doThrow(FAILS).when(people).eraseOfEvent("event0700");

        new Retention(mongo, people, mock(Mails.class), new PrivacyProperties(Duration.ofDays(1)), clock).eraseOld();

        assertThat(sales.find(Filters.exists("namesErasedAt", false))
                        .map(document -> document.getString("_id"))
                        .into(new ArrayList<>()))
                .containsExactly("event0000", "event0700");
    }

    private static List<String> numbered(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "%s%04d".formatted(name, i))
                .toList();
    }
}
