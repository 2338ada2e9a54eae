package io.holdfast.platform;

import io.holdfast.local.DatabaseKind;
import io.holdfast.local.DatabaseServer;
import io.holdfast.local.DatabaseUris;
import io.holdfast.local.EmbeddedDatabase;
import io.holdfast.local.MongodServer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * A database per service, in this order: a URI from the environment, a server we start ourselves, the embedded one.
 *
 * <p>A server of ours holds one database per service: five servers would cost five times the memory and start-up and, without
 * access control, separate nothing more. Embedded, each service has an engine and a file of its own.
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

    /** What the data directory is called: files of one kind mean nothing to another. */
    static String nameOfKind(Map<String, String> environment) {
        return DatabaseUris.base(environment).isPresent()
                ? "external"
                : DatabaseKind.best(environment).name();
    }

    static Databases start(Map<String, String> environment, Path directory) {
        var uris = new EnumMap<Service, String>(Service.class);
        for (Service service : Service.values()) {
            if (service.hasDatabase()) {
                DatabaseUris.of(environment, service.shortName()).ifPresent(uri -> uris.put(service, uri));
            }
        }
        String description =
                DatabaseUris.base(environment).map(Databases::withoutSecrets).orElse("yours");
        if (!Arrays.stream(Service.values()).filter(Service::hasDatabase).allMatch(uris::containsKey)) {
            return switch (DatabaseKind.best(environment)) {
                case DatabaseKind.Embedded _ -> startEmbedded(uris, directory);
                case DatabaseKind.Program program -> startServer(program, uris, directory);
            };
        }
        return new Databases(uris, description, Optional.empty());
    }

    private static Databases startEmbedded(Map<Service, String> uris, Path directory) {
        for (Service service : Service.values()) {
            if (service.hasDatabase() && !uris.containsKey(service)) {
                DatabaseServer server = EmbeddedDatabase.start(directory.resolve(service.shortName()), 0);
                uris.put(service, server.uri(service.shortName()));
            }
        }
        String description =
                "embedded, a stand-in for MongoDB: it survives a crash of Holdfast, but not a power failure, "
                        + "and it is slow with a lot of data. Better: mongod on PATH, or HOLDFAST_MONGODB_URI";
        return new Databases(uris, description, Optional.empty());
    }

    private static Databases startServer(DatabaseKind.Program program, Map<Service, String> uris, Path directory) {
        MongodServer server = program.start(directory.resolve("server"), 0);
        for (Service service : Service.values()) {
            if (service.hasDatabase()) {
                uris.putIfAbsent(service, server.uri(service.shortName()));
            }
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

    /** The server, if we started one. */
    Optional<MongodServer> ours() {
        return ours;
    }

    String description() {
        return description;
    }
}
