package io.holdfast.platform;

import io.holdfast.local.DatabaseKind;
import io.holdfast.local.DatabaseServer;
import io.holdfast.local.DatabaseUris;
import io.holdfast.local.EmbeddedDatabase;
import io.holdfast.local.MongodServer;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A database per service, in this order: a URI from the environment, a server that is started here, the embedded one.
 *
 * <p>A server that is started here has one database per service: five servers would take five times the memory and start-up time and,
 * without access control, separate nothing more. With the embedded database each service has an engine and a file of its own.
 */
final class Databases {

    private final Map<Service, String> uris;
    private final String description;
    private final Optional<MongodServer> ours;

    private Databases(Map<Service, String> uris, String description, Optional<MongodServer> ours) {
        this.uris = uris;
        this.description = description;
        this.ours = ours;
    }

    /** The name of the data directory: each kind of database has its own files. */
    static String nameOfKind(Map<String, String> environment) {
        return DatabaseUris.base(environment).isPresent()
                ? "external"
                : DatabaseKind.best(environment).name();
    }

    /** @param services that need a database */
    static Databases start(Map<String, String> environment, Path directory, Set<Service> services) {
        Map<Service, String> uris = new EnumMap<>(Service.class);
        for (Service service : services) {
            DatabaseUris.of(environment, service.shortName()).ifPresent(uri -> uris.put(service, uri));
        }
        String description =
                DatabaseUris.base(environment).map(Databases::withoutSecrets).orElse("yours");
        if (!uris.keySet().containsAll(services)) {
            return switch (DatabaseKind.best(environment)) {
                case DatabaseKind.Embedded _ -> startEmbedded(services, uris, directory);
                case DatabaseKind.Program program -> startServer(program, services, uris, directory);
            };
        }
        return new Databases(uris, description, Optional.empty());
    }

    private static Databases startEmbedded(Set<Service> services, Map<Service, String> uris, Path directory) {
        for (Service service : services) {
            if (!uris.containsKey(service)) {
                DatabaseServer server = EmbeddedDatabase.start(directory.resolve(service.shortName()), 0);
                uris.put(service, server.uri(service.shortName()));
            }
        }
        String description =
                "embedded, a stand-in for MongoDB: it survives a crash of Holdfast, but not a power failure, "
                        + "and it is slow with a lot of data. Better: mongod on PATH, or HOLDFAST_MONGODB_URI";
        return new Databases(uris, description, Optional.empty());
    }

    private static Databases startServer(
            DatabaseKind.Program program, Set<Service> services, Map<Service, String> uris, Path directory) {
        MongodServer server = program.start(directory.resolve("server"), 0);
        for (Service service : services) {
            uris.putIfAbsent(service, server.uri(service.shortName()));
        }
        String description = "%s on port %d, started for you (every acknowledged write is on disk)"
                .formatted(program.name(), server.port());
        return new Databases(uris, description, Optional.of(server));
    }

    private static String withoutSecrets(String uri) {
        String shown = uri.replaceFirst("//[^@/]*@", "//…@");
        int question = shown.indexOf('?');
        return "yours, " + (question < 0 ? shown : shown.substring(0, question));
    }

    Optional<String> uri(Service service) {
        return Optional.ofNullable(uris.get(service));
    }

    /** The server, if one was started here. */
    Optional<MongodServer> ours() {
        return ours;
    }

    String description() {
        return description;
    }
}
