package io.holdfast.contracts;

import java.util.List;

/**
 * The organizer wants fewer units, which only the inventory can decide: {@link ChangeDecided} answers.
 *
 * @param event as it still is
 * @param proposed the tiers as they would be
 */
@Subject("events.change-proposed")
public record EventChangeProposed(EventState event, List<TierState> proposed) implements EventMessage {

    public EventChangeProposed {
        proposed = List.copyOf(proposed);
    }
}
