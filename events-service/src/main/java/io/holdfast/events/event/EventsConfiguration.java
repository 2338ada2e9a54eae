package io.holdfast.events.event;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Indexes;
import io.holdfast.contracts.AccountChanged;
import io.holdfast.contracts.AccountErased;
import io.holdfast.contracts.AvailabilityChanged;
import io.holdfast.contracts.ChangeDecided;
import io.holdfast.contracts.EventCancelled;
import io.holdfast.contracts.EventChanged;
import io.holdfast.contracts.EventEnded;
import io.holdfast.contracts.EventMessage;
import io.holdfast.contracts.EventPublished;
import io.holdfast.contracts.EventTimeOver;
import io.holdfast.events.availability.AvailabilityStore;
import io.holdfast.events.availability.AvailabilityStreams;
import io.holdfast.events.organizer.Organizers;
import io.holdfast.events.search.EventIndex;
import io.holdfast.events.seller.SellerStore;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.messaging.OutboxRelays;
import io.holdfast.messaging.Subscription;
import io.holdfast.record.RecordConfiguration;
import io.holdfast.record.Recorder;
import io.holdfast.runtime.BackgroundLoop;
import io.holdfast.runtime.Phases;
import io.holdfast.runtime.StartupStep;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.function.Consumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The messages, the index, the start and the metrics of the catalogue. */
@Configuration(proxyBeanMethods = false)
@Import(RecordConfiguration.class)
class EventsConfiguration {

    /** Longer than it takes to fill the index from the database, so that no message in between is missed. */
    private static final Duration INDEX_REPLAY = Duration.ofMinutes(10);

    /** New streams begin with the stored counts; this covers those that are not stored yet. */
    private static final Duration STREAM_REPLAY = Duration.ofSeconds(10);

    @Bean
    OutboxRelay eventsOutbox(OutboxRelays relays) {
        return relays.forCollection(Event.COLLECTION);
    }

    @Bean
    CollectionIndexes eventIndexes() {
        return CollectionIndexes.of(
                Event.COLLECTION,
                new IndexModel(
                        Indexes.compoundIndex(Indexes.ascending("organizerId"), Indexes.descending("createdAt"))));
    }

    @Bean
    CollectionIndexes sellerIndexes() {
        return SellerStore.indexes();
    }

    @Bean
    EventIndex eventIndex(Organizers organizers) {
        return new EventIndex(organizers::isListed);
    }

    /** Before the first request and the first message. */
    @Bean
    StartupStep filledIndex(EventService events) {
        return new StartupStep(Phases.CACHES, events::fillIndex);
    }

    @Bean
    MeterBinder openStreams(AvailabilityStreams streams) {
        return registry -> Gauge.builder("holdfast.availability.streams", streams, AvailabilityStreams::countOpen)
                .description("Readers of availability streams on this replica")
                .register(registry);
    }

    /** What an organizer says of the seller goes to the events at once and, if a replica dies meanwhile, from here. */
    @Bean
    BackgroundLoop soldEventsLoop(SoldEvents sellers) {
        return BackgroundLoop.every(SoldEvents.EVERY, "sold-events").run(sellers::describeDue);
    }

    @Bean
    Subscription events(
            EventService events,
            EventEditor editor,
            AvailabilityStore availability,
            Organizers organizers,
            SoldEvents sellers,
            Recorder record) {
        return Subscription.durable("events")
                .on(AccountChanged.class, changed -> organizers.apply(changed.account()))
                .on(AccountErased.class, erased -> {
                    sellers.forget(erased.accountId());
                    record.erase(erased.accountId());
                })
                .on(AvailabilityChanged.class, availability::apply)
                .on(ChangeDecided.class, editor::applyDecision)
                .on(EventTimeOver.class, events::end)
                .build();
    }

    /** What other replicas wrote goes into this replica's index. */
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

    /** Whose events are listed, at every replica. */
    @Bean
    Subscription listedOrganizers(Organizers organizers, EventIndex index) {
        return Subscription.broadcast("events-organizers", INDEX_REPLAY)
                .on(AccountChanged.class, changed -> {
                    organizers.learn(changed.account());
                    index.organizerChanged(changed.account().id());
                })
                .build();
    }

    @Bean
    Subscription streamedAvailability(AvailabilityStreams streams) {
        Consumer<EventMessage> changed = message -> streams.eventChanged(message.event());
        return Subscription.broadcast("events-live", STREAM_REPLAY)
                .on(AvailabilityChanged.class, streams::countsChanged)
                .on(EventPublished.class, changed)
                .on(EventChanged.class, changed)
                .build();
    }
}
