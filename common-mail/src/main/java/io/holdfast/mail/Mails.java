package io.holdfast.mail;

import com.mongodb.client.model.Filters;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Keeps mails to be sent. Keeping one is a single insert; sending happens later and elsewhere, so that no request waits for a mail server. */
public final class Mails {

    private static final int LISTED = 1_000;

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

    /** What is kept of mails that were sent to these addresses, the newest first, for a person who asks for it. */
    public List<KeptFor> keptFor(Collection<String> addresses) {
        return store.findTo(addresses, LISTED).stream()
                .map(kept -> new KeptFor(kept.mail().kind(), kept.mail().to(), kept.keptAt(), kept.state()))
                .toList();
    }

    /** A mail that is kept, without what it is about. */
    public record KeptFor(String kind, String to, Instant keptAt, MailState state) {}

    /** What mails that were sent to these addresses told of something ({@link MailContent.Told}), in no order. */
    public List<ToldTo> told(String about, Collection<String> addresses) {
        return addresses.isEmpty() ? List.of() : store.told(about, addresses);
    }

    /** What a mail told. */
    public record ToldTo(String to, String what) {}

    /** Forgets to whom mails went that were sent to these addresses, and what they were about. Those that wait are dropped. */
    public void eraseTo(Collection<String> addresses) {
        if (!addresses.isEmpty()) {
            store.erase(Filters.in("to", addresses), clock.instant());
        }
    }

    /** The same for mails with a certain detail. Reads all mails. */
    public void eraseWith(String detail, String value) {
        store.erase(Filters.eq("details." + detail, value), clock.instant());
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
