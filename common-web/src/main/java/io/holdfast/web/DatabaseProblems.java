package io.holdfast.web;

import com.mongodb.MongoClientException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessResourceException;

/** A database that is away is a {@code 503}: the same request may work shortly. */
final class DatabaseProblems implements ProblemTranslator {

    @Override
    public @Nullable ProblemException translate(Throwable exception) {
        return switch (exception) {
            case DataAccessResourceFailureException _,
                    TransientDataAccessResourceException _,
                    QueryTimeoutException _,
                    MongoTimeoutException _,
                    MongoSocketException _,
                    MongoNotPrimaryException _,
                    MongoNodeIsRecoveringException _,
                    MongoExecutionTimeoutException _,
                    MongoInterruptedException _,
                    MongoSecurityException _ -> unavailable();
            // The pool was cleared because the server went away.
            case MongoClientException e
            when e.getClass().getSimpleName().equals("MongoConnectionPoolClearedException") -> unavailable();
            default -> null;
        };
    }

    private static ProblemException unavailable() {
        return ProblemException.unavailable(
                "The database cannot be reached right now. Try again shortly.", Duration.ofSeconds(2));
    }
}
