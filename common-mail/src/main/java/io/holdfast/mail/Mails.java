package io.holdfast.mail;

import com.mongodb.client.model.Filters;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.bson.conversions.Bson;

/** Keeps mails to be sent. Keeping one is a single insert; sending happens later and elsewhere, so that no request waits for a mail server. */
public final class Mails {

    /** How many mails {@link #keptWith} lists at most. */
    public static final int LISTED = 1_000;

    private static final int ERASED_TOGETHER = 1_000;

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

    /**
     * What is kept of mails with one of these details, the newest first, at most {@value #LISTED}, for the person whom they are about. Not by address: others may
     * have had the same one, or only typed it. For a detail with an index, see {@link MailDetail}.
     */
    public List<KeptFor> keptWith(String detail, Collection<String> values) {
        return store.find(with(detail, values), LISTED).stream()
                .map(kept -> new KeptFor(kept.mail().kind(), kept.mail().to(), kept.keptAt(), kept.state()))
                .toList();
    }

    /** A mail that is kept, without what it is about. */
    public record KeptFor(String kind, String to, Instant keptAt, MailState state) {}

    /** What mails that were sent to these addresses told of something ({@link MailContent.Told}), in no order. */
    public List<ToldTo> told(String about, Collection<String> addresses) {
        return addresses.isEmpty() ? List.of() : store.told(about, addresses);
    }

    /** Forgets to whom mails with one of these details went, and what they were about. Those that wait are dropped. */
    public void eraseWith(String detail, Collection<String> values) {
        List<String> all = List.copyOf(values);
        for (int from = 0; from < all.size(); from += ERASED_TOGETHER) {
            List<String> some = all.subList(from, Math.min(all.size(), from + ERASED_TOGETHER));
            store.erase(with(detail, some), clock.instant());
        }
    }

    private static Bson with(String detail, Collection<String> values) {
        return Filters.in(MailStore.field(detail), values);
    }

    /**
     * Keeps a mail that is to be sent at {@code dueAt}, or within {@link MailProperties#every} after it; otherwise like {@link #keep}.
     *
     * @return whether this call kept it; false if one about the same fact is or was kept, or no mails are sent
     */
    public boolean keepUntil(Instant dueAt, Mail mail) {
        return properties.isOn() && store.insert(mail, dueAt, dueAt);
    }

    /** Whether a mail about this fact is, or was, kept: another one will not be. */
    public boolean isKept(String fact) {
        return store.findById(MailStore.id(fact)).isPresent();
    }

    /** Whether mails are sent at all. */
    public boolean isOn() {
        return properties.isOn();
    }
}
