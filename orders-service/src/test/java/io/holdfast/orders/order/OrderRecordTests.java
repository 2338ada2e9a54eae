package io.holdfast.orders.order;

import static io.holdfast.orders.order.OrderFixtures.NOON;
import static io.holdfast.orders.order.OrderFixtures.completed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import io.holdfast.record.Entry;
import io.holdfast.record.Recorder;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each sale back has one entry in the record, whatever happens to the order before a request is repeated. */
class OrderRecordTests {

    private final Recorder recorder = mock(Recorder.class);
    private final Set<String> facts = new LinkedHashSet<>();
    private final OrderRecord record = new OrderRecord(recorder);
    private final Order order = completed(1000);
    private final List<String> first = List.of(order.tickets().getFirst().id());
    private final List<String> last = List.of(order.tickets().getLast().id());

    @BeforeEach
    void factsAreKept() {
        doAnswer(call -> facts.add(call.<Entry>getArgument(0).fact()))
                .when(recorder)
                .add(any());
    }

    private void sellBack(List<String> tickets) {
        order.sellBack(Set.copyOf(tickets), false, NOON);
    }

    @Test
    void whatAnotherRequestChangedIsNoSaleBack() {
        sellBack(first);
        record.soldBack(order, first);
        order.refund("late", 100L, "Late", "", NOON);
        record.soldBack(order, first);
        assertThat(facts).hasSize(1);
    }

    @Test
    void aSaleBackIsAddedByTheRepeatedRequestThoughAnotherFollowed() {
        sellBack(first); // and the process was stopped before it was in the record
        sellBack(last);
        record.soldBack(order, last);
        assertThat(facts).hasSize(1);
        record.soldBack(order, first);
        assertThat(facts).hasSize(2);
    }

    @Test
    void theEndOfAnOrderIsOneSaleBackHoweverItIsRepeated() {
        sellBack(first);
        record.soldBack(order, first);
        order.sellBack(NOON);
        record.soldBack(order, null);
        record.soldBack(order, null);
        record.soldBack(order, last);
        record.soldBack(order, first);
        assertThat(facts).hasSize(2);
    }
}
