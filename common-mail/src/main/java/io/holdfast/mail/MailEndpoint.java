package io.holdfast.mail;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/** For operators: the mails of this service, to see what did not arrive and why, to send it again, and to pause and resume all of them. */
@Endpoint(id = "mails")
final class MailEndpoint {

    private static final int LIMIT = 100;

    private final MailStore store;
    private final MailDelivery delivery;
    private final Clock clock;

    MailEndpoint(MailStore store, MailDelivery delivery, Clock clock) {
        this.store = store;
        this.delivery = delivery;
        this.clock = clock;
    }

    /** @param reason why the last attempt failed */
    record Shown(
            String id,
            String kind,
            String to,
            Instant keptAt,
            int attempts,
            @Nullable Instant dueAt,
            @Nullable String reason) {}

    /** The newest of those that did not arrive, and those that wait. */
    record Overview(
            boolean paused,
            Map<MailState, Long> counts,
            List<Shown> failed,
            List<Shown> bounced,
            List<Shown> waiting) {}

    @ReadOperation
    Overview overview() {
        Map<MailState, Long> counts = Map.of(
                MailState.WAITING, store.count(MailState.WAITING),
                MailState.SENT, store.count(MailState.SENT),
                MailState.BOUNCED, store.count(MailState.BOUNCED),
                MailState.FAILED, store.count(MailState.FAILED),
                MailState.DROPPED, store.count(MailState.DROPPED));
        return new Overview(
                store.isPaused(), counts, shown(MailState.FAILED), shown(MailState.BOUNCED), shown(MailState.WAITING));
    }

    /** Pauses all replicas, or lets them go on. Mails are kept meanwhile. */
    @WriteOperation
    Map<String, Object> pause(boolean paused) {
        store.setPaused(paused);
        delivery.wake();
        return Map.of("paused", paused);
    }

    /** Sends one once more that bounced, failed or was dropped. */
    @WriteOperation
    @Nullable
    Map<String, Object> resend(@Selector String id) {
        if (!store.resend(id, clock.instant())) {
            return null;
        }
        delivery.wake();
        return Map.of("waiting", true);
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
