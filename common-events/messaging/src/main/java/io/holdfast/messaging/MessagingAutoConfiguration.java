package io.holdfast.messaging;

import io.holdfast.runtime.BackgroundLoop;
import io.holdfast.runtime.Phases;
import io.holdfast.runtime.StartupStep;
import io.holdfast.telemetry.MeterProbe;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.health.MongoHealthContributorAutoConfiguration;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/** Messaging for a service that is named in {@code holdfast.messaging.service}. */
@AutoConfiguration(before = {MongoAutoConfiguration.class, MongoHealthContributorAutoConfiguration.class})
@ConditionalOnProperty("holdfast.messaging.service")
@EnableConfigurationProperties(MessagingProperties.class)
public class MessagingAutoConfiguration {
    private static final Duration SKEW_MEASURED_EVERY = Duration.ofSeconds(10);

    /** With the precision of a BSON date: milliseconds. */
    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.tick(Clock.system(ZoneOffset.UTC), Duration.ofMillis(1));
    }

    @Bean
    ClockSkew clockSkew(MongoDatabaseFactory database, Clock clock) {
        return ClockSkew.of(database, clock);
    }

    /** Before anything is written. */
    @Bean
    StartupStep clockSkewAtStart(ClockSkew skew) {
        return new StartupStep(Phases.INDEXES, skew::measure);
    }

    @Bean
    BackgroundLoop clockSkewLoop(ClockSkew skew) {
        return BackgroundLoop.every(SKEW_MEASURED_EVERY, "clock-skew").run(skew::measure);
    }

    @Bean
    MeterBinder clockSkewMeter(ClockSkew skew) {
        return registry -> Gauge.builder(
                        "holdfast.clock.skew.seconds",
                        skew,
                        measured -> measured.ahead().toMillis() / 1000.0)
                .description("How far the clock of this machine is ahead of the database's")
                .register(registry);
    }

    @Bean
    DatabaseClientSettings databaseClientSettings() {
        return new DatabaseClientSettings();
    }

    @Bean
    Broker messagingBroker(MessagingProperties properties, ObjectProvider<SslBundles> bundles) {
        String bundle = properties.tlsBundle();
        return new NatsBroker(
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
            ClockSkew skew,
            MessagingProperties properties) {
        return new OutboxRelays(
                database::getMongoDatabase, broker, streams, publisher, skew.databaseClock(), properties);
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

    /** The listeners are looked up when they are needed: their handlers may need this. */
    @Bean
    Arrivals messageArrivals(Broker broker, ObjectProvider<Listeners> listeners) {
        return new Arrivals(broker, listeners::getObject);
    }

    @Bean
    MeterBinder brokerMeters(Broker broker, Clock clock) {
        return registry -> {
            Gauge.builder("holdfast.broker.connected", broker, connection -> connection.isConnected() ? 1 : 0)
                    .description("1 while the broker can be reached")
                    .register(registry);
            Gauge.builder(
                            "holdfast.broker.certificate.seconds",
                            broker,
                            connection -> secondsUntil(connection.certifiedUntil(), clock))
                    .description("How long the certificate is still valid that the broker had at the last connection")
                    .register(registry);
        };
    }

    private static double secondsUntil(@Nullable Instant moment, Clock clock) {
        return moment == null
                ? Double.NaN
                : Duration.between(clock.instant(), moment).toSeconds();
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
    MeterProbe streamsProbe(Broker broker, Streams streams) {
        return MessagingProbes.streams(broker, streams);
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
