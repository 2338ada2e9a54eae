package io.holdfast.messaging;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.holdfast.runtime.BackgroundLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Brings what earlier releases stored in a collection up to what this one stores: the documents in the order of their ids, some at a time,
 * with rests between, and an hour later once more, for those of replicas that were not updated yet. It is done once for a database, which a
 * mark tells; until then each replica does it, and each start begins anew, so doing it again must change nothing.
 */
public final class Migration {

    /** The collection of the marks, whose ids are the names of what is done. */
    public static final String MARKS = "migrations";

    /** Replicas of the version before may write for so long after the first replica of this one has started. */
    public static final Duration UPDATED_WITHIN = Duration.ofHours(1);

    private static final int READ_TOGETHER = 500;
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(5);

    private final String name;
    private final MongoCollection<Document> marks;
    private final MongoCollection<Document> documents;
    private final Bson fields;
    private final UnaryOperator<Duration> restAfter;
    private final Consumer<List<Document>> mend;
    private String doneUpTo = "";
    private boolean isSecondTime;

    /**
     * @param name of the mark; another one has everything done anew
     * @param fields what is read of a document, beside its id, which has to be a string
     * @param restAfter how long to rest after work that took so long, so that it yields to buyers
     * @param mend has to know by the documents which of them need something
     */
    public Migration(
            String name,
            MongoTemplate mongo,
            String collection,
            Bson fields,
            UnaryOperator<Duration> restAfter,
            Consumer<List<Document>> mend) {
        this.name = name;
        this.marks = mongo.getCollection(MARKS);
        this.documents = mongo.getCollection(collection);
        this.fields = fields;
        this.restAfter = restAfter;
        this.mend = mend;
    }

    /** Whether what has this name is done in a database. */
    public static boolean isDone(MongoTemplate mongo, String name) {
        return isMarked(mongo.getCollection(MARKS), name);
    }

    private static boolean isMarked(MongoCollection<Document> marks, String name) {
        return marks.find(Filters.eq("_id", name)).first() != null;
    }

    /** Mends the next documents; returns when to go on, {@link BackgroundLoop#DONE} at last. To be called by one thread. */
    public Duration next() {
        if (isMarked(marks, name)) {
            return BackgroundLoop.DONE;
        }
        long began = System.nanoTime();
        List<Document> found = documents
                .find(Filters.gt("_id", doneUpTo))
                .sort(Sorts.ascending("_id"))
                .projection(fields)
                .limit(READ_TOGETHER)
                .batchSize(READ_TOGETHER)
                .into(new ArrayList<>());
        if (found.isEmpty()) {
            return endOfCollection();
        }
        mend.accept(found);
        doneUpTo = found.getLast().getString("_id");
        Duration rest = restAfter.apply(Duration.ofNanos(System.nanoTime() - began));
        return rest.compareTo(SHORTEST_PAUSE) > 0 ? rest : SHORTEST_PAUSE;
    }

    private Duration endOfCollection() {
        boolean isNewDatabase = doneUpTo.isEmpty();
        if (!isNewDatabase && !isSecondTime) {
            isSecondTime = true;
            doneUpTo = "";
            return UPDATED_WITHIN;
        }
        marks.updateOne(Filters.eq("_id", name), Updates.set("done", true), new UpdateOptions().upsert(true));
        return BackgroundLoop.DONE;
    }
}
