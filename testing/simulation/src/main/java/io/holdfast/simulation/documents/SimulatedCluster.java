package io.holdfast.simulation.documents;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoDriverInformation;
import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadConcernLevel;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoClient;
import com.mongodb.client.internal.MongoClientImpl;
import com.mongodb.connection.ClusterConnectionMode;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ClusterId;
import com.mongodb.connection.ClusterSettings;
import com.mongodb.connection.ClusterType;
import com.mongodb.connection.ConnectionDescription;
import com.mongodb.connection.ConnectionId;
import com.mongodb.connection.ServerConnectionState;
import com.mongodb.connection.ServerDescription;
import com.mongodb.connection.ServerId;
import com.mongodb.connection.ServerType;
import com.mongodb.event.ServerDescriptionChangedEvent;
import com.mongodb.internal.TimeoutContext;
import com.mongodb.internal.async.SingleResultCallback;
import com.mongodb.internal.binding.AbstractReferenceCounted;
import com.mongodb.internal.connection.AsyncConnection;
import com.mongodb.internal.connection.ClientMetadata;
import com.mongodb.internal.connection.Cluster;
import com.mongodb.internal.connection.ClusterClock;
import com.mongodb.internal.connection.Connection;
import com.mongodb.internal.connection.MessageSequences;
import com.mongodb.internal.connection.OperationContext;
import com.mongodb.internal.connection.ProtocolHelper;
import com.mongodb.internal.connection.Server;
import com.mongodb.internal.connection.ServerTuple;
import com.mongodb.internal.connection.SplittablePayload;
import com.mongodb.internal.time.Timeout;
import com.mongodb.selector.ServerSelector;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonDocumentReader;
import org.bson.FieldNameValidator;
import org.bson.codecs.Decoder;
import org.bson.codecs.DecoderContext;
import org.jspecify.annotations.Nullable;

/**
 * The driver's own code down to the connection, which leads to a {@link SimulatedDatabase}. There are no threads and no sockets: an
 * operation is carried out in the thread that calls the driver. These interfaces of the driver are not part of its public API, so that a
 * new version of it may need changes here, and nowhere else.
 */
final class SimulatedCluster implements Cluster, Server {

    /** That of MongoDB 7. */
    static final int WIRE_VERSION = 21;

    private static final MongoDriverInformation DRIVER =
            MongoDriverInformation.builder().build();
    private static final ClientMetadata METADATA = new ClientMetadata("simulation", DRIVER);

    private final SimulatedDatabase database;
    private final String client;
    private final Effects effects;
    private final ClusterSettings settings = ClusterSettings.builder()
            .hosts(List.of(Failures.ADDRESS))
            .mode(ClusterConnectionMode.SINGLE)
            .build();
    private final ClusterId id = new ClusterId();
    private final ClusterClock clock = new ClusterClock();
    private final ServerDescription server = ServerDescription.builder()
            .address(Failures.ADDRESS)
            .type(ServerType.STANDALONE)
            .state(ServerConnectionState.CONNECTED)
            .ok(true)
            .minWireVersion(0)
            .maxWireVersion(WIRE_VERSION)
            .build();
    private final ConnectionDescription connection = new ConnectionDescription(
            new ConnectionId(new ServerId(id, Failures.ADDRESS)),
            WIRE_VERSION,
            ServerType.STANDALONE,
            ConnectionDescription.getDefaultMaxWriteBatchSize(),
            ServerDescription.getDefaultMaxDocumentSize(),
            ConnectionDescription.getDefaultMaxMessageSize(),
            List.of());
    private final ServerTuple tuple = new ServerTuple(this, server);
    private boolean closed;

    private SimulatedCluster(SimulatedDatabase database, String client, Effects effects) {
        this.database = database;
        this.client = client;
        this.effects = effects;
    }

    static MongoClient client(SimulatedDatabase database, String name, Effects effects, MongoClientSettings settings) {
        return new MongoClientImpl(new SimulatedCluster(database, name, effects), settings, DRIVER, null);
    }

    @Override
    public ClusterSettings getSettings() {
        return settings;
    }

    @Override
    public ClusterId getClusterId() {
        return id;
    }

    @Override
    public ServersSnapshot getServersSnapshot(Timeout timeout, TimeoutContext context) {
        return address -> this;
    }

    @Override
    public ClusterDescription getCurrentDescription() {
        return new ClusterDescription(ClusterConnectionMode.SINGLE, ClusterType.STANDALONE, List.of(server));
    }

    @Override
    public ClusterClock getClock() {
        return clock;
    }

    @Override
    public ClientMetadata getClientMetadata() {
        return METADATA;
    }

    @Override
    public ServerTuple selectServer(ServerSelector selector, OperationContext context) {
        return tuple;
    }

    @Override
    public void selectServerAsync(
            ServerSelector selector, OperationContext context, SingleResultCallback<ServerTuple> callback) {
        throw new UnsupportedOperationException("Asynchronous operations");
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void withLock(Runnable action) {
        action.run();
    }

    @Override
    public void onChange(ServerDescriptionChangedEvent event) {
        // The server stays what it is.
    }

    @Override
    public Connection getConnection(OperationContext context) {
        return new SimulatedConnection();
    }

    @Override
    public void getConnectionAsync(OperationContext context, SingleResultCallback<AsyncConnection> callback) {
        throw new UnsupportedOperationException("Asynchronous operations");
    }

    @Override
    public int operationCount() {
        return 0;
    }

    private final class SimulatedConnection extends AbstractReferenceCounted implements Connection {

        @Override
        public Connection retain() {
            super.retain();
            return this;
        }

        @Override
        public ConnectionDescription getDescription() {
            return connection;
        }

        @Override
        public <T> @Nullable T command(
                String name,
                BsonDocument command,
                FieldNameValidator validator,
                @Nullable ReadPreference preference,
                Decoder<T> decoder,
                OperationContext context) {
            return answer(name, Bson.copy(command), decoder, context);
        }

        @Override
        public <T> @Nullable T command(
                String name,
                BsonDocument command,
                FieldNameValidator validator,
                @Nullable ReadPreference preference,
                Decoder<T> decoder,
                OperationContext context,
                boolean answered,
                MessageSequences sequences) {
            BsonDocument whole = Bson.copy(command);
            if (sequences instanceof SplittablePayload payload) {
                BsonArray statements = new BsonArray();
                payload.getPayload().forEach(statement -> statements.add(Bson.copy(statement)));
                payload.setPosition(payload.size());
                whole.append(payload.getPayloadName(), statements);
            }
            return answer(name, whole, decoder, context);
        }

        private <T> T answer(String name, BsonDocument command, Decoder<T> decoder, OperationContext context) {
            ReadConcern concern = context.getSessionContext().getReadConcern();
            boolean majority = concern.getLevel() == ReadConcernLevel.MAJORITY
                    || concern.getLevel() == ReadConcernLevel.LINEARIZABLE;
            Operation operation = new Operation(database, client, name, command, majority);
            effects.perform(operation);
            BsonDocument reply = operation.reply();
            if (reply.getNumber("ok").intValue() == 0) {
                throw failure(reply, context);
            }
            return decoder.decode(
                    new BsonDocumentReader(reply), DecoderContext.builder().build());
        }

        private MongoException failure(BsonDocument reply, OperationContext context) {
            MongoException special = ProtocolHelper.createSpecialException(
                    reply, Failures.ADDRESS, "errmsg", context.getTimeoutContext());
            return special == null ? new MongoCommandException(reply, Failures.ADDRESS) : special;
        }

        @Override
        public void markAsPinned(PinningMode mode) {
            throw new UnsupportedOperationException("Transactions");
        }
    }
}
