package io.holdfast.messaging;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoClientException;
import com.mongodb.MongoException;
import com.mongodb.WriteError;
import java.util.Set;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;

/** Tells a database that cannot answer now from one that was asked something wrong. */
public final class DatabaseTrouble {
    /**
     * What a server says of a request that will never succeed, however often it is repeated: BadValue, FailedToParse, TypeMismatch,
     * InvalidLength, InvalidBSON, PathNotViable, ConflictingUpdateOperators, DollarPrefixedFieldName, EmptyFieldName, CommandNotFound,
     * ImmutableField, InvalidNamespace, DocumentValidationFailure, BSONObjectTooLarge (twice), DuplicateKey (three times), and an unknown field.
     */
    private static final Set<Integer> WRONG_REQUESTS =
            Set.of(2, 9, 14, 16, 22, 28, 40, 52, 56, 59, 66, 73, 121, 10334, 17419, 11000, 11001, 12582, 40415);

    private DatabaseTrouble() {}

    /**
     * Whether the same request may succeed later, for anything that a driver or Spring says of it, or wraps it in. A server that starts
     * up, loses its storage, hands over to another or is overloaded has many words for it, so that everything passes which is not known
     * to be the request's own fault.
     */
    public static boolean passes(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (saysThatItPasses(cause)) {
                return true;
            }
        }
        return false;
    }

    private static boolean saysThatItPasses(Throwable cause) {
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
