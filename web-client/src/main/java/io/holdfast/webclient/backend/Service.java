package io.holdfast.webclient.backend;

import java.util.Locale;

/** A service that the pages request from. */
public enum Service {
    AUTH,
    EVENTS,
    ORDERS,
    PAYMENTS;

    /** Its name in message keys. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
