package io.holdfast.auth.session;

import io.holdfast.messaging.OutboxRelay;
import io.holdfast.messaging.OutboxRelays;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SessionConfiguration {

    @Bean
    OutboxRelay sessionsOutbox(OutboxRelays relays) {
        return relays.forCollection("sessions");
    }
}
