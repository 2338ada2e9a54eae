package io.holdfast.messaging;

import com.mongodb.WriteConcern;
import io.holdfast.runtime.Phases;
import io.holdfast.runtime.StartupStep;
import io.holdfast.telemetry.MeterProbe;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.boot.mongodb.autoconfigure.health.MongoHealthContributorAutoConfiguration;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/** Messaging for a service that is named in {@code holdfast.messaging.service}. */
@AutoConfiguration(before = {MongoAutoConfiguration.class, MongoHealthContributorAutoConfiguration.class})
@ConditionalOnProperty("holdfast.messaging.service")
@EnableConfigurationProperties(MessagingProperties.class)
public class MessagingAutoConfiguration {
    private static final Duration SERVER_SELECTION = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    /** With the precision of a BSON date: milliseconds. */
    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.tick(Clock.system(ZoneOffset.UTC), Duration.ofMillis(1));
    }

    /**
     * An acknowledged write is on disk. The driver never repeats a write, since not every server would recognise the repetition. While the
     * database is away, requests fail after {@link #SERVER_SELECTION} instead of the driver's half a minute. An answer is not waited for
     * longer than {@link #ANSWER}: a server that froze, or whose machine was lost, would keep a caller waiting for many minutes or for ever.
     */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    MongoClientSettingsBuilderCustomizer durableWrites() {
        return settings -> settings.retryWrites(false)
                .writeConcern(WriteConcern.MAJORITY.withJournal(true))
                .applyToSocketSettings(socket -> socket.readTimeout(ANSWER.toMillis(), TimeUnit.MILLISECONDS))
                .applyToClusterSettings(
                        cluster -> cluster.serverSelectionTimeout(SERVER_SELECTION.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Bean
    Broker messagingBroker(MessagingProperties properties, ObjectProvider<SslBundles> bundles) {
        String bundle = properties.tlsBundle();
        return new Broker(
                properties,
                bundle == null ? null : bundles.getObject().getBundle(bundle).createSslContext());
    }

    @Bean
    MessagePublisher messagePublisher(Broker broker, Clock clock) {
        return new MessagePublisher(broker, clock);
    }

    @Bean
    Streams messagingStreams(Broker broker, MessagingProperties properties) {
        return new Streams(broker, properties);
    }

    @Bean
    OutboxRelays outboxRelays(
            MongoDatabaseFactory database,
            Broker broker,
            Streams streams,
            MessagePublisher publisher,
            Clock clock,
            MessagingProperties properties) {
        return new OutboxRelays(database::getMongoDatabase, broker, streams, publisher, clock, properties);
    }

    @Bean
    MessagingLifecycle messagingLifecycle(Broker broker, OutboxRelays relays) {
        return new MessagingLifecycle(broker, relays);
    }

    @Bean
    DeadLetters deadLetters(Broker broker, MessagingProperties properties, Clock clock) {
        return new DeadLetters(broker, properties, clock);
    }

    @Bean
    Listeners messagingListeners(
            ObjectProvider<Subscription> subscriptions,
            Broker broker,
            DeadLetters deadLetters,
            Clock clock,
            ObjectProvider<ObservationRegistry> observations,
            MessagingProperties properties) {
        return new Listeners(
                subscriptions.orderedStream().toList(),
                broker,
                deadLetters,
                clock,
                observations.getIfAvailable(() -> ObservationRegistry.NOOP),
                properties);
    }

    @Bean
    MeterBinder brokerMeters(Broker broker) {
        return registry -> Gauge.builder(
                        "holdfast.broker.connected", broker, connection -> connection.isConnected() ? 1 : 0)
                .description("1 while the broker can be reached")
                .register(registry);
    }

    @Bean
    MeterProbe outboxProbe(OutboxRelays relays, Clock clock) {
        return MessagingProbes.outboxes(relays, clock);
    }

    @Bean
    MeterProbe consumersProbe(Broker broker, Listeners listeners) {
        return MessagingProbes.consumers(broker, listeners);
    }

    @Bean
    MeterProbe deadLettersProbe(Broker broker, Listeners listeners, MessagingProperties properties) {
        return MessagingProbes.deadLetters(broker, listeners, Streams.deadLetters(properties));
    }

    @Bean
    @ConditionalOnAvailableEndpoint
    DeadLettersEndpoint deadLettersEndpoint(DeadLetters deadLetters, Listeners listeners) {
        return new DeadLettersEndpoint(deadLetters, listeners);
    }

    @Bean
    @ConditionalOnEnabledHealthIndicator("nats")
    BrokerHealth natsHealthIndicator(Broker broker) {
        return new BrokerHealth(broker);
    }

    /** @param patience how long to wait for a database that does not answer */
    @Bean
    StartupStep databaseAtStart(
            MongoDatabaseFactory database, @Value("${holdfast.database.patience:2m}") Duration patience) {
        return new StartupStep(Phases.DATABASE, new DatabaseAtStart(database, patience)::await);
    }

    @Bean
    StartupStep indexes(
            MongoDatabaseFactory database, ObjectProvider<CollectionIndexes> collections, OutboxRelays relays) {
        return new StartupStep(Phases.INDEXES, () -> {
            collections.forEach(indexes -> indexes.create(database.getMongoDatabase()));
            relays.indexes().forEach(indexes -> indexes.create(database.getMongoDatabase()));
        });
    }

    /** Replaces Boot's, which has the same name. */
    @Bean
    @ConditionalOnEnabledHealthIndicator("mongo")
    DatabaseHealth mongoHealthIndicator(MongoDatabaseFactory database) {
        return new DatabaseHealth(database);
    }
}
