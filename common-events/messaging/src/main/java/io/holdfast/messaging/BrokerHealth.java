package io.holdfast.messaging;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up while the broker is connected. */
final class BrokerHealth implements HealthIndicator {
    private final Broker broker;

    BrokerHealth(Broker broker) {
        this.broker = broker;
    }

    @Override
    public Health health() {
        return broker.isConnected()
                ? Health.up().build()
                : Health.down()
                        .withDetail("reason", broker.isRefused() ? "the broker does not let us in" : "not connected")
                        .build();
    }
}
