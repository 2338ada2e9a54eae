package io.holdfast.orders.waiting;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.runtime.BackgroundLoop;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is repeated for waiting rooms, and the indexes it needs. */
@Configuration(proxyBeanMethods = false)
class WaitingConfiguration {

    /** Of the database's time a round may take one part in so many and one, unless admissions would come too late. */
    private static final int REST = 4;

    /** Not longer than {@link AdmissionLoop} looks ahead. */
    private static final Duration LONGEST_REST = Duration.ofSeconds(2);

    @Bean
    BackgroundLoop admissionsLoop(AdmissionLoop loop, WaitingRoomProperties properties) {
        return BackgroundLoop.every(properties.interval(), "admissions")
                .resting(REST, LONGEST_REST)
                .runUntilDue(loop::run);
    }

    @Bean
    CollectionIndexes waitingRoomIndexes() {
        return CollectionIndexes.of(RoomStore.COLLECTION, CollectionIndexes.partial(RoomStore.ACTIVE, "active"));
    }

    @Bean
    CollectionIndexes waitingOrderIndexes() {
        return CollectionIndexes.of(
                AdmittedOrders.COLLECTION,
                new IndexModel(Indexes.ascending("event", "ends"), new IndexOptions().name("current")),
                new IndexModel(Indexes.ascending("entry"), new IndexOptions().name("by-entry")));
    }

    @Bean
    MeterBinder waitingRoomMeters(RoomStreams streams) {
        return registry -> streamGauge(streams, registry);
    }

    private static void streamGauge(RoomStreams streams, MeterRegistry registry) {
        Gauge.builder("holdfast.waiting.streams", streams, RoomStreams::countOpen)
                .description("Streams of waiting rooms that are open in this replica")
                .register(registry);
    }
}
