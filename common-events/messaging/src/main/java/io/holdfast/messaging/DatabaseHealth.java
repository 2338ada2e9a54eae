package io.holdfast.messaging;

import org.bson.Document;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/** Asks with {@code ping}, which every MongoDB-compatible server knows; Boot's own asks {@code hello}. */
final class DatabaseHealth extends AbstractHealthIndicator {
    private final MongoDatabaseFactory database;

    DatabaseHealth(MongoDatabaseFactory database) {
        super("The database does not answer");
        this.database = database;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        database.getMongoDatabase().runCommand(new Document("ping", 1));
        builder.up();
    }
}
