package io.holdfast.check;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bson.Document;

/** The databases of the services, each server connected to once. */
public final class Databases implements AutoCloseable {

    /** How long to wait for a server for which its connection string sets no {@code serverSelectionTimeoutMS}. */
    private static final int TIMEOUT_SECONDS = 10;

    private final Map<String, MongoClient> clients = new HashMap<>();
    private final Map<String, MongoDatabase> databases = new HashMap<>();

    private final SystemAddresses systems;
    private final String name;

    private Databases(SystemAddresses systems, String name) {
        this.systems = systems;
        this.name = name;
    }

    /** Those that are open already, by the short names of their services; closing changes nothing. */
    static Databases of(Map<String, MongoDatabase> opened) {
        Databases databases = new Databases(new SystemAddresses(Map.of(), null, false), "opened");
        databases.databases.putAll(opened);
        return databases;
    }

    /**
     * Connects.
     *
     * @param name of the connections, for the servers' logs
     * @throws CommandFailed when one of them does not answer
     */
    public static Databases at(SystemAddresses systems, String name) {
        Databases opened = new Databases(systems, name);
        try {
            systems.databases().forEach(opened::open);
            return opened;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private void open(String service, String uri) {
        try {
            ConnectionString where = new ConnectionString(uri);
            String database = where.getDatabase();
            if (database == null) {
                throw new CommandFailed("The connection string of %s names no database".formatted(service));
            }
            String server = uri.replaceFirst("/" + database + "(\\?|$)", "/$1");
            MongoClient client = clients.computeIfAbsent(server, at -> connect(where));
            MongoDatabase opened = client.getDatabase(database);
            opened.runCommand(new Document("ping", 1));
            databases.put(service, opened);
        } catch (MongoException | IllegalArgumentException e) {
            throw new CommandFailed("The database of %s does not answer: %s".formatted(service, e.getMessage()), e);
        }
    }

    private MongoClient connect(ConnectionString where) {
        return MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(where)
                .applicationName(name)
                .retryReads(true)
                .retryWrites(false)
                .applyToSslSettings(tls -> {
                    if (tls.build().isEnabled()) {
                        tls.context(ServerTrust.context(systems.authorities()));
                    }
                })
                .applyToClusterSettings(cluster -> {
                    if (where.getServerSelectionTimeout() == null) {
                        cluster.serverSelectionTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS);
                    }
                })
                .build());
    }

    /** The database of a service, by its short name; empty if it was not named. */
    public Optional<MongoDatabase> find(String service) {
        return Optional.ofNullable(databases.get(service));
    }

    @Override
    public void close() {
        clients.values().forEach(MongoClient::close);
    }
}
