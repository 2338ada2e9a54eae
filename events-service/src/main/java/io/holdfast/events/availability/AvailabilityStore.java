package io.holdfast.events.availability;

import io.holdfast.contracts.AvailabilityChanged;
import io.holdfast.messaging.GroupedReads;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bson.Document;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/** The newest counts of every event, in the database. */
@Component
public class AvailabilityStore {

    private final MongoTemplate mongo;
    private final GroupedReads<Counts> reads;

    AvailabilityStore(MongoTemplate mongo) {
        this.mongo = mongo;
        this.reads = new GroupedReads<>(
                mongo.getCollection(Counts.COLLECTION),
                withoutSeats(new Criteria()).getFieldsObject(),
                document -> mongo.getConverter().read(Counts.class, document));
    }

    /** Stores counts, unless newer ones are stored already. Repeating it changes nothing. */
    public void apply(AvailabilityChanged message) {
        Counts counts = Counts.of(message);
        Query older = Query.query(
                Criteria.where("_id").is(counts.eventId()).and("version").lt(counts.version()));
        Update update = new Update()
                .set("version", counts.version())
                .set("tiers", counts.tiers())
                .set("asOf", counts.asOf());
        if (mongo.updateFirst(older, update, Counts.class).getMatchedCount() == 0) {
            insertIfNew(counts, older, update);
        }
    }

    /** What is left of an event now. Read once for all who ask for it at the same time. */
    public Availability of(TierCapacities capacities) {
        return known(capacities).availability();
    }

    /** What is left of many events now, by their ids. */
    public Map<String, Availability> of(Collection<TierCapacities> events) {
        List<String> ids = events.stream().map(TierCapacities::eventId).toList();
        Map<String, Counts> counts = mongo
                .find(withoutSeats(Criteria.where("_id").in(ids)), Counts.class)
                .stream()
                .collect(Collectors.toMap(Counts::eventId, Function.identity()));
        return events.stream()
                .collect(Collectors.toMap(
                        TierCapacities::eventId, each -> Availability.of(each, counts.get(each.eventId()))));
    }

    /** Which numbered seats are taken now. */
    public TakenSeats takenSeats(TierCapacities capacities) {
        return TakenSeats.of(capacities, mongo.findById(capacities.eventId(), Counts.class));
    }

    /** The version of what {@link #takenSeats} returns now; 0 as long as orders-service has published no counts. */
    public long version(String eventId) {
        Query query = Query.query(Criteria.where("_id").is(eventId));
        query.fields().include("version");
        Document counts = mongo.findOne(query, Document.class, Counts.COLLECTION);
        return counts != null && counts.get("version") instanceof Number version ? version.longValue() : 0;
    }

    KnownAvailability known(TierCapacities capacities) {
        return new KnownAvailability(
                capacities, reads.find(capacities.eventId()).orElse(null));
    }

    private void insertIfNew(Counts counts, Query older, Update update) {
        try {
            mongo.insert(counts);
        } catch (DuplicateKeyException e) {
            // Another replica inserted counts since: newer or older ones.
            mongo.updateFirst(older, update, Counts.class);
        }
    }

    /** Leaves out the taken seats, which are longer than all the rest. */
    private static Query withoutSeats(Criteria criteria) {
        Query query = Query.query(criteria);
        query.fields().exclude("tiers.takenSeats");
        return query;
    }
}
