package io.holdfast.mail;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** For operators: the mails of this service, to see what did not arrive and why, to send it again, and to pause and resume all of them. */
public final class OperatedMails {

    private static final int LIMIT = 100;

    private final MailStore store;
    private final MailDelivery delivery;
    private final Clock clock;

    OperatedMails(MailStore store, MailDelivery delivery, Clock clock) {
        this.store = store;
        this.delivery = delivery;
        this.clock = clock;
    }

    /** @param reason why the last attempt failed */
    public record Shown(
            String id,
            String kind,
            String to,
            Instant keptAt,
            int attempts,
            @Nullable Instant dueAt,
            @Nullable String reason) {}

    /**
     * The newest of those that did not arrive, and those that wait.
     *
     * @param counts by state
     */
    public record Overview(
            boolean paused, Map<String, Long> counts, List<Shown> failed, List<Shown> bounced, List<Shown> waiting) {}

    /** All of it. */
    public Overview overview() {
        Map<String, Long> counts = new TreeMap<>();
        for (MailState state : MailState.values()) {
            counts.put(state.name(), store.count(state));
        }
        return new Overview(
                store.isPaused(), counts, shown(MailState.FAILED), shown(MailState.BOUNCED), shown(MailState.WAITING));
    }

    /** Pauses all replicas, or lets them go on. Mails are kept meanwhile. */
    public void pause(boolean paused) {
        store.setPaused(paused);
        delivery.wake();
    }

    /** Sends one once more that bounced, failed or was dropped. False if there is no such mail. */
    public boolean resend(String id) {
        boolean waits = store.resend(id, clock.instant());
        if (waits) {
            delivery.wake();
        }
        return waits;
    }

    private List<Shown> shown(MailState state) {
        return store.find(state, LIMIT).stream()
                .map(kept -> new Shown(
                        kept.id(),
                        kept.mail().kind(),
                        kept.mail().to(),
                        kept.keptAt(),
                        kept.attempts(),
                        kept.dueAt(),
                        kept.reason()))
                .toList();
    }
}
