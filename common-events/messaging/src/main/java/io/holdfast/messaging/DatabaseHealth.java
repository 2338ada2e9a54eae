package io.holdfast.messaging;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * Looks into the service's own database. {@code ping} is answered to those who may read nothing, too, and {@code hello}, which Boot's own
 * indicator asks, is not known to every server.
 */
final class DatabaseHealth extends AbstractHealthIndicator {
    /** There is no such collection, so that looking costs nothing. */
    private static final String NOWHERE = "readiness";

    private final MongoDatabaseFactory database;

    DatabaseHealth(MongoDatabaseFactory database) {
        super("The database does not answer");
        this.database = database;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        look(database);
        builder.up();
    }

    /** @throws com.mongodb.MongoException if it does not answer, or does not let us read */
    static void look(MongoDatabaseFactory database) {
        database.getMongoDatabase().getCollection(NOWHERE).find().limit(1).first();
    }
}
