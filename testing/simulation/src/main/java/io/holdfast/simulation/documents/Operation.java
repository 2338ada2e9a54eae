package io.holdfast.simulation.documents;

import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.jspecify.annotations.Nullable;

/**
 * An operation that a client sent. It is independent of the client: it can be performed later and in another thread, once. Operations
 * whose steps alternate interleave as on a server, where only the change of one document is atomic.
 */
public final class Operation {

    private static final Set<String> WRITES =
            Set.of("insert", "update", "delete", "findAndModify", "createIndexes", "dropIndexes", "drop");

    private final SimulatedDatabase server;
    private final String client;
    private final String database;
    private final BsonDocument request;
    private final boolean majorityRead;
    private @Nullable Command command;
    private long term;
    private @Nullable BsonDocument reply;

    Operation(SimulatedDatabase server, String client, String database, BsonDocument request, boolean majorityRead) {
        this.server = server;
        this.client = client;
        this.database = database;
        this.request = request;
        this.majorityRead = majorityRead;
    }

    /** The name of the client that sent it. */
    public String client() {
        return client;
    }

    public String database() {
        return database;
    }

    /** The name of the command, such as {@code update}; see MongoDB's database commands. */
    public String name() {
        return request.getFirstKey();
    }

    /** The collection that it is about; empty if it is about none. */
    public String collection() {
        String field = name().equals("getMore") ? "collection" : name();
        return request.isString(field) ? request.getString(field).getValue() : "";
    }

    /** The whole command, with its statements. */
    public BsonDocument request() {
        return request;
    }

    /** Whether it may change something. */
    public boolean isWrite() {
        return WRITES.contains(name());
    }

    /**
     * Performs the next step: the change of one document at most, or all of a read.
     *
     * @return false if nothing was left to be done
     */
    public boolean step() {
        if (reply != null) {
            return false;
        }
        synchronized (server) {
            try {
                if (command == null) {
                    command = server.command(database, request, majorityRead);
                    term = server.term();
                }
                if (term != server.term()) {
                    throw ServerError.interrupted();
                }
                if (command.step()) {
                    return true;
                }
                reply = command.reply().append("ok", new BsonDouble(1));
                server.addReplication(request, reply);
            } catch (ServerError e) {
                reply = e.toReply();
            }
        }
        return false;
    }

    /** Performs all that is left. */
    public void perform() {
        while (step()) {
            // Until nothing is left.
        }
    }

    /** What the server answers: performs the operation, if it was not. */
    public BsonDocument reply() {
        perform();
        BsonDocument answer = reply;
        if (answer == null) {
            throw new IllegalStateException("Not performed: " + this);
        }
        return answer;
    }

    /** The command as JSON. */
    @Override
    public String toString() {
        return client + ": " + request.toJson();
    }
}
