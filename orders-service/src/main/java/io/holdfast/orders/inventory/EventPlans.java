package io.holdfast.orders.inventory;

import io.holdfast.contracts.TierState;
import java.util.List;
import java.util.Optional;

/** What the inventory has to know of events beside its blocks. */
public interface EventPlans {

    /** The tiers of an event whose units exist, as they are on sale now; empty if that is not known. */
    Optional<List<TierState>> tiers(String eventId);
}
