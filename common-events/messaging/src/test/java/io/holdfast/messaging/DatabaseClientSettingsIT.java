package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.internal.MongoClientImpl;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/** Databases take the settings of the services' clients. */
class DatabaseClientSettingsIT {

    private static final int MANY = 60_000;
    private static final int INSERTED_TOGETHER = 20_000;

    @Test
    @Tag("storage")
    void aServiceUsesThem() {
        try (TestService service = TestService.start(
                TestBroker.shared().url(), TestDatabase.shared().uri("settings-" + Ids.random()))) {
            MongoClientImpl client = (MongoClientImpl) service.bean(MongoClient.class);
            DatabaseClientSettingsTests.assertExpected(client.getSettings());

            MongoTemplate mongo = service.bean(MongoTemplate.class);
            mongo.insert(new Document("_id", "a").append("n", 1), "numbers");
            Query one = Query.query(Criteria.where("_id").is("a"));
            mongo.updateFirst(one, Update.update("n", 2), "numbers");
            Document found = mongo.findById("a", Document.class, "numbers");
            assertThat(found).containsEntry("n", 2);
            assertThat(mongo.findAndRemove(one, Document.class, "numbers")).isNotNull();
        }
    }

    @Test
    @Tag("storage")
    void statementsHaveALimitAtTheServerAndReadsAreOfTheMajority() {
        Map<String, BsonDocument> commands = new ConcurrentHashMap<>();
        MongoClientSettings.Builder settings = settings().addCommandListener(new CommandListener() {
            @Override
            public void commandStarted(CommandStartedEvent event) {
                commands.put(event.getCommandName(), event.getCommand().clone());
            }
        });
        try (MongoClient client = MongoClients.create(settings.build())) {
            MongoCollection<Document> numbers = numbers(client);
            numbers.insertOne(new Document("_id", "a").append("n", 1));
            numbers.updateOne(new Document("_id", "a"), new Document("$inc", new Document("n", 1)));
            numbers.findOneAndUpdate(new Document("_id", "a"), new Document("$inc", new Document("n", 1)));
            assertThat(numbers.find().first()).containsEntry("n", 3);
            assertThat(numbers.countDocuments()).isEqualTo(1);
            numbers.deleteOne(new Document("_id", "a"));
        }
        for (String name : List.of("insert", "update", "findAndModify", "find", "aggregate", "delete")) {
            BsonDocument command = commands.get(name);
            assertThat(command).as(name).isNotNull();
            assertThat(command.getNumber("maxTimeMS").longValue())
                    .as(name)
                    .isBetween(1L, DatabaseClientSettings.STATEMENT.toMillis());
        }
        for (String name : List.of("find", "aggregate")) {
            assertThat(commands.get(name)
                            .getDocument("readConcern")
                            .getString("level")
                            .getValue())
                    .as(name)
                    .isEqualTo("majority");
        }
    }

    @Test
    void whatIsGivenUpEndsAtTheServer() {
        TestDatabase.assumeServer("The embedded database does not know limits of time");
        try (MongoClient client = MongoClients.create(settings().build())) {
            MongoCollection<Document> numbers = numbers(client);
            for (int from = 0; from < MANY; from += INSERTED_TOGETHER) {
                numbers.insertMany(IntStream.range(from, from + INSERTED_TOGETHER)
                        .mapToObj(i -> new Document("_id", i).append("n", 0))
                        .toList());
            }

            assertThatThrownBy(() -> numbers.withTimeout(200, TimeUnit.MILLISECONDS)
                            .updateMany(new Document(), new Document("$inc", new Document("n", 1))))
                    .isInstanceOf(MongoOperationTimeoutException.class);

            // Waits for a statement that has locked all of them. Nothing changes the others afterwards.
            numbers.updateMany(
                    new Document("_id", new Document("$lt", 10)), new Document("$set", new Document("n", 0)));
            assertThat(numbers.countDocuments(new Document("n", 1))).isLessThan(MANY - 10);
        }
    }

    private static MongoCollection<Document> numbers(MongoClient client) {
        return client.getDatabase("settings-" + Ids.random()).getCollection("numbers");
    }

    private static MongoClientSettings.Builder settings() {
        MongoClientSettings.Builder settings = MongoClientSettings.builder()
                .applyConnectionString(
                        new ConnectionString(TestDatabase.shared().uri("settings")));
        new DatabaseClientSettings().customize(settings);
        return settings;
    }
}
