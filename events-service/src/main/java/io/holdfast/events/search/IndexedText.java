package io.holdfast.events.search;

import io.holdfast.contracts.EventState;
import org.jspecify.annotations.Nullable;

/** The texts of an event that are searched, and how much a match there says. */
enum IndexedText {
    NAME(8),
    VENUE(4),
    CITY(4),
    CATEGORY(4),
    DESCRIPTION(1);

    private final int weight;

    IndexedText(int weight) {
        this.weight = weight;
    }

    int weight() {
        return weight;
    }

    String fieldName() {
        return "text." + name();
    }

    @Nullable
    String of(EventState event) {
        return switch (this) {
            case NAME -> event.name();
            case VENUE -> event.venue().name();
            case CITY -> event.venue().city();
            case CATEGORY -> event.category();
            case DESCRIPTION -> event.description();
        };
    }
}
