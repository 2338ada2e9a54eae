package io.holdfast.testkit;

import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.DynamicPropertyRegistrar;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.mongodb.MongoDBContainer;

/**
 * The servers that a service needs, in Docker, for its {@code Test…Application}, which can be started and debugged in an editor. The
 * broker is kept and shared by all of them where {@code testcontainers.reuse.enable=true} is in {@code ~/.testcontainers.properties}.
 */
@Configuration(proxyBeanMethods = false)
public class ServersInDocker {

    static final String MONGODB = "mongo:8.0";
    private static final String NATS = "nats:2.12-alpine";
    private static final int NATS_PORT = 4222;

    @Bean
    @ServiceConnection
    MongoDBContainer database() {
        return new MongoDBContainer(MONGODB);
    }

    @Bean
    GenericContainer<?> broker() {
        return new GenericContainer<>(NATS)
                .withCommand("--jetstream")
                .withExposedPorts(NATS_PORT)
                .withReuse(true);
    }

    @Bean
    DynamicPropertyRegistrar brokerAddress(GenericContainer<?> broker) {
        return properties -> properties.add(
                "holdfast.messaging.servers",
                () -> "nats://%s:%d".formatted(broker.getHost(), broker.getMappedPort(NATS_PORT)));
    }
}
