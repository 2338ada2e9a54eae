package io.holdfast.auth.account;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.runtime.BackgroundLoop;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The indexes and the background work of accounts. */
@Configuration(proxyBeanMethods = false)
class AccountConfiguration {

    @Bean
    CollectionIndexes accountIndexes() {
        return CollectionIndexes.of(
                Account.COLLECTION,
                new IndexModel(
                        Indexes.ascending("email"),
                        new IndexOptions().unique(true).name("email")),
                new IndexModel(Indexes.ascending("change.at"), new IndexOptions().name("open-changes")));
    }

    @Bean
    BackgroundLoop openPasswordChanges(PasswordChanges changes) {
        return BackgroundLoop.every(Duration.ofSeconds(5), "password-changes")
                .pausingFirst()
                .run(changes::finishOpenChanges);
    }
}
