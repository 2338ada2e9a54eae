package io.holdfast.messaging;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoClientException;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.WriteError;
import java.util.Set;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;

/** Tells errors of a database that cannot answer now from errors of a wrong request. */
public final class DatabaseErrors {
    /**
     * The codes of errors of a request that will never succeed, however often it is repeated: BadValue, FailedToParse, TypeMismatch,
     * InvalidLength, InvalidBSON, PathNotViable, ConflictingUpdateOperators, DollarPrefixedFieldName, EmptyFieldName, CommandNotFound,
     * ImmutableField, InvalidNamespace, DocumentValidationFailure, BSONObjectTooLarge (twice), DuplicateKey (three times), and an unknown field.
     */
    private static final Set<Integer> WRONG_REQUESTS =
            Set.of(2, 9, 14, 16, 22, 28, 40, 52, 56, 59, 66, 73, 121, 10334, 17419, 11000, 11001, 12582, 40415);

    /**
     * WriteConflict, and the SQL states 40P01 (deadlock detected) and 40001 (serialization failure) in the form in which DocumentDB
     * reports those of the database beneath it.
     */
    private static final Set<Integer> CONFLICTS = Set.of(112, 16_908_292, 16_777_220);

    private DatabaseErrors() {}

    /**
     * Whether the same request may succeed later. {@code failure} is what a driver or Spring has thrown, or an exception with such a
     * cause. A server that starts up, loses its storage, hands over to another or is overloaded has many error codes for it, so every
     * error counts as transient that is not known to be the request's own fault.
     */
    public static boolean isTransient(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (isTransientItself(cause)) {
                return true;
            }
        }
        return false;
    }

    /** Whether what was not written of a bulk met other writes, and nothing else went wrong: it can be written again at once. */
    static boolean isConflict(MongoBulkWriteException failure) {
        return failure.getWriteConcernError() == null
                && !failure.getWriteErrors().isEmpty()
                && failure.getWriteErrors().stream().allMatch(DatabaseErrors::isConflict);
    }

    /** Whether a single write met another one that the database let go first, and so was not made. */
    public static boolean isConflict(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MongoWriteException write) {
                return isConflict(write.getError());
            }
        }
        return false;
    }

    /** Whether a write met another one that the database let go first, and so was not made. */
    public static boolean isConflict(WriteError error) {
        return CONFLICTS.contains(error.getCode());
    }

    private static boolean isTransientItself(Throwable cause) {
        return switch (cause) {
            case MongoBulkWriteException e ->
                e.getWriteErrors().stream().map(WriteError::getCode).noneMatch(WRONG_REQUESTS::contains);
            case MongoClientException _ -> true;
            case MongoException e -> !WRONG_REQUESTS.contains(e.getCode());
            case DataAccessResourceFailureException _, TransientDataAccessException _ -> true;
            default -> false;
        };
    }
}
