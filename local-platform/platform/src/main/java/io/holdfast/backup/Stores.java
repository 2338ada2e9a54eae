package io.holdfast.backup;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoDatabase;
import io.holdfast.check.CannotLook;
import io.holdfast.check.Databases;
import io.holdfast.check.Systems;
import java.util.ArrayList;
import java.util.List;

/** The databases and streams of a system, open. */
record Stores(Databases databases, KeptMessages messages) implements AutoCloseable {

    private static final String NAME = "backup";

    /** @throws CannotLook when something is not named, does not answer, or is in use */
    static Stores open(Systems systems) throws InterruptedException {
        if (systems.broker() == null || !systems.databases().keySet().containsAll(Systems.SERVICES)) {
            throw new CannotLook("A back-up is of all five databases and of the broker: name each of them");
        }
        var messages = KeptMessages.at(systems, NAME);
        try {
            messages.requireNobodyListens();
            return new Stores(Databases.at(systems, NAME), messages);
        } catch (RuntimeException | InterruptedException e) {
            messages.close();
            throw e;
        }
    }

    /** Of a service, by its short name. */
    MongoDatabase database(String service) {
        return databases
                .find(service)
                .orElseThrow(() -> new CannotLook("Nobody knows a service " + service))
                .withWriteConcern(WriteConcern.MAJORITY.withJournal(true));
    }

    /** The names of the collections, in order. */
    static List<String> collections(MongoDatabase database) {
        List<String> names = new ArrayList<>();
        for (String name : database.listCollectionNames()) {
            if (!name.startsWith("system.")) {
                names.add(name);
            }
        }
        names.sort(null);
        return names;
    }

    @Override
    public void close() {
        databases.close();
        messages.close();
    }
}
