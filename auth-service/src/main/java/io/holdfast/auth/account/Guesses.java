package io.holdfast.auth.account;

import io.holdfast.auth.AuthProperties;
import io.holdfast.web.ProblemException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Stops guessing: counts failures by address and e-mail together, and by address alone. Never by e-mail alone, so nobody
 * can lock others out of their account by failing in their name from elsewhere. Each replica counts for itself.
 */
@Component
class Guesses {

    private record Key(String address, String email) {}

    private record Count(int failures, Instant until) {}

    private final Map<Key, Count> counts = new LinkedHashMap<>();
    private final AuthProperties.Failures limits;
    private final Clock clock;

    Guesses(AuthProperties properties, Clock clock) {
        this.limits = properties.failures();
        this.clock = clock;
    }

    /** @throws ProblemException 429 when there were too many failures already */
    synchronized void check(String address, EmailAddress email) {
        String network = network(address);
        check(new Key(network, email.value()), limits.perAccount());
        check(new Key(network, ""), limits.perAddress());
    }

    synchronized void failed(String address, EmailAddress email) {
        String network = network(address);
        count(new Key(network, email.value()));
        count(new Key(network, ""));
    }

    /** The right password: earlier failures on this account were slips of its owner. */
    synchronized void succeeded(String address, EmailAddress email) {
        counts.remove(new Key(network(address), email.value()));
    }

    private void check(Key key, int limit) {
        Count count = counts.get(key);
        Instant now = clock.instant();
        if (count != null && count.failures() >= limit && now.isBefore(count.until())) {
            throw ProblemException.of(
                            HttpStatus.TOO_MANY_REQUESTS,
                            "rate-limited",
                            "Too many attempts failed. Wait before you try again.")
                    .withRetryAfter(Duration.between(now, count.until()));
        }
    }

    private void count(Key key) {
        Instant now = clock.instant();
        Count count = counts.get(key);
        if (count != null && now.isBefore(count.until())) {
            counts.put(key, new Count(count.failures() + 1, count.until()));
            return;
        }
        // Taken out first, so that the map stays in the order in which windows end.
        counts.remove(key);
        counts.put(key, new Count(1, now.plus(limits.window())));
        forget(now);
    }

    private void forget(Instant now) {
        Iterator<Count> oldest = counts.values().iterator();
        while (oldest.hasNext()) {
            Count count = oldest.next();
            if (counts.size() <= limits.remembered() && now.isBefore(count.until())) {
                return;
            }
            oldest.remove();
        }
    }

    int size() {
        return counts.size();
    }

    /** Whoever has one IPv6 address has at least the 64 bits below it. */
    static String network(String address) {
        try {
            if (InetAddress.ofLiteral(address) instanceof Inet6Address v6) {
                return HexFormat.of().formatHex(Arrays.copyOf(v6.getAddress(), 8));
            }
        } catch (IllegalArgumentException e) {
            // Not a literal: as good a name as any.
        }
        return address;
    }
}
