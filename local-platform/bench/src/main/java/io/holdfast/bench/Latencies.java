package io.holdfast.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** How long each of many requests took. */
final class Latencies {

    private final long[] sorted;

    private Latencies(long[] sorted) {
        this.sorted = sorted;
    }

    static Latencies of(List<long[]> nanos) {
        long[] all = nanos.stream().flatMapToLong(Arrays::stream).toArray();
        Arrays.sort(all);
        return new Latencies(all);
    }

    /**
     * The time within which {@code percent} of the requests were answered (nearest rank).
     *
     * @param percent over 0, at most 100
     * @return zero if there were no requests
     */
    Duration percentile(double percent) {
        if (sorted.length == 0) {
            return Duration.ZERO;
        }
        int rank = (int) Math.ceil(percent / 100 * sorted.length);
        return Duration.ofNanos(sorted[Math.max(rank, 1) - 1]);
    }
}
