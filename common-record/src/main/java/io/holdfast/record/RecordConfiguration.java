package io.holdfast.record;

import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.runtime.BackgroundLoop;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/** The record of a service, for it to import. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RecordProperties.class)
public class RecordConfiguration {

    private static final Duration FORGET_EVERY = Duration.ofHours(6);

    @Bean
    RecordStore recordStore(MongoDatabaseFactory database) {
        return new RecordStore(database);
    }

    @Bean
    CollectionIndexes recordIndexes() {
        return RecordStore.indexes();
    }

    @Bean
    Recorder recorder(RecordStore store, RecordProperties properties, Clock clock) {
        return new Recorder(store, properties, clock);
    }

    @Bean
    BackgroundLoop oldRecords(Recorder recorder) {
        return BackgroundLoop.every(FORGET_EVERY, "old-records").runInParts(recorder::deleteOld);
    }
}
