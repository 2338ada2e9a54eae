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

/** The databases of the services, each connected to once. */
final class Databases implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 10;

    private final Map<String, MongoClient> clients = new HashMap<>();
    private final Map<String, MongoDatabase> databases = new HashMap<>();

    /** @param uris by the short name of the service */
    static Databases at(Map<String, String> uris) {
        var opened = new Databases();
        try {
            uris.forEach(opened::open);
            return opened;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private void open(String service, String uri) {
        try {
            var where = new ConnectionString(uri);
            String name = where.getDatabase();
            if (name == null) {
                throw new CannotLook("The connection string of %s names no database".formatted(service));
            }
            String server = uri.replaceFirst("/" + name + "(\\?|$)", "/$1");
            MongoClient client = clients.computeIfAbsent(server, at -> connect(where));
            MongoDatabase database = client.getDatabase(name);
            database.runCommand(new Document("ping", 1));
            databases.put(service, database);
        } catch (MongoException | IllegalArgumentException e) {
            throw new CannotLook("The database of %s does not answer: %s".formatted(service, e.getMessage()), e);
        }
    }

    private static MongoClient connect(ConnectionString where) {
        return MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(where)
                .applicationName("check")
                .retryReads(true)
                .retryWrites(false)
                .applyToClusterSettings(settings -> settings.serverSelectionTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .build());
    }

    Optional<MongoDatabase> find(String service) {
        return Optional.ofNullable(databases.get(service));
    }

    @Override
    public void close() {
        clients.values().forEach(MongoClient::close);
    }
}
