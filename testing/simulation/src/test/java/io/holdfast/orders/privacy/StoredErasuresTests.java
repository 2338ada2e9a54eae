package io.holdfast.orders.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import io.holdfast.mail.Mails;
import io.holdfast.orders.mail.MailedOrders;
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
import org.mockito.InOrder;
import org.springframework.data.mongodb.core.MongoTemplate;

/** What is left to forget is looked at in every round, however much of it has to wait and whatever becomes of the others. */
class StoredErasuresTests {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final int MANY = 1_200;
    private static final MongoTimeoutException FAILS = new MongoTimeoutException("The database is busy");

    private final MongoTemplate mongo =
            new MongoTemplate(new SimulatedDatabase(() -> NOON).factory("orders", Effects.NONE, "orders"));
    private final PersonalData people = mock(PersonalData.class);
    private final GuestLinks links = mock(GuestLinks.class);
    private final Mails mails = mock(Mails.class);
    private final Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);

    private Erasures erasures() {
        return new Erasures(new ErasedAccounts(mongo, clock), people, links, mails, mock(Recorder.class), clock);
    }

    private void open(String account) {
        mongo.getCollection(ErasedAccounts.COLLECTION)
                .insertOne(new Document("_id", account)
                        .append("erasedAt", Date.from(NOON))
                        .append("open", true));
    }

    private long openErasures() {
        return mongo.getCollection(ErasedAccounts.COLLECTION).countDocuments(Filters.eq("open", true));
    }

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

        erasures().finishOpen();

        assertThat(erasures.find(Filters.eq("open", false))
                        .map(document -> document.getString("_id"))
                        .into(new ArrayList<>()))
                .containsExactly("account1199");
    }

    /** A mail that is being written makes a link, and finds no address once the orders have none. */
    @Test
    void linksAreForgottenAfterTheMailsAndTheseAfterTheOrders() {
        open("guest1");
        when(people.erase("guest1", NOON)).thenReturn(true);
        when(people.ordersOf("guest1")).thenReturn(List.of("order1"));

        erasures().finishOpen();

        InOrder order = inOrder(people, mails, links);
        order.verify(people).erase("guest1", NOON);
        order.verify(mails).eraseWith(MailedOrders.ORDER, List.of("order1"));
        order.verify(links).forget("guest1");
        assertThat(openErasures()).isZero();
    }

    @Test
    void anErasureStaysOpenUntilMailsAndLinksAreForgotten() {
        open("guest1");
        when(people.erase("guest1", NOON)).thenReturn(true);
        doThrow(FAILS).doNothing().when(mails).eraseWith(any(), any());
        doThrow(FAILS).doNothing().when(links).forget("guest1");

        erasures().finishOpen();
        assertThat(openErasures()).as("mails are left").isOne();
        erasures().finishOpen();
        assertThat(openErasures()).as("links are left").isOne();

        erasures().finishOpen();
        assertThat(openErasures()).isZero();
    }

    @Test
    void namesOfOldEventsAreErasedWhateverBecomesOfOthers() {
        MongoCollection<Document> sales = mongo.getCollection("sales");
        sales.insertMany(numbered("event", MANY).stream()
                .map(id -> new Document("_id", id).append("endsAt", Date.from(NOON.minus(Duration.ofDays(2)))))
                .toList());
        doThrow(FAILS).when(people).eraseOfEvent("event0000");
        doThrow(FAILS).when(people).eraseOfEvent("event0700");
        List<String> mailed = List.of("order1");
        when(people.ordersOfEvent("event0800")).thenReturn(mailed);
        doThrow(FAILS).when(mails).eraseWith(MailedOrders.ORDER, mailed);

        new Retention(mongo, people, mails, new PrivacyProperties(Duration.ofDays(1)), clock).eraseOld();

        assertThat(sales.find(Filters.exists("namesErasedAt", false))
                        .map(document -> document.getString("_id"))
                        .into(new ArrayList<>()))
                .containsExactly("event0000", "event0700", "event0800");
    }

    @Test
    void namesStayForAsLongAsTheyAreToBeKept() {
        mongo.getCollection("sales")
                .insertMany(List.of(
                        new Document("_id", "old").append("endsAt", Date.from(NOON.minus(Duration.ofDays(31)))),
                        new Document("_id", "recent").append("endsAt", Date.from(NOON.minus(Duration.ofDays(29))))));

        new Retention(mongo, people, mails, new PrivacyProperties(Duration.ZERO), clock).eraseOld();
        verifyNoInteractions(people);
        Retention retention = new Retention(mongo, people, mails, new PrivacyProperties(Duration.ofDays(30)), clock);
        retention.eraseOld();
        retention.eraseOld();

        verify(people).eraseOfEvent("old");
        verify(people, never()).eraseOfEvent("recent");
    }

    private static List<String> numbered(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "%s%04d".formatted(name, i))
                .toList();
    }
}
