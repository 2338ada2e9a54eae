package io.holdfast.platform;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which services there are, and what each of them uses. {@link Holdfast#topology()} has the one that runs. */
final class Topology {

    private final Map<Service, Uses> services = new EnumMap<>(Service.class);

    /** Adds a service, which uses nothing yet; or returns one that was added, to be told what it uses. */
    Uses service(Service service) {
        return services.computeIfAbsent(service, _ -> new Uses());
    }

    /** The services that have a database of their own. */
    Set<Service> withDatabase() {
        return services.keySet().stream()
                .filter(service -> uses(service).database)
                .collect(Collectors.toSet());
    }

    boolean hasDatabase(Service service) {
        return uses(service).database;
    }

    boolean hasBroker(Service service) {
        return uses(service).broker;
    }

    /** Whether it writes to people. */
    boolean sendsMails(Service service) {
        return uses(service).mails;
    }

    /** The service whose keys verify the sessions of callers; null if it verifies none. */
    @Nullable
    Service keysOf(Service service) {
        return uses(service).keysOf;
    }

    /** The services that it calls by HTTP. */
    List<Service> calls(Service service) {
        return uses(service).calls;
    }

    private Uses uses(Service service) {
        Uses uses = services.get(service);
        if (uses == null) {
            throw new IllegalArgumentException("The topology has no " + service.module());
        }
        return uses;
    }

    /** What one service uses. */
    static final class Uses {

        private boolean database;
        private boolean broker;
        private boolean mails;
        private @Nullable Service keysOf;
        private List<Service> calls = List.of();

        /** It has a database of its own. */
        Uses database() {
            database = true;
            return this;
        }

        /** It publishes messages and handles those of others. */
        Uses broker() {
            broker = true;
            return this;
        }

        /** It writes to people by e-mail. */
        Uses mails() {
            mails = true;
            return this;
        }

        /** It verifies the sessions of its callers with the keys of this service. */
        Uses keysOf(Service issuer) {
            keysOf = issuer;
            return this;
        }

        /** It calls these services by HTTP. */
        Uses calls(Service... others) {
            calls = List.of(others);
            return this;
        }
    }
}
