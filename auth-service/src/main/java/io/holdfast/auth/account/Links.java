package io.holdfast.auth.account;

import com.mongodb.client.model.Filters;
import io.holdfast.messaging.Ids;
import io.holdfast.messaging.SortedBulkWrites;
import io.holdfast.web.ProblemException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** The links that were sent, in the database. */
@Component
class Links {

    private static final int SECRET_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final MongoOperations mongo;
    private final Clock clock;

    Links(MongoOperations mongo, Clock clock) {
        this.mongo = mongo;
        this.clock = clock;
    }

    /** A new link's secret, to be sent to {@code email} and nowhere else. */
    String create(LinkKind kind, String account, String email) {
        return create(kind, account, email, null);
    }

    /**
     * A new link's secret, to be sent to {@code email} and nowhere else.
     *
     * @param to of a move, the address that it agrees to
     */
    String create(LinkKind kind, String account, String email, @Nullable String to) {
        byte[] bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        mongo.insert(
                new Link(hash(secret), kind, account, email, to, clock.instant().plus(kind.life())));
        return secret;
    }

    /** Keeps a link that another service made, unless it is known. */
    void keep(Link link) {
        mongo.save(link);
    }

    /**
     * The link with this secret, which can be followed again.
     *
     * @throws ProblemException 410 when there is none any more
     */
    Link find(LinkKind kind, String secret) {
        return Optional.ofNullable(mongo.findOne(valid(kind, secret), Link.class))
                .orElseThrow(Links::over);
    }

    /**
     * Uses the link with this secret up, and all others of its kind for the account: of several requests at once, one succeeds.
     *
     * @throws ProblemException 410 when there is none any more
     */
    Link use(LinkKind kind, String secret) {
        Link link = take(kind, secret);
        removeAll(kind, link.account());
        return link;
    }

    /**
     * Uses the link with this secret up: of several requests at once, one succeeds.
     *
     * @throws ProblemException 410 when there is none any more
     */
    Link take(LinkKind kind, String secret) {
        return Optional.ofNullable(mongo.findAndRemove(valid(kind, secret), Link.class))
                .orElseThrow(Links::over);
    }

    /** Whether an account, or a guest, has links that can be followed. */
    boolean exist(String account) {
        return mongo.exists(
                Query.query(
                        Criteria.where("account").is(account).and("expiresAt").gt(clock.instant())),
                Link.class);
    }

    /** Makes all links of an account useless. */
    void removeAll(String account) {
        mongo.remove(Query.query(Criteria.where("account").is(account)), Link.class);
    }

    /** Makes all links of one kind of an account useless. */
    void removeAll(LinkKind kind, String account) {
        mongo.remove(
                Query.query(Criteria.where("account").is(account).and("kind").is(kind.name())), Link.class);
    }

    /** Deletes links that ran out, with one command. True if there may be more. */
    boolean deleteExpired() {
        return SortedBulkWrites.deleteSome(
                mongo.getCollection(Link.COLLECTION), Filters.lt("expiresAt", Date.from(clock.instant())));
    }

    private Query valid(LinkKind kind, String secret) {
        return Query.query(Criteria.where("_id")
                .is(hash(secret))
                .and("kind")
                .is(kind.name())
                .and("expiresAt")
                .gt(clock.instant()));
    }

    private static String hash(String secret) {
        return Ids.derived("link", secret);
    }

    static ProblemException over() {
        return ProblemException.of(
                HttpStatus.GONE, "link-over", "This link was used already, or is too old. Ask for another one.");
    }
}
