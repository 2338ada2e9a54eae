package io.holdfast.auth.session;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.messaging.OutboxRelays;
import io.holdfast.runtime.BackgroundLoop;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The messages, the index and the background work of sessions. */
@Configuration(proxyBeanMethods = false)
class SessionConfiguration {

    @Bean
    OutboxRelay sessionsOutbox(OutboxRelays relays) {
        return relays.forCollection(Session.COLLECTION);
    }

    @Bean
    CollectionIndexes sessionIndexes() {
        return CollectionIndexes.of(
                Session.COLLECTION, new IndexModel(Indexes.ascending("userId"), new IndexOptions().name("user")));
    }

    @Bean
    BackgroundLoop expiredSessions(Sessions sessions) {
        return BackgroundLoop.every(Duration.ofHours(6), "expired-sessions").runInParts(sessions::deleteExpired);
    }
}
