package io.holdfast.mail;

import static io.holdfast.testkit.QueryPlans.assertIsIndexed;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Sorts;
import io.holdfast.messaging.Ids;
import io.holdfast.testkit.QueryPlans;
import io.holdfast.testkit.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** With many mails kept, none is found by reading all of them. */
class MailIndexesIT {

    private static final int MAILS = 20_000;
    private static final int RECIPIENTS = 1_000;
    private static final Instant NOW = Instant.parse("2026-11-28T20:00:00Z");

    @Test
    void mailsAreFoundByWhenTheyAreDueByWhomTheyWentToAndByWhatBecameOfThem() {
        String name = "mail-indexes-" + Ids.random();
        try (MongoClient client = MongoClients.create(TestDatabase.shared().uri(name))) {
            MongoDatabase database = client.getDatabase(name);
            QueryPlans.assume(database);
            MongoCollection<Document> mails = database.getCollection(MailStore.COLLECTION);
            MailStore.indexes(Stream.empty())
                    .indexes()
                    .forEach(index -> mails.createIndex(index.getKeys(), index.getOptions()));
            mails.insertMany(kept());

            assertIsIndexed(mails.find(MailStore.dueBy(NOW)).sort(Sorts.ascending(MailStore.DUE)), "due");
            assertIsIndexed(
                    mails.find(MailStore.endedSince("17@example.org", NOW.minusSeconds(MAILS))), "ended-by-recipient");
            assertIsIndexed(mails.find(MailStore.endedBefore(NOW.minusSeconds(MAILS - 50))), "ended-by-state");
            assertIsIndexed(
                    mails.find(MailStore.in(MailState.BOUNCED))
                            .sort(Sorts.descending(MailStore.timeOf(MailState.BOUNCED))),
                    "ended-by-state");
        }
    }

    /** Most were sent, each a second before the next one; some bounced, and few wait. */
    private static List<Document> kept() {
        List<Document> kept = new ArrayList<>();
        for (int i = 0; i < MAILS; i++) {
            Document mail = new Document("_id", "mail" + i).append("to", i % RECIPIENTS + "@example.org");
            Date at = Date.from(NOW.minusSeconds(i));
            if (i % 1_000 == 0) {
                mail.append("state", MailState.WAITING.name()).append(MailStore.DUE, at);
            } else {
                MailState state = i % 100 == 1 ? MailState.BOUNCED : MailState.SENT;
                mail.append("state", state.name()).append(MailStore.ENDED, at);
            }
            kept.add(mail);
        }
        return kept;
    }
}
