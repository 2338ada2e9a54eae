package io.holdfast.backup;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoDatabase;
import io.holdfast.check.CommandFailed;
import io.holdfast.check.Databases;
import io.holdfast.check.SystemAddresses;
import java.util.ArrayList;
import java.util.List;

/** Connections to the databases and streams of a system whose services are stopped. */
record Stores(Databases databases, BrokerStreams streams) implements AutoCloseable {

    private static final String NAME = "backup";

    /**
     * Connects.
     *
     * @throws CommandFailed when a server is not named or does not answer, or a service runs
     */
    static Stores open(SystemAddresses systems) throws InterruptedException {
        if (systems.broker() == null || !systems.databases().keySet().containsAll(SystemAddresses.SERVICES)) {
            throw new CommandFailed("A back-up is of all five databases and of the broker: name each of them");
        }
        BrokerStreams streams = BrokerStreams.at(systems, NAME);
        try {
            streams.requireNoConsumersAtWork();
            return new Stores(Databases.at(systems, NAME), streams);
        } catch (RuntimeException | InterruptedException e) {
            streams.close();
            throw e;
        }
    }

    /** The database of a service, by its short name. */
    MongoDatabase database(String service) {
        return databases
                .find(service)
                .orElseThrow(() -> new CommandFailed("There is no service " + service))
                .withWriteConcern(WriteConcern.MAJORITY.withJournal(true));
    }

    /** The names of the collections, sorted. */
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
        streams.close();
    }
}
