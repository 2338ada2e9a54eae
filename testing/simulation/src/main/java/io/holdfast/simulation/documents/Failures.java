package io.holdfast.simulation.documents;

import com.mongodb.MongoException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSocketReadException;
import com.mongodb.MongoSocketReadTimeoutException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.ServerAddress;
import java.net.SocketTimeoutException;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonString;

/** What the driver meets when a server does not answer as it should. */
public final class Failures {

    static final ServerAddress ADDRESS = new ServerAddress("simulated", 27017);

    private Failures() {}

    /** No answer in time: the operation may have taken effect, or still may. */
    public static MongoException readTimeout() {
        return new MongoSocketReadTimeoutException(
                "Timeout while receiving message", ADDRESS, new SocketTimeoutException("Read timed out"));
    }

    /** The connection ended before the answer: the operation may have taken effect. */
    public static MongoException connectionReset() {
        return new MongoSocketReadException("Prematurely reached end of stream", ADDRESS);
    }

    /** No server could be reached: the operation was never sent. */
    public static MongoException unreachable() {
        return new MongoTimeoutException("Timed out while waiting for a server");
    }

    /** The server is no primary any more: it did not perform the operation. */
    public static MongoException notPrimary() {
        return new MongoNotPrimaryException(
                new BsonDocument("ok", new BsonDouble(0))
                        .append("code", new BsonInt32(10107))
                        .append("codeName", new BsonString("NotWritablePrimary"))
                        .append("errmsg", new BsonString("not primary")),
                ADDRESS);
    }
}
