package io.holdfast.events.event;

import io.holdfast.contracts.AvailabilityChanged;
import io.holdfast.contracts.ChangeDecided;
import io.holdfast.contracts.EventCancelled;
import io.holdfast.contracts.EventChanged;
import io.holdfast.contracts.EventEnded;
import io.holdfast.contracts.EventMessage;
import io.holdfast.contracts.EventPublished;
import io.holdfast.contracts.EventTimeOver;
import io.holdfast.events.availability.AvailabilityBoard;
import io.holdfast.events.availability.AvailabilityStreams;
import io.holdfast.events.search.EventIndex;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.messaging.OutboxRelays;
import io.holdfast.messaging.Subscription;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.function.Consumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the catalogue says, and what it listens to. */
@Configuration(proxyBeanMethods = false)
class EventsConfiguration {

    /** Longer than filling the index from the database takes, so that nothing falls in between. */
    private static final Duration INDEX_REPLAY = Duration.ofMinutes(10);

    /** New streams begin with the durable copy; this covers what is on its way there. */
    private static final Duration STREAM_REPLAY = Duration.ofSeconds(10);

    @Bean
    OutboxRelay eventsOutbox(OutboxRelays relays) {
        return relays.forCollection(Event.COLLECTION);
    }

    @Bean
    EventIndex eventIndex() {
        return new EventIndex();
    }

    @Bean
    MeterBinder openStreams(AvailabilityStreams streams) {
        return registry -> Gauge.builder("holdfast.availability.streams", streams, AvailabilityStreams::open)
                .description("Readers of availability streams on this replica")
                .register(registry);
    }

    @Bean
    Subscription events(EventService events, EventEditor editor, AvailabilityBoard board) {
        return Subscription.durable("events")
                .on(AvailabilityChanged.class, board::apply)
                .on(ChangeDecided.class, editor::decide)
                .on(EventTimeOver.class, events::end)
                .build();
    }

    /** What other replicas wrote. */
    @Bean
    Subscription search(EventIndex index) {
        Consumer<EventMessage> put = message -> index.put(message.event());
        return Subscription.broadcast("events-search", INDEX_REPLAY)
                .on(EventPublished.class, put)
                .on(EventChanged.class, put)
                .on(EventCancelled.class, put)
                .on(EventEnded.class, put)
                .build();
    }

    @Bean
    Subscription live(AvailabilityStreams streams) {
        Consumer<EventMessage> changed = message -> streams.changed(message.event());
        return Subscription.broadcast("events-live", STREAM_REPLAY)
                .on(AvailabilityChanged.class, streams::heard)
                .on(EventPublished.class, changed)
                .on(EventChanged.class, changed)
                .build();
    }
}
