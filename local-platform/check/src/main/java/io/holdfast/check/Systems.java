package io.holdfast.check;

import io.holdfast.local.DatabaseUris;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where a system is.
 *
 * @param databases connection strings by the short name of the service ({@code orders}); what is missing is not looked at
 * @param broker null when the streams are not to be looked at
 * @param running whether services are at work on it, so that what is seen may be about to change
 * @param authorities who certifies the servers that are reached by TLS, in a PEM file; null for whom Java trusts
 */
public record Systems(
        Map<String, String> databases,
        @Nullable String broker,
        boolean running,
        @Nullable Path authorities) {

    /** Names the file of {@link #authorities}. */
    static final String AUTHORITIES = "HOLDFAST_TLS_AUTHORITIES";

    /** The services that have a database. */
    public static final List<String> SERVICES = List.of("auth", "events", "orders", "payments", "expiration");

    public Systems {
        databases = Map.copyOf(databases);
    }

    /** Without authorities of its own. */
    public Systems(Map<String, String> databases, @Nullable String broker, boolean running) {
        this(databases, broker, running, null);
    }

    /**
     * The system that runs with its data in this directory, if one does.
     *
     * @param environment names the servers it uses and has not started itself, as it did for {@code ./holdfast run}
     * @throws CannotLook when it does not
     */
    public static Optional<Systems> runningIn(Path directory, Map<String, String> environment) {
        Properties running = properties(directory);
        if (!running.containsKey("broker") || !isAlive(running.getProperty("pid"))) {
            return Optional.empty();
        }
        Map<String, String> databases = named(environment);
        for (String service : SERVICES) {
            Optional.ofNullable(running.getProperty(service + "-service.database"))
                    .ifPresent(uri -> databases.put(service, uri));
            if (!databases.containsKey(service)) {
                throw new CannotLook(
                        "Holdfast runs with its data in %s, but %s keeps its own on a server of yours. Name it as for ./holdfast run: HOLDFAST_MONGODB_URI"
                                .formatted(directory, service));
            }
        }
        return Optional.of(new Systems(databases, running.getProperty("broker"), true, authorities(environment)));
    }

    /** The databases that an environment names. */
    static Map<String, String> named(Map<String, String> environment) {
        Map<String, String> databases = new HashMap<>();
        for (String service : SERVICES) {
            DatabaseUris.of(environment, service).ifPresent(uri -> databases.put(service, uri));
        }
        return databases;
    }

    static @Nullable Path authorities(Map<String, String> environment) {
        String file = environment.getOrDefault(AUTHORITIES, "").strip();
        return file.isEmpty() ? null : Path.of(file).toAbsolutePath();
    }

    private static Properties properties(Path directory) {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(directory.resolve("running.properties"))) {
            properties.load(reader);
        } catch (IOException e) {
            // Nobody runs there.
        }
        return properties;
    }

    /** One that was killed leaves behind where it was. */
    private static boolean isAlive(@Nullable String pid) {
        return pid != null
                && ProcessHandle.of(Long.parseLong(pid))
                        .filter(ProcessHandle::isAlive)
                        .isPresent();
    }
}
