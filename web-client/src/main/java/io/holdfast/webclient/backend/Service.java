package io.holdfast.webclient.backend;

import java.util.Locale;

/** A service that pages are made from. */
public enum Service {
    AUTH,
    EVENTS,
    ORDERS,
    PAYMENTS;

    /** The word that message keys use for it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
