package io.holdfast.simulation.documents;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.result.UpdateResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;
import org.bson.conversions.Bson;

/** Random operations on a small collection, in the forms that the services use and beyond; what each does can be compared. */
final class RandomProgram {

    /**
     * An operation.
     *
     * @param text for people
     * @param atomic false if what it has changed before an error differs between servers
     * @param run performs it and describes what it answered
     */
    record Step(String text, boolean atomic, Function<MongoCollection<BsonDocument>, String> run) {}

    private static final int FAILED_TO_PARSE = 9;
    private static final int PATH_NOT_VIABLE = 28;

    private final RandomGenerator random;
    private final RandomDocuments documents;

    RandomProgram(RandomGenerator random, RandomDocuments.Reach reach) {
        this.random = random;
        this.documents = new RandomDocuments(random, reach);
    }

    Step next() {
        return switch (random.nextInt(16)) {
            case 0, 1 -> insertMany();
            case 2, 3 -> guarded();
            case 4, 5 -> updateOne();
            case 6 -> updateMany();
            case 7 -> findOneAndUpdate();
            case 8, 9 -> bulk();
            case 10, 11, 12 -> find();
            case 14 -> conflict();
            case 13 -> random.nextBoolean() ? count() : sum();
            default -> random.nextInt(3) == 0 ? delete() : replace();
        };
    }

    private Step insertMany() {
        List<BsonDocument> inserted = new ArrayList<>();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            inserted.add(documents.document());
        }
        boolean ordered = documents.whole() && random.nextBoolean();
        return step(
                "insertMany " + (ordered ? "ordered " : "") + inserted,
                collection -> "inserted "
                        + collection
                                .insertMany(inserted, new InsertManyOptions().ordered(ordered))
                                .getInsertedIds()
                                .size());
    }

    /** As a claim, a sale or a release changes a block. */
    private Step guarded() {
        BsonDocument guard = documents.guard();
        BsonDocument update = documents.holderUpdate();
        return step("guarded " + guard + " " + update, collection -> text(collection.updateOne(guard, update)));
    }

    private Step updateOne() {
        boolean upsert = random.nextInt(4) == 0;
        BsonDocument filter = upsert ? documents.older() : documents.withId(documents.filter());
        BsonDocument update = documents.update();
        return step(
                "updateOne " + (upsert ? "upsert " : "") + filter + " " + update,
                collection -> text(collection.updateOne(filter, update, new UpdateOptions().upsert(upsert))));
    }

    /** Of a document that is there: not every server refuses it where there is none. */
    private Step conflict() {
        BsonDocument document = documents.document();
        BsonDocument filter = new BsonDocument("_id", document.get("_id"));
        BsonDocument update = documents.conflict();
        return step("conflict " + filter + " " + update, collection -> {
            collection.replaceOne(filter, document, new ReplaceOptions().upsert(true));
            return text(collection.updateOne(filter, update));
        });
    }

    private Step updateMany() {
        BsonDocument filter = documents.filter();
        BsonDocument update = documents.update();
        return step("updateMany " + filter + " " + update, collection -> text(collection.updateMany(filter, update)));
    }

    private Step findOneAndUpdate() {
        BsonDocument filter = documents.withId(documents.filter());
        BsonDocument update = documents.update();
        boolean after = random.nextBoolean();
        FindOneAndUpdateOptions options =
                new FindOneAndUpdateOptions().returnDocument(after ? ReturnDocument.AFTER : ReturnDocument.BEFORE);
        return step(
                "findOneAndUpdate " + (after ? "after " : "") + filter + " " + update,
                collection -> text(collection.findOneAndUpdate(filter, update, options)));
    }

    private Step bulk() {
        List<UpdateOneModel<BsonDocument>> models = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            boolean holders = random.nextBoolean();
            BsonDocument filter = holders ? documents.guard() : documents.withId(documents.filter());
            BsonDocument update = holders ? documents.holderUpdate() : documents.update();
            models.add(new UpdateOneModel<>(filter, update));
            text.append("\n    ").append(filter).append(' ').append(update);
        }
        boolean ordered = documents.whole() && random.nextBoolean();
        return step("bulkWrite " + (ordered ? "ordered" : "") + text, collection -> {
            BulkWriteResult result = collection.bulkWrite(models, new BulkWriteOptions().ordered(ordered));
            return "matched " + result.getMatchedCount() + " modified " + result.getModifiedCount();
        });
    }

    private Step find() {
        BsonDocument filter = documents.filter();
        BsonDocument sort = random.nextBoolean() ? documents.sort() : new BsonDocument("_id", new BsonInt32(1));
        BsonDocument projection = random.nextInt(3) == 0 ? documents.projection() : new BsonDocument();
        int limit = random.nextInt(3) == 0 ? random.nextInt(1, 4) : 0;
        int batch = random.nextInt(2, 100);
        return step(
                "find " + filter + " sort " + sort + " limit " + limit + " fields " + projection,
                collection -> collection
                        .find(filter)
                        .sort(sort)
                        .limit(limit)
                        .batchSize(batch)
                        .projection(projection)
                        .map(RandomProgram::text)
                        .into(new ArrayList<>())
                        .toString());
    }

    private Step count() {
        BsonDocument filter = documents.filter();
        return step("count " + filter, collection -> "" + collection.countDocuments(filter));
    }

    /** As tiers are counted. */
    private Step sum() {
        BsonDocument filter = documents.filter();
        List<Bson> pipeline = List.of(
                new BsonDocument("$match", filter),
                BsonDocument.parse("{$group: {_id: '$state', free: {$sum: '$free'}, n: {$sum: 1},"
                        + " first: {$min: '$at'}, last: {$max: '$at'}}}"),
                BsonDocument.parse("{$sort: {_id: 1}}"));
        return step(
                "sum " + filter,
                collection -> collection
                        .aggregate(pipeline)
                        .map(RandomProgram::text)
                        .into(new ArrayList<>())
                        .toString());
    }

    private Step delete() {
        BsonDocument filter = random.nextBoolean() ? documents.filter() : documents.withId(documents.filter());
        return step(
                "deleteMany " + filter,
                collection -> "deleted " + collection.deleteMany(filter).getDeletedCount());
    }

    private Step replace() {
        BsonDocument filter = documents.withId(new BsonDocument());
        BsonDocument replacement = documents.document();
        replacement.remove("_id");
        return step(
                "replaceOne " + filter + " " + replacement,
                collection -> text(collection.replaceOne(filter, replacement, new ReplaceOptions().upsert(true))));
    }

    private static Step step(String text, Function<MongoCollection<BsonDocument>, String> run) {
        return new Step(text, !text.startsWith("updateMany"), collection -> {
            try {
                return run.apply(collection);
            } catch (MongoBulkWriteException e) {
                return "errors "
                        + e.getWriteErrors().stream()
                                .sorted(Comparator.comparing(BulkWriteError::getIndex))
                                .map(error -> error.getIndex() + ":" + code(error.getCode()))
                                .collect(Collectors.joining(" "))
                        + " matched " + e.getWriteResult().getMatchedCount()
                        + " modified " + e.getWriteResult().getModifiedCount();
            } catch (MongoWriteException e) {
                return "error " + code(e.getError().getCode());
            } catch (MongoCommandException e) {
                return "error " + code(e.getErrorCode());
            }
        });
    }

    /** DocumentDB answers FailedToParse where a path leads through an array by a name, MongoDB PathNotViable. */
    private static int code(int code) {
        return code == FAILED_TO_PARSE ? PATH_NOT_VIABLE : code;
    }

    private static String text(UpdateResult result) {
        return "matched " + result.getMatchedCount() + " modified " + result.getModifiedCount() + " upserted "
                + result.getUpsertedId();
    }

    /** The order in which fields were added is left out. */
    static String text(BsonDocument document) {
        return document == null ? "nothing" : ((BsonDocument) sorted(document)).toJson();
    }

    private static BsonValue sorted(BsonValue value) {
        if (value.isDocument()) {
            BsonDocument sorted = new BsonDocument();
            new TreeMap<>(value.asDocument()).forEach((field, each) -> sorted.append(field, sorted(each)));
            return sorted;
        }
        return value.isArray()
                ? new BsonArray(
                        value.asArray().stream().map(RandomProgram::sorted).toList())
                : value;
    }
}
