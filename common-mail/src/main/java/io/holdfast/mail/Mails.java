package io.holdfast.mail;

import java.time.Clock;

/** Keeps mails to be sent. Keeping one is a single insert; sending happens later and elsewhere, so that no request waits for a mail server. */
public final class Mails {

    private final MailStore store;
    private final MailDelivery delivery;
    private final MailProperties properties;
    private final Clock clock;

    Mails(MailStore store, MailDelivery delivery, MailProperties properties, Clock clock) {
        this.store = store;
        this.delivery = delivery;
        this.properties = properties;
        this.clock = clock;
    }

    /** Keeps a mail, unless one about the same fact is or was kept. Does nothing if no mail server is configured. */
    public void keep(Mail mail) {
        if (properties.isOn() && store.insert(mail, clock.instant())) {
            delivery.wake();
        }
    }
}
