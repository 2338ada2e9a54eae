package io.holdfast.messaging;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * Up while the service can read its database. {@code ping} is answered even to users who may read nothing, and {@code hello}, which
 * Boot's own indicator sends, is not known to every server.
 */
final class DatabaseHealth extends AbstractHealthIndicator {
    /** A collection that does not exist, so that reading it costs nothing. */
    private static final String EMPTY = "readiness";

    private final MongoDatabaseFactory database;

    DatabaseHealth(MongoDatabaseFactory database) {
        super("The database does not answer");
        this.database = database;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        read(database);
        builder.up();
    }

    /** @throws com.mongodb.MongoException if it does not answer, or does not allow us to read */
    static void read(MongoDatabaseFactory database) {
        database.getMongoDatabase().getCollection(EMPTY).find().limit(1).first();
    }
}
