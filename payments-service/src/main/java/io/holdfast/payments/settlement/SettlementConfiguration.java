package io.holdfast.payments.settlement;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Indexes;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.runtime.BackgroundLoop;
import io.holdfast.telemetry.MeterProbe;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SettlementConfiguration {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Buyers are served by the same database and the same provider. */
    private static final int TIMES = 4;

    @Bean
    CollectionIndexes settlementIndexes() {
        return CollectionIndexes.of(
                        SettlementStore.COLLECTION,
                        CollectionIndexes.partial(SettlementStore.DUE_AT, "due"),
                        CollectionIndexes.partial(SettlementStore.DIFFERS_SINCE, "differs"),
                        CollectionIndexes.partial(
                                Indexes.ascending(SettlementStore.EVENT, SettlementStore.ORGANIZER),
                                SettlementStore.EVENT,
                                "event-organizer"))
                .replacing("event");
    }

    @Bean
    CollectionIndexes providerTransactionIndexes() {
        return CollectionIndexes.of(
                TransactionStore.COLLECTION,
                new IndexModel(Indexes.ascending(TransactionStore.BELONGS_TO)),
                CollectionIndexes.partial(TransactionStore.REFERENCE, "reference"),
                CollectionIndexes.partial(TransactionStore.PAYOUT, "payout"),
                CollectionIndexes.partial(TransactionStore.TO_LIST, "to-list"));
    }

    @Bean
    BackgroundLoop settlementLoop(SettlementJob job) {
        return BackgroundLoop.every(PAUSE, "settlement")
                .resting(TIMES)
                .pausingFirst()
                .runUntilDue(job::stepIfDue);
    }

    @Bean
    MeterProbe differingSettlements(SettlementStore settlements) {
        return readings -> readings.set(
                "holdfast.payments.differing",
                "Payments that the provider's books differ from",
                settlements.countDiffering());
    }
}
