package io.holdfast.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a service is told by whoever starts it. Where things are cannot be argued with, so it goes on the command line, or, where it
 * may have a secret in it, into the environment of a process; the rest are defaults that the environment may override
 * ({@code HOLDFAST_ORDERS_HOLD=3s}).
 */
final class Settings {

    private final Replicas replicas;
    private final Databases databases;
    private final Broker broker;

    Settings(Replicas replicas, Databases databases, Broker broker) {
        this.replicas = replicas;
        this.databases = databases;
        this.broker = broker;
    }

    List<String> arguments(Replica replica) {
        Service service = replica.service();
        var arguments = new ArrayList<String>();
        arguments.add("--server.address=127.0.0.1");
        arguments.add("--server.port=" + replica.port());
        arguments.add("--holdfast.web.jwks-uri=%s/.well-known/jwks.json".formatted(replicas.url(Service.AUTH)));
        if (service == Service.WEB) {
            for (Service other : List.of(Service.AUTH, Service.EVENTS, Service.ORDERS, Service.PAYMENTS)) {
                arguments.add("--holdfast.webclient.%s-url=%s".formatted(other.shortName(), replicas.url(other)));
            }
        }
        return arguments;
    }

    /** Settings with a secret in them, or maybe: a service's own and nobody else's. */
    Map<String, String> secrets(Service service) {
        Map<String, String> secrets = new TreeMap<>();
        if (service.hasDatabase()) {
            databases.uri(service).ifPresent(uri -> secrets.put("spring.mongodb.uri", uri));
            secrets.put("holdfast.messaging.servers", broker.address());
            broker.passwords().apply(service.shortName()).ifPresent(password -> {
                secrets.put("holdfast.messaging.user", service.shortName());
                secrets.put("holdfast.messaging.password", password);
            });
        }
        return secrets;
    }

    /** The same as environment variables. */
    Map<String, String> environment(Service service) {
        Map<String, String> environment = new TreeMap<>();
        secrets(service)
                .forEach((name, value) ->
                        environment.put(name.toUpperCase(Locale.ROOT).replace('.', '_'), value));
        return environment;
    }

    /** Whether a variable of our environment is for us, or for one of the services, and none of the others' business. */
    static boolean isSecret(String variable) {
        return variable.matches("HOLDFAST_NATS_\\w+_PASSWORD|HOLDFAST_(\\w+_)?MONGODB_URI");
    }

    static Map<String, Object> defaults() {
        return Map.of(
                "spring.main.banner-mode", "off",
                "spring.main.log-startup-info", "false",
                "spring.jmx.enabled", "false",
                // All modules lie on one class path here, so the ones without pages have Thymeleaf, too.
                "spring.thymeleaf.check-template-location", "false",
                // The gateway reuses its connections; Tomcat would close each after a hundred requests.
                "server.tomcat.max-keep-alive-requests", "-1",
                "management.endpoint.health.probes.enabled", "true",
                // Everybody comes from this machine: what one address may do, all of them together may.
                "holdfast.auth.sign-ups.per-address", "0");
    }
}
