package io.holdfast.auth.account;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What follows a decision that is stored: if it fails now, a background job does it again. */
final class Repeated {

    private static final Logger log = LoggerFactory.getLogger(Repeated.class);

    private Repeated() {}

    /**
     * Tries it now. A failure is neither the request's, which has decided, nor that of others whose turn is next.
     *
     * @param what as in "the last mail to", before the id
     * @throws RuntimeException when it failed because the service stops
     */
    static void tryNow(String what, String id, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            log.warn("Not done now, but later: {} {}: {}", what, id, e.toString());
        }
    }
}
