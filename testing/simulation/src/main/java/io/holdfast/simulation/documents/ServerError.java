package io.holdfast.simulation.documents;

import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** An error that a MongoDB server answers with. */
final class ServerError extends RuntimeException {

    static final int DUPLICATE_KEY = 11000;

    private final int code;
    private final String codeName;
    private final @Nullable BsonDocument key;

    private ServerError(int code, String codeName, String message, @Nullable BsonDocument key) {
        super(message, null, false, false);
        this.code = code;
        this.codeName = codeName;
        this.key = key;
    }

    static ServerError badValue(String message) {
        return new ServerError(2, "BadValue", message, null);
    }

    static ServerError failedToParse(String message) {
        return new ServerError(9, "FailedToParse", message, null);
    }

    static ServerError typeMismatch(String message) {
        return new ServerError(14, "TypeMismatch", message, null);
    }

    static ServerError pathNotViable(String field, BsonValue element) {
        return new ServerError(28, "PathNotViable", "Cannot create field '" + field + "' in element " + element, null);
    }

    static ServerError conflictingOperators(String path) {
        return new ServerError(
                40,
                "ConflictingUpdateOperators",
                "Updating the path '" + path + "' would create a conflict at '" + path + "'",
                null);
    }

    static ServerError cursorNotFound(long id) {
        return new ServerError(43, "CursorNotFound", "cursor id " + id + " not found", null);
    }

    static ServerError dollarPrefixed(String field) {
        return new ServerError(
                52,
                "DollarPrefixedFieldName",
                "The dollar ($) prefixed field '" + field + "' is not allowed in the context of an update",
                null);
    }

    static ServerError emptyFieldName(String path) {
        return new ServerError(
                56, "EmptyFieldName", "The update path '" + path + "' contains an empty field name", null);
    }

    static ServerError immutableField(String path) {
        return new ServerError(
                66,
                "ImmutableField",
                "Performing an update on the path '" + path + "' would modify the immutable field '_id'",
                null);
    }

    static ServerError parallelArrays() {
        return new ServerError(171, "CannotIndexParallelArrays", "cannot index parallel arrays", null);
    }

    static ServerError indexOptionsConflict(String name) {
        return new ServerError(85, "IndexOptionsConflict", "There is another index " + name, null);
    }

    static ServerError duplicateKey(String namespace, String index, BsonDocument pattern, BsonDocument value) {
        String message = "E11000 duplicate key error collection: %s index: %s dup key: %s"
                .formatted(namespace, index, value.toJson());
        return new ServerError(
                DUPLICATE_KEY,
                "DuplicateKey",
                message,
                new BsonDocument("keyPattern", pattern).append("keyValue", value));
    }

    /** The primary stepped down: what it has done of the operation may be rolled back. */
    static ServerError interrupted() {
        return new ServerError(11602, "InterruptedDueToReplStateChange", "operation was interrupted", null);
    }

    int code() {
        return code;
    }

    /** As the answer to a command. */
    BsonDocument toReply() {
        BsonDocument reply = new BsonDocument("ok", new BsonDouble(0))
                .append("errmsg", new BsonString(String.valueOf(getMessage())))
                .append("code", new BsonInt32(code))
                .append("codeName", new BsonString(codeName));
        if (key != null) {
            reply.putAll(key);
        }
        return reply;
    }

    /** As one of the {@code writeErrors} of a command. */
    BsonDocument toWriteError(int index) {
        BsonDocument error = new BsonDocument("index", new BsonInt32(index))
                .append("code", new BsonInt32(code))
                .append("errmsg", new BsonString(String.valueOf(getMessage())));
        if (key != null) {
            error.putAll(key);
        }
        return error;
    }
}
