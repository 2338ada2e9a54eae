package io.holdfast.events.event;

import io.holdfast.contracts.TierState;

/**
 * A kind of ticket of an event, general admission.
 *
 * @param id a short slug, unique in its event
 * @param price minor units of the event's currency
 */
record Tier(String id, String name, long price, int capacity, int maxPerOrder) {

    TierState state() {
        return new TierState(id, name, price, capacity, maxPerOrder);
    }
}
