package io.holdfast.orders.person;

import com.mongodb.MongoInterruptedException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work on all documents that wait for it, one after the other: those that have to wait longer, or fail, keep no other waiting. */
public final class InTurn {

    private static final Logger log = LoggerFactory.getLogger(InTurn.class);

    private static final int READ_TOGETHER = 500;

    /** Work on one document. */
    @FunctionalInterface
    public interface Work<E extends Exception> {

        void on(String id) throws E;
    }

    private InTurn() {}

    /**
     * Calls {@code work} with the id of every document that matches, in the order of their ids. What fails is logged, and left to the next
     * time.
     *
     * @param what the work, for the log
     */
    public static <E extends Exception> void forEach(
            MongoCollection<Document> collection, Bson which, String what, Work<E> work) throws E {
        Bson rest = which;
        List<String> ids;
        do {
            ids = collection
                    .find(rest)
                    .projection(Projections.include("_id"))
                    .sort(Sorts.ascending("_id"))
                    .limit(READ_TOGETHER)
                    .map(document -> document.getString("_id"))
                    .into(new ArrayList<>());
            for (String id : ids) {
                attempt(id, what, work);
            }
            rest = ids.isEmpty() ? which : Filters.and(which, Filters.gt("_id", ids.getLast()));
        } while (ids.size() == READ_TOGETHER);
    }

    private static <E extends Exception> void attempt(String id, String what, Work<E> work) throws E {
        try {
            work.on(id);
        } catch (MongoInterruptedException e) {
            // The service stops.
            throw e;
        } catch (RuntimeException e) {
            log.warn("{} {} failed and will be repeated: {}", what, id, e.toString());
        }
    }
}
