package io.holdfast.webclient.backend;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The mails of a service as operators see them. */
public record MailOverview(
        boolean paused, Map<String, Long> counts, List<Shown> failed, List<Shown> bounced, List<Shown> waiting) {

    /** @param reason why the last attempt failed */
    public record Shown(
            String id,
            String kind,
            String to,
            Instant keptAt,
            int attempts,
            @Nullable String reason) {}

    /** Those that did not arrive. */
    public List<Shown> undelivered() {
        return Stream.concat(failed.stream(), bounced.stream()).toList();
    }

    public long waitingNow() {
        return counts.getOrDefault("WAITING", 0L);
    }
}
