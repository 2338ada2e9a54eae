package io.holdfast.platform;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what the gateway does not pass on because of how it was sent. The log has the counts in powers of two. */
final class RefusedRequests {

    private static final Logger log = LoggerFactory.getLogger(RefusedRequests.class);

    enum Reason {
        UNREADABLE,
        AMBIGUOUS,
        HEADERS_TOO_SLOW,
        BODY_TOO_SLOW
    }

    private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);

    RefusedRequests() {
        for (Reason reason : Reason.values()) {
            counts.put(reason, new LongAdder());
        }
    }

    void count(Reason reason) {
        LongAdder adder = of(counts, reason);
        adder.increment();
        long count = adder.sum();
        // A client that sends nothing else must not fill the log.
        if (Long.bitCount(count) == 1) {
            log.info("The gateway has refused {} requests as {}", count, reason);
        }
    }

    long of(Reason reason) {
        return of(counts, reason).sum();
    }

    private static LongAdder of(Map<Reason, LongAdder> counts, Reason reason) {
        return Objects.requireNonNull(counts.get(reason));
    }
}
