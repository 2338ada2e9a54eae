package io.holdfast.check;

import io.holdfast.local.DatabaseUris;
import java.io.BufferedReader;
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
 * Where the databases and the broker of a system can be reached.
 *
 * @param databases connection strings by the short name of the service ({@code orders}); what is missing is not looked at
 * @param broker null when the streams are not to be looked at
 * @param running whether its services run, so that what is read may be about to change
 * @param authorities a PEM file with the authorities that certify servers reached by TLS; null for those that Java trusts
 */
public record SystemAddresses(
        Map<String, String> databases,
        @Nullable String broker,
        boolean running,
        @Nullable Path authorities) {

    /** Names the file of {@link #authorities}. */
    static final String AUTHORITIES = "HOLDFAST_TLS_AUTHORITIES";

    /** The services that have a database. */
    public static final List<String> SERVICES = List.of("auth", "events", "orders", "payments", "expiration");

    public SystemAddresses {
        databases = Map.copyOf(databases);
    }

    /** With the authorities that Java trusts. */
    public SystemAddresses(Map<String, String> databases, @Nullable String broker, boolean running) {
        this(databases, broker, running, null);
    }

    /**
     * The system that runs with its data in this directory, if one does.
     *
     * @param environment names the servers that it uses and has not started itself, as for {@code ./holdfast run}
     * @throws CommandFailed when the environment does not name one that it uses
     */
    public static Optional<SystemAddresses> runningIn(Path directory, Map<String, String> environment) {
        Properties running = properties(directory);
        if (!running.containsKey("broker") || !isAlive(running.getProperty("pid"))) {
            return Optional.empty();
        }
        Map<String, String> databases = named(environment);
        for (String service : SERVICES) {
            Optional.ofNullable(running.getProperty(service + "-service.database"))
                    .ifPresent(uri -> databases.put(service, uri));
            if (!databases.containsKey(service)) {
                throw new CommandFailed(
                        "Holdfast runs with its data in %s, but %s keeps its own on a server of yours. Name it as for ./holdfast run: HOLDFAST_MONGODB_URI"
                                .formatted(directory, service));
            }
        }
        return Optional.of(
                new SystemAddresses(databases, running.getProperty("broker"), true, authorities(environment)));
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
        Properties properties = new Properties();
        try (BufferedReader reader = Files.newBufferedReader(directory.resolve("running.properties"))) {
            properties.load(reader);
        } catch (IOException e) {
            // No system runs there.
        }
        return properties;
    }

    /** The file of a run that was killed stays behind. */
    private static boolean isAlive(@Nullable String pid) {
        return pid != null
                && ProcessHandle.of(Long.parseLong(pid))
                        .filter(ProcessHandle::isAlive)
                        .isPresent();
    }
}
