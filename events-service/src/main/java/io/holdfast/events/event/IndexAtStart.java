package io.holdfast.events.event;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/** Fills the index before the first request, and before the first message, comes in. */
@Component
class IndexAtStart implements SmartInitializingSingleton {

    private final EventService events;

    IndexAtStart(EventService events) {
        this.events = events;
    }

    @Override
    public void afterSingletonsInstantiated() {
        events.start();
    }
}
