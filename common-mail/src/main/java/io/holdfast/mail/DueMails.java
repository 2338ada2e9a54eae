package io.holdfast.mail;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * Reserves the mails that are due, the longest due first, and looks for many of them at once. What another replica has reserved since is
 * found out by the guard of the reservation; then it is time to look again, since it has reserved the next ones, too. For one thread.
 */
final class DueMails {

    private static final int FOUND_TOGETHER = 50;

    private final MailStore store;
    private final Queue<KeptMail> found = new ArrayDeque<>();

    DueMails(MailStore store) {
        this.store = store;
    }

    /** Reserves the next mail until {@code until}; empty if none is due. */
    Optional<KeptMail> reserveNext(Instant now, Instant until) {
        while (true) {
            if (found.isEmpty()) {
                found.addAll(store.findDue(now, FOUND_TOGETHER));
            }
            KeptMail next = found.poll();
            if (next == null) {
                return Optional.empty();
            }
            Optional<KeptMail> reserved = store.reserve(next, until);
            if (reserved.isPresent()) {
                return reserved;
            }
            found.clear();
        }
    }
}
