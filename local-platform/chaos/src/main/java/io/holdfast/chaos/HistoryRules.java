package io.holdfast.chaos;

import java.util.ArrayList;
import java.util.List;

/** Compares what clients were told with what there is in the end. */
final class HistoryRules {

    private HistoryRules() {}

    /**
     * All that is wrong, a line for each.
     *
     * @param history of all clients
     * @param state when everything had been handled
     */
    static List<String> check(List<Exchange> history, FinalState state) {
        List<String> findings = new ArrayList<>();
        OrderRules.check(history, state, findings::add);
        PaidRules.check(history, state, findings::add);
        StockRules.check(history, state, findings::add);
        DoorRules.check(history, state, findings::add);
        RefusalRules.check(history, state, findings::add);
        RoomRules.check(history, findings::add);
        AnswerRules.check(history, findings::add);
        return findings;
    }
}
