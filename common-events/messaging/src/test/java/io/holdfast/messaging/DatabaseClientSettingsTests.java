package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How services use their databases does not depend on what an address leaves out or adds. */
class DatabaseClientSettingsTests {

    @Test
    void anAddressChangesNoneOfThem() {
        assertExpected(customized("mongodb://db/orders"));
        assertExpected(customized("mongodb://db/orders?retryWrites=true&w=1&readConcernLevel=local"
                + "&readPreference=secondary&timeoutMS=0&serverSelectionTimeoutMS=60000"));
    }

    static void assertExpected(MongoClientSettings settings) {
        assertThat(settings.getRetryWrites()).isFalse();
        assertThat(settings.getWriteConcern()).isEqualTo(WriteConcern.MAJORITY.withJournal(true));
        assertThat(settings.getReadConcern()).isEqualTo(ReadConcern.MAJORITY);
        assertThat(settings.getReadPreference()).isEqualTo(ReadPreference.primary());
        assertThat(settings.getTimeout(TimeUnit.SECONDS)).isEqualTo(20);
        assertThat(settings.getClusterSettings().getServerSelectionTimeout(TimeUnit.SECONDS))
                .isEqualTo(5);
    }

    private static MongoClientSettings customized(String address) {
        MongoClientSettings.Builder settings =
                MongoClientSettings.builder().applyConnectionString(new ConnectionString(address));
        new DatabaseClientSettings().customize(settings);
        return settings.build();
    }
}
