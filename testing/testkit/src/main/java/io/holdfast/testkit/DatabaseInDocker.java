package io.holdfast.testkit;

import java.util.Optional;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.mongodb.MongoDBContainer;

/**
 * A MongoDB in a container, for machines that have Docker but no server program. The only class that uses Testcontainers,
 * which is slow to load and to find Docker.
 */
final class DatabaseInDocker {

    private DatabaseInDocker() {}

    /** The URI of this JVM's one container, which Testcontainers removes afterwards; empty if none can be started. */
    static Optional<String> uri() {
        return Shared.URI;
    }

    private static Optional<String> start() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return Optional.empty();
        }
        try {
            @SuppressWarnings("resource") // runs as long as the JVM
            MongoDBContainer container = new MongoDBContainer(ServersInDocker.MONGODB);
            container.start();
            return Optional.of(container.getConnectionString());
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(DatabaseInDocker.class)
                    .warn("Docker answers, but {} does not start in it: {}", ServersInDocker.MONGODB, e.toString());
            return Optional.empty();
        }
    }

    private static final class Shared {
        static final Optional<String> URI = start();
    }
}
