package io.holdfast.orders.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.isNull;
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
import io.holdfast.orders.inventory.BuyersFirst;
import io.holdfast.orders.mail.MailedOrders;
import io.holdfast.orders.order.OrderCursor;
import io.holdfast.orders.order.PersonalData;
import io.holdfast.orders.order.PersonalData.Erased;
import io.holdfast.orders.person.ErasedAccounts;
import io.holdfast.orders.person.GuestLinks;
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
    private final BuyersFirst buyers = mock(BuyersFirst.class);
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
    void namesOfOldEventsAreErasedWhateverBecomesOfOthers() throws InterruptedException {
        MongoCollection<Document> sales = mongo.getCollection("sales");
        sales.insertMany(numbered("event", MANY).stream()
                .map(id -> new Document("_id", id).append("endsAt", Date.from(NOON.minus(Duration.ofDays(2)))))
                .toList());
        when(people.eraseOfEvent(anyString(), isNull())).thenReturn(new Erased(List.of(), null));
        doThrow(FAILS).when(people).eraseOfEvent("event0000", null);
        doThrow(FAILS).when(people).eraseOfEvent("event0700", null);
        List<String> mailed = List.of("order1");
        when(people.eraseOfEvent("event0800", null)).thenReturn(new Erased(mailed, null));
        doThrow(FAILS).when(mails).eraseWith(MailedOrders.ORDER, mailed);

        retention(Duration.ofDays(1)).eraseOld();

        assertThat(notDone()).containsExactly("event0000", "event0700", "event0800");
    }

    @Test
    void aLargeEventIsDonePartByPartAndRestsForBuyers() throws InterruptedException {
        OrderCursor position = new OrderCursor(NOON, "order2");
        ended("event1", Duration.ofDays(2));
        when(people.eraseOfEvent("event1", null)).thenReturn(new Erased(List.of("order1", "order2"), position));
        when(people.eraseOfEvent("event1", position)).thenReturn(new Erased(List.of("order3"), null));

        retention(Duration.ofDays(1)).eraseOld();

        InOrder inOrder = inOrder(people, mails, buyers);
        inOrder.verify(people).eraseOfEvent("event1", null);
        inOrder.verify(mails).eraseWith(MailedOrders.ORDER, List.of("order1", "order2"));
        inOrder.verify(buyers).restSince(anyLong());
        inOrder.verify(people).eraseOfEvent("event1", position);
        inOrder.verify(mails).eraseWith(MailedOrders.ORDER, List.of("order3"));
        inOrder.verify(buyers).restSince(anyLong());
        assertThat(notDone()).isEmpty();
    }

    @Test
    void namesStayForAsLongAsTheyAreToBeKept() throws InterruptedException {
        ended("old", Duration.ofDays(31));
        ended("recent", Duration.ofDays(29));
        when(people.eraseOfEvent("old", null)).thenReturn(new Erased(List.of(), null));

        retention(Duration.ZERO).eraseOld();
        verifyNoInteractions(people);
        retention(Duration.ofDays(30)).eraseOld();
        retention(Duration.ofDays(30)).eraseOld();

        verify(people).eraseOfEvent("old", null);
        verify(people, never()).eraseOfEvent("recent", null);
    }

    private void ended(String event, Duration ago) {
        mongo.getCollection("sales").insertOne(new Document("_id", event).append("endsAt", Date.from(NOON.minus(ago))));
    }

    private Retention retention(Duration keepNames) {
        return new Retention(mongo, people, mails, buyers, new PrivacyProperties(keepNames), clock);
    }

    private List<String> notDone() {
        return mongo.getCollection("sales")
                .find(Filters.exists("namesErasedAt", false))
                .map(document -> document.getString("_id"))
                .into(new ArrayList<>());
    }

    private static List<String> numbered(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "%s%04d".formatted(name, i))
                .toList();
    }
}
