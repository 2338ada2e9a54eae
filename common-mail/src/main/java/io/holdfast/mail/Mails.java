package io.holdfast.mail;

import java.time.Clock;
import java.time.Instant;

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
        Instant now = clock.instant();
        if (properties.isOn() && store.insert(mail, now, now)) {
            delivery.wake();
        }
    }

    /** Keeps a mail that is to be sent at {@code dueAt}, or within {@link MailProperties#every} after it; otherwise like {@link #keep}. */
    public void keepUntil(Instant dueAt, Mail mail) {
        if (properties.isOn()) {
            store.insert(mail, dueAt, dueAt);
        }
    }

    /** Whether mails are sent at all. */
    public boolean isOn() {
        return properties.isOn();
    }
}
