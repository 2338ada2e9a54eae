package io.holdfast.events.availability;

import io.holdfast.contracts.AvailabilityChanged;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/** What every event has left, as last heard, in the database. */
@Component
public class AvailabilityBoard {

    private final MongoTemplate mongo;

    AvailabilityBoard(MongoTemplate mongo) {
        this.mongo = mongo;
    }

    /** Writes down what orders-service says, unless newer news are there already. Repeating it changes nothing. */
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

    /** What is left now. */
    public Availability of(Places places) {
        return standing(places).availability();
    }

    /** Which numbered seats are taken now. */
    public TakenSeats takenSeats(Places places) {
        return TakenSeats.of(places, mongo.findById(places.eventId(), Counts.class));
    }

    Standing standing(Places places) {
        return new Standing(places, mongo.findOne(numbers(Criteria.where("_id").is(places.eventId())), Counts.class));
    }

    /** Without which seats are taken, which is more than all the rest. */
    private static Query numbers(Criteria criteria) {
        Query query = Query.query(criteria);
        query.fields().exclude("tiers.takenSeats");
        return query;
    }

    /** The same for many events at once, by their ids. */
    public Map<String, Availability> of(Collection<Places> places) {
        List<String> ids = places.stream().map(Places::eventId).toList();
        Map<String, Counts> counts = mongo.find(numbers(Criteria.where("_id").in(ids)), Counts.class).stream()
                .collect(Collectors.toMap(Counts::eventId, Function.identity()));
        return places.stream()
                .collect(Collectors.toMap(Places::eventId, each -> Availability.of(each, counts.get(each.eventId()))));
    }

    private void insertIfNew(Counts counts, Query older, Update update) {
        try {
            mongo.insert(counts);
        } catch (DuplicateKeyException e) {
            // It is there: newer already, or another replica wrote an older one in between.
            mongo.updateFirst(older, update, Counts.class);
        }
    }
}
