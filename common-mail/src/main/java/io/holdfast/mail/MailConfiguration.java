package io.holdfast.mail;

import io.holdfast.language.IcuMessageSource;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.runtime.BackgroundLoop;
import io.holdfast.telemetry.Counters;
import io.holdfast.telemetry.MeterProbe;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/** The mails of a service, for it to import; it declares {@link MailWriter}s for all kinds, and keeps mails by {@link Mails}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MailProperties.class)
public class MailConfiguration {

    private static final Duration FORGET_EVERY = Duration.ofHours(6);

    @Bean
    MailStore mailStore(MongoDatabaseFactory database) {
        return new MailStore(database);
    }

    @Bean
    CollectionIndexes mailIndexes(ObjectProvider<MailDetail> details) {
        return MailStore.indexes(details.stream());
    }

    /**
     * @param service names its bundle of texts
     * @param production whether mails reach people, for whom links to this machine lead nowhere
     * @param shownHere whether they are only shown on this machine, as those of {@code ./holdfast run} without a mail server are
     */
    @Bean
    MailDelivery mailDelivery(
            MailStore store,
            ObjectProvider<MailWriter> writers,
            MailProperties properties,
            ObjectProvider<MailPace> pace,
            ObjectProvider<HandedOver> handedOver,
            MeterRegistry registry,
            Clock clock,
            @Value("${spring.application.name}") String service,
            @Value("${holdfast.production:false}") boolean production,
            @Value("${holdfast.mail.shown-here:false}") boolean shownHere) {
        if (production && properties.isOn() && !shownHere) {
            properties.requireOutside();
        }
        Map<String, MailWriter> byKind = writers.stream()
                .flatMap(writer -> writer.kinds().stream().map(kind -> Map.entry(kind, writer)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return new MailDelivery(
                store,
                byKind,
                texts(service),
                properties.isOn() ? Optional.of(server(properties, production)) : Optional.empty(),
                properties,
                pace.getIfAvailable(() -> _ -> Duration.ZERO),
                handedOver.getIfAvailable(() -> _ -> {}),
                Counters.of(
                        registry,
                        "holdfast.mail.attempts",
                        "Attempts to send a mail, by what came of them",
                        "outcome",
                        MailDelivery.Outcome.class),
                clock);
    }

    private static SmtpServer server(MailProperties properties, boolean production) {
        return new SmtpServer(properties, new MailTemplates(), properties.mustBeEncrypted(production));
    }

    /** Not a bean: it would become the message source of the whole service. */
    private static MessageSource texts(String service) {
        return new IcuMessageSource("mail/" + service, "mail/common");
    }

    @Bean
    Mails mails(MailStore store, MailDelivery delivery, MailProperties properties, Clock clock) {
        return new Mails(store, delivery, properties, clock);
    }

    @Bean
    BackgroundLoop mailLoop(MailDelivery delivery) {
        return delivery.loop();
    }

    @Bean
    BackgroundLoop endedMails(MailDelivery delivery) {
        return BackgroundLoop.every(FORGET_EVERY, "ended-mails").runInParts(delivery::forgetOld);
    }

    @Bean
    MeterProbe mailProbe(MailStore store, Clock clock) {
        return readings -> {
            readings.set("holdfast.mail.waiting", "Mails that wait to be sent", store.count(MailState.WAITING));
            readings.set(
                    "holdfast.mail.oldest.seconds",
                    "For how long the oldest waiting mail has been waiting",
                    store.oldestWaiting()
                            .map(since -> Math.max(
                                    0, Duration.between(since, clock.instant()).toSeconds()))
                            .orElse(0L));
            readings.set(
                    "holdfast.mail.undelivered",
                    "Mails that could not be sent for a day",
                    store.count(MailState.FAILED));
        };
    }

    @Bean
    OperatedMails operatedMails(MailStore store, MailDelivery delivery, Clock clock) {
        return new OperatedMails(store, delivery, clock);
    }

    @Bean
    @ConditionalOnAvailableEndpoint
    MailEndpoint mailEndpoint(OperatedMails mails) {
        return new MailEndpoint(mails);
    }
}
