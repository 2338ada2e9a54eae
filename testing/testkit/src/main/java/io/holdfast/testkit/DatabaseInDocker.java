package io.holdfast.testkit;

import java.util.Optional;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.mongodb.MongoDBContainer;

/**
 * A MongoDB in a container, for machines that have Docker but no server program. The only class that knows Testcontainers, so
 * that nobody else waits for it to be loaded and to look for Docker.
 */
final class DatabaseInDocker {

    private DatabaseInDocker() {}

    /** Of the one container of this JVM, which Testcontainers removes afterwards; empty if there can be none. */
    static Optional<String> uri() {
        return Shared.URI;
    }

    private static Optional<String> start() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return Optional.empty();
        }
        try {
            @SuppressWarnings("resource") // as long as the JVM
            var container = new MongoDBContainer(ServersInDocker.MONGODB);
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
