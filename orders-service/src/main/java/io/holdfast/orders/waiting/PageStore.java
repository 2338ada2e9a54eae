package io.holdfast.orders.waiting;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import io.holdfast.messaging.Inserts;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * The pages of all waiting rooms, as they are stored.
 *
 * <pre>{ _id: event/number, event, at, entries: [{ id, visitor, address? }], bell?: { entries, root } }</pre>
 */
@Component
class PageStore {

    static final String COLLECTION = "waiting_pages";

    private static final int READ_TOGETHER = 500;

    private final MongoCollection<Document> collection;

    PageStore(MongoTemplate mongo) {
        this.collection = mongo.getCollection(COLLECTION);
    }

    /**
     * Adds a page: the guarded write that decides who is in the room, and where.
     *
     * @return false if there is another page of this number
     * @throws com.mongodb.MongoException when it is not known whether it was added
     */
    boolean add(String eventId, Page page) {
        return Inserts.insertIfAbsent(collection, write(eventId, page));
    }

    /** The pages after this number, in their order. */
    List<Page> after(String eventId, int number) {
        return collection
                .find(Filters.and(Filters.gt("_id", id(eventId, number)), Filters.lt("_id", eventId + "0")))
                .sort(Sorts.ascending("_id"))
                .batchSize(READ_TOGETHER)
                .timeoutMode(TimeoutMode.ITERATION)
                .map(PageStore::read)
                .into(new ArrayList<>());
    }

    /** With digits before it, so that ids sort by number; "0" is the character after "/". */
    private static String id(String eventId, int number) {
        return "%s/%09d".formatted(eventId, number);
    }

    private static Document write(String eventId, Page page) {
        Document document = new Document("_id", id(eventId, page.number()))
                .append("event", eventId)
                .append("at", Date.from(page.at()))
                .append("entries", page.entries().stream().map(PageStore::write).toList());
        Page.Bell bell = page.bell();
        if (bell != null) {
            document.append("bell", new Document("entries", bell.entries()).append("root", bell.root()));
        }
        return document;
    }

    private static Document write(Page.Listed entry) {
        Document document = new Document("id", entry.id()).append("visitor", entry.visitor());
        return entry.address() == null ? document : document.append("address", entry.address());
    }

    private static Page read(Document document) {
        String id = document.getString("_id");
        return new Page(
                Integer.parseInt(id.substring(id.indexOf('/') + 1)),
                document.getDate("at").toInstant(),
                document.getList("entries", Document.class).stream()
                        .map(entry -> new Page.Listed(
                                entry.getString("id"), entry.getString("visitor"), entry.getString("address")))
                        .toList(),
                bell(document.get("bell", Document.class)));
    }

    private static Page.@Nullable Bell bell(@Nullable Document bell) {
        return bell == null ? null : new Page.Bell(bell.getInteger("entries"), bell.getString("root"));
    }
}
