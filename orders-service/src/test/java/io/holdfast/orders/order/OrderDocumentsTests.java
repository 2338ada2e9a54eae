package io.holdfast.orders.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.orders.ticket.Admission;
import io.holdfast.orders.ticket.Ticket;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** How orders are stored, which other releases read. */
class OrderDocumentsTests {

    private static final Instant GIVEN_BACK = OrderFixtures.PAID.plusSeconds(60);
    private static final Instant ADMITTED = GIVEN_BACK.plusSeconds(60);

    /** Paid, with one ticket of three sold back and one admitted; without the words that find it, and what it has to publish. */
    private static final String STORED = """
            {"_id": "order1", "email": "ada@example.com", "holder": "Ada", "eventId": "event1",
             "event": {"name": "Quartet, late; very late", "startsAt": {"$date": "2026-11-25T12:00:00Z"},
                       "endsAt": {"$date": "2026-11-25T14:00:00Z"}, "timezone": "Europe/Vienna", "version": {"$numberLong": "1"},
                       "venue": {"name": "Musikverein", "address": "Musikvereinsplatz 1", "city": "Vienna", "country": "AT"}},
             "lines": [{"tier": "hall", "name": "Hall", "quantity": 2, "unitPrice": {"$numberLong": "1250"}},
                       {"tier": "box", "name": "Box", "quantity": 1, "unitPrice": {"$numberLong": "1250"}}],
             "total": {"$numberLong": "3750"}, "currency": "EUR", "createdAt": {"$date": "2026-11-22T12:00:00Z"},
             "fingerprint": "print",
             "allocation": [{"block": "event1/hall/0", "units": 2}, {"block": "event1/box/0", "units": 1}],
             "version": {"$numberLong": "3"}, "status": "COMPLETED", "buyer": "buyer1",
             "expiresAt": {"$date": "2026-11-22T12:10:00Z"}, "paymentId": "p", "reason": null,
             "history": [{"status": "AWAITING_PAYMENT", "at": {"$date": "2026-11-22T12:00:00Z"}},
                         {"status": "COMPLETED", "at": {"$date": "2026-11-22T12:01:00Z"}}],
             "address": "cmagvk9j01zxwjqvg0jdxvarm7", "completedAt": {"$date": "2026-11-22T12:01:00Z"}, "uncharged": true,
             "refunds": [{"id": "sold-back:order1-2", "amount": {"$numberLong": "1250"}, "reason": "sold-back",
                          "at": {"$date": "2026-11-22T12:02:00Z"}, "fingerprint": ""}],
             "refunded": {"$numberLong": "1250"},
             "ended": [{"id": "order1-2", "code": "two", "tier": "hall", "name": "Hall", "seat": null,
                        "unit": {"block": "event1/hall/0", "units": 1}, "refund": "sold-back:order1-2"}],
             "owesUnits": {"$date": "2026-11-22T12:02:00Z"},
             "tickets": [{"id": "order1-1", "code": "one", "tier": "hall", "name": "Hall", "seat": null,
                          "admission": {"id": "request1", "at": {"$date": "2026-11-22T12:03:00Z"}}},
                         {"id": "order1-3", "code": "three", "tier": "box", "name": "Box", "seat": null}],
             "codes": ["one", "three", "two"], "doorVersion": {"$numberLong": "1"}, "admitted": 1}""";

    @Test
    void anOrderIsStoredInFieldsThatOtherReleasesRead() {
        Iterator<String> codes = List.of("one", "two", "three").iterator();
        Order order = OrderFixtures.placed(1250);
        order.complete(
                OrderFixtures.payment("p", order.terms().total(), OrderFixtures.PAID), OrderFixtures.PAID, codes::next);
        order.sellBack(Set.of("order1-2"), false, GIVEN_BACK);
        order.admit("one", new Admission("request1", ADMITTED));

        Document written = OrderDocuments.write(order);
        assertThat(written.keySet()).contains("names", "outbox");
        written.keySet().removeAll(Set.of("names", "outbox"));
        assertThat(written).isEqualTo(Document.parse(STORED));
    }

    @Test
    void whatWasStoredIsReadWithWhatWentBackOfIt() {
        Order order = OrderDocuments.read(Document.parse(STORED)
                .append("outbox", OrderFixtures.placed(1250).outbox().toDocument()));

        assertThat(order.refundDue()).isEqualTo(1250);
        assertThat(order.refunds()).extracting(Refund::id).containsExactly("sold-back:order1-2");
        assertThat(order.ended()).extracting(ended -> ended.ticket().code()).containsExactly("two");
        assertThat(order.tickets()).extracting(Ticket::isAdmitted).containsExactly(true, false);
        assertThat(order.notGivenBack().parts())
                .extracting(part -> part.blockId() + ": " + part.units())
                .containsExactlyInAnyOrder("event1/hall/0: 1", "event1/box/0: 1");
        assertThat(order.sellBack(Set.of("order1-2"), false, ADMITTED))
                .as("again")
                .isFalse();
    }

    /** Tickets were given back only all together, and nothing was noted of the door. */
    @Test
    void anOrderOfAnEarlierReleaseHasAllItsTickets() {
        Document document = Document.parse(STORED)
                .append("outbox", OrderFixtures.placed(1250).outbox().toDocument());
        List.of("ended", "refunds", "refunded", "owesUnits", "doorVersion", "admitted", "uncharged", "codes", "address")
                .forEach(document::remove);
        document.append(
                "tickets",
                List.of(
                        ticket("order1-1", "one", "hall", "Hall"),
                        ticket("order1-2", "two", "hall", "Hall"),
                        ticket("order1-3", "three", "box", "Box")));

        assertHasAllItsTickets(OrderDocuments.read(document));
        assertHasAllItsTickets(OrderDocuments.read(document.append("refunds", List.of())));
    }

    private static Document ticket(String id, String code, String tier, String name) {
        return new Document("id", id)
                .append("code", code)
                .append("tier", tier)
                .append("name", name)
                .append("seat", null);
    }

    private static void assertHasAllItsTickets(Order order) {
        assertThat(order.tickets()).extracting(Ticket::id).containsExactly("order1-1", "order1-2", "order1-3");
        assertThat(order.tickets()).noneMatch(Ticket::isAdmitted);
        assertThat(order.ended()).isEmpty();
        assertThat(order.refunds()).isEmpty();
        assertThat(order.refundDue()).isZero();
        assertThat(order.notGivenBack()).isEqualTo(order.terms().allocation());
        assertThat(order.doorVersion()).isZero();
    }
}
