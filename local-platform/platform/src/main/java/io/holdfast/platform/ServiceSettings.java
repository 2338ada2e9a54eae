package io.holdfast.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The settings of each replica. Addresses without secrets are arguments, which override everything; addresses that may have a secret
 * in them are environment variables of a process; the rest are defaults that the environment may override
 * ({@code HOLDFAST_ORDERS_HOLD=3s}).
 */
final class ServiceSettings {

    /** Settings of payments-service by the variables that they come from. */
    private static final Map<String, String> STRIPE_SECRETS = Map.of(
            "holdfast.payments.stripe.apikey", "HOLDFAST_PAYMENTS_STRIPE_APIKEY",
            "holdfast.payments.stripe.webhooksecret", "HOLDFAST_PAYMENTS_STRIPE_WEBHOOKSECRET");

    private final Topology topology;
    private final Replicas replicas;
    private final Databases databases;
    private final Broker broker;
    private final LocalMail mail;

    ServiceSettings(Topology topology, Replicas replicas, Databases databases, Broker broker, LocalMail mail) {
        this.topology = topology;
        this.replicas = replicas;
        this.databases = databases;
        this.broker = broker;
        this.mail = mail;
    }

    List<String> arguments(Replica replica) {
        List<String> arguments = new ArrayList<>();
        arguments.add("--server.address=127.0.0.1");
        arguments.add("--server.port=" + replica.port());
        Service keys = topology.keysOf(replica.service());
        if (keys != null) {
            arguments.add("--holdfast.web.jwks-uri=%s/.well-known/jwks.json".formatted(replicas.url(keys)));
        }
        for (Service other : topology.calls(replica.service())) {
            arguments.add("--%s=%s".formatted(addressOf(other, replica.service()), replicas.url(other)));
        }
        return arguments;
    }

    /** The setting by which a service knows the address of another one that it calls. */
    static String addressOf(Service called, Service caller) {
        String group = switch (caller) {
            case AUTH -> "auth.erasure";
            case ORDERS -> "orders.pictures";
            default -> "webclient";
        };
        return "holdfast.%s.%s-url".formatted(group, called.shortName());
    }

    /** The settings of a service that have a secret in them, or may have one. No other service gets them. */
    Map<String, String> secrets(Service service) {
        Map<String, String> secrets = new TreeMap<>();
        if (topology.hasDatabase(service)) {
            databases.uri(service).ifPresent(uri -> secrets.put("spring.mongodb.uri", uri));
        }
        if (topology.hasBroker(service)) {
            secrets.put("holdfast.messaging.servers", broker.address());
            broker.passwords().apply(service.shortName()).ifPresent(password -> {
                secrets.put("holdfast.messaging.user", service.shortName());
                secrets.put("holdfast.messaging.password", password);
            });
        }
        if (service == Service.PAYMENTS) {
            STRIPE_SECRETS.forEach((name, variable) ->
                    Optional.ofNullable(System.getenv(variable)).ifPresent(secret -> secrets.put(name, secret)));
        }
        if (topology.sendsMails(service)) {
            secrets.putAll(mail.settings());
        }
        return secrets;
    }

    /** {@link #secrets} as environment variables. */
    Map<String, String> environment(Service service) {
        Map<String, String> environment = new TreeMap<>();
        secrets(service)
                .forEach((name, value) ->
                        environment.put(name.toUpperCase(Locale.ROOT).replace('.', '_'), value));
        return environment;
    }

    /** Whether a variable of our own environment has a secret in it that services must not inherit. */
    static boolean isSecret(String variable) {
        return STRIPE_SECRETS.containsValue(variable)
                || variable.matches("HOLDFAST_NATS_\\w+_PASSWORD|HOLDFAST_(\\w+_)?MONGODB_URI|HOLDFAST_MAIL_SMTP");
    }

    static Map<String, Object> defaults() {
        return Map.of(
                "spring.main.banner-mode", "off",
                "spring.main.log-startup-info", "false",
                "spring.jmx.enabled", "false",
                // All modules are on one class path here, so services without pages have Thymeleaf, too.
                "spring.thymeleaf.check-template-location", "false",
                // Nor have they assets; web-client sets more of this.
                "spring.web.resources.chain.enabled", "false",
                // The gateway reuses its connections; Tomcat would close each after a hundred requests.
                "server.tomcat.max-keep-alive-requests", "-1",
                "management.endpoint.health.probes.enabled", "true",
                // Everyone comes from this machine, so there is no limit per address.
                "holdfast.auth.sign-ups.per-address", "0",
                "holdfast.auth.sign-ups.taken", "1000000");
    }
}
