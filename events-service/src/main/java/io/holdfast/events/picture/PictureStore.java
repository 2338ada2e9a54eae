package io.holdfast.events.picture;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import io.holdfast.messaging.LongReads;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/** The pictures in the database. */
@Component
class PictureStore {

    private final MongoTemplate mongo;

    PictureStore(MongoTemplate mongo) {
        this.mongo = mongo;
    }

    Optional<Picture> find(String id) {
        return Optional.ofNullable(mongo.findById(id, Picture.class));
    }

    /** Those that can be served. */
    Set<String> ready(Collection<String> ids) {
        return ids(query(where("_id").in(ids).and("jpeg").ne(null)));
    }

    /** Those that are there, whether they can be served or not. */
    Set<String> known(Collection<String> ids) {
        return ids(query(where("_id").in(ids)));
    }

    /** What the last try to fetch it found wrong; empty if nothing was, or there is no such picture. */
    Optional<PictureProblem> problem(String id) {
        Query query = query(where("_id").is(id));
        query.fields().include("problem");
        return Optional.ofNullable(mongo.getCollection(Picture.COLLECTION)
                        .find(query.getQueryObject())
                        .projection(query.getFieldsObject())
                        .first())
                .map(found -> found.getString("problem"))
                .map(PictureProblem::valueOf);
    }

    /** Inserts it unless it is there. */
    void insert(Picture picture) {
        try {
            mongo.insert(picture);
        } catch (DuplicateKeyException e) {
            // Another request or replica was first: the same id means the same picture.
        }
    }

    /**
     * The one that waits longest for a try that is due, which no other replica gets before {@code retry}.
     *
     * @return as it is from now on; null if none is due
     */
    @Nullable
    Picture take(Instant now, Instant retry) {
        return mongo.findAndModify(
                query(where("nextTry").lte(now)).with(Sort.by("nextTry")),
                new Update().set("nextTry", retry).inc("tries", 1),
                FindAndModifyOptions.options().returnNew(true),
                Picture.class);
    }

    void fetched(String id, byte[] jpeg) {
        mongo.updateFirst(
                query(where("_id").is(id)),
                new Update().set("jpeg", new Binary(jpeg)).unset("nextTry").unset("problem"),
                Picture.class);
    }

    /** @param nextTry null for never */
    void failed(String id, PictureProblem problem, @Nullable Instant nextTry) {
        Update update = new Update().set("problem", problem);
        mongo.updateFirst(
                query(where("_id").is(id).and("jpeg").is(null)),
                nextTry == null ? update.unset("nextTry") : update.set("nextTry", nextTry),
                Picture.class);
    }

    /**
     * The addresses of the pictures of events that are not over, perhaps repeated, in batches.
     *
     * @param size most addresses in a batch
     */
    void readAddressesOfEvents(int size, Consumer<List<String>> receiver) {
        Document withPicture = new Document("status", new Document("$in", List.of("DRAFT", "PUBLISHED")))
                .append("details.imageUrl", new Document("$ne", null));
        try (Stream<Document> events = LongReads.stream(
                mongo.getCollection("events").find(withPicture).projection(new Document("details.imageUrl", 1)))) {
            List<String> batch = new ArrayList<>();
            events.forEach(event -> {
                batch.add(event.get("details", Document.class).getString("imageUrl"));
                if (batch.size() == size) {
                    receiver.accept(List.copyOf(batch));
                    batch.clear();
                }
            });
            receiver.accept(List.copyOf(batch));
        }
    }

    private Set<String> ids(Query query) {
        query.fields().include("_id");
        Set<String> found = new HashSet<>();
        for (Document document : mongo.getCollection(Picture.COLLECTION)
                .find(query.getQueryObject())
                .projection(query.getFieldsObject())) {
            found.add(document.getString("_id"));
        }
        return found;
    }
}
