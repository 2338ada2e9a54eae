package io.holdfast.web;

import io.holdfast.messaging.DatabaseErrors;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A database that cannot answer now is a {@code 503}: the same request may work shortly. */
final class DatabaseProblems implements ProblemTranslator {

    @Override
    public @Nullable ProblemException translate(Throwable exception) {
        return DatabaseErrors.isTransient(exception)
                ? ProblemException.unavailable(
                        "The database cannot be reached right now. Try again shortly.", Duration.ofSeconds(2))
                : null;
    }
}
