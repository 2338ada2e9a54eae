package io.holdfast.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a service is told by whoever starts it. Where things are cannot be argued with, so it goes on the command line; the
 * rest are defaults that the environment may override ({@code HOLDFAST_ORDERS_HOLD=3s}).
 */
final class Settings {

    private final Replicas replicas;
    private final Databases databases;
    private final String broker;

    Settings(Replicas replicas, Databases databases, String broker) {
        this.replicas = replicas;
        this.databases = databases;
        this.broker = broker;
    }

    List<String> arguments(Replica replica) {
        Service service = replica.service();
        var arguments = new ArrayList<String>();
        arguments.add("--server.address=127.0.0.1");
        arguments.add("--server.port=" + replica.port());
        arguments.add("--holdfast.messaging.servers=" + broker);
        arguments.add("--holdfast.web.jwks-uri=%s/.well-known/jwks.json".formatted(replicas.url(Service.AUTH)));
        databases.uri(service).ifPresent(uri -> arguments.add("--spring.mongodb.uri=" + uri));
        if (service == Service.WEB) {
            for (Service other : List.of(Service.AUTH, Service.EVENTS, Service.ORDERS, Service.PAYMENTS)) {
                arguments.add("--holdfast.webclient.%s-url=%s".formatted(other.shortName(), replicas.url(other)));
            }
        }
        return arguments;
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
                "management.endpoint.health.probes.enabled", "true");
    }
}
