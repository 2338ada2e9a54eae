package io.holdfast.auth.account;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import io.holdfast.mail.Mail;
import io.holdfast.mail.Mails;
import io.holdfast.messaging.CollectionIndexes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.stereotype.Component;

/**
 * Tells people by a last mail that they are forgotten. The write that removes the address notes it beside, for this mail only; then the mail
 * has it, which forgets it once it is sent, or given up.
 */
@Component
class LastMails {

    private static final String NOTE = "lastMail";
    private static final String TO = "to";
    private static final String AT = "at";
    private static final String NOTED_AT = NOTE + "." + AT;

    private static final String LAST_MAIL = "the last mail to";

    /** A note older than this was left by a crash: the request that made it is over. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final MongoOperations mongo;
    private final Mails mails;
    private final Clock clock;

    LastMails(MongoOperations mongo, Mails mails, Clock clock) {
        this.mongo = mongo;
        this.mails = mails;
        this.clock = clock;
    }

    /** Of the collections that it notes mails in. */
    static IndexModel index() {
        return CollectionIndexes.partial(NOTED_AT, "last-mails");
    }

    /**
     * What the write that forgets someone also sets; nothing if no mails are sent.
     *
     * @param email whose owner is known
     * @param language as a tag; null if unknown
     */
    Document note(String email, @Nullable String language) {
        if (!mails.isOn()) {
            return new Document();
        }
        Document note = new Document(TO, email).append(AT, Date.from(clock.instant()));
        if (language != null) {
            note.append(Mail.LANGUAGE, language);
        }
        return new Document(NOTE, note);
    }

    /** To who had the account. If it fails, {@link #finish} repeats it. */
    void accountErased(String id) {
        tryToKeep(Account.COLLECTION, id, ErasedMail.ACCOUNT);
    }

    /** To who bought without an account. If it fails, {@link #finish} repeats it. */
    void guestErased(String id) {
        tryToKeep(Guest.COLLECTION, id, ErasedMail.GUEST);
    }

    /** Keeps the mails that were not kept at once. */
    void finish() {
        finish(Account.COLLECTION, ErasedMail.ACCOUNT);
        finish(Guest.COLLECTION, ErasedMail.GUEST);
    }

    private void finish(String collection, String kind) {
        Document due = CollectionIndexes.indexed(
                NOTED_AT, "$lt", Date.from(clock.instant().minus(GRACE)));
        List<Document> left = mongo.getCollection(collection).find(due).into(new ArrayList<>());
        left.forEach(forgotten ->
                Repeated.tryNow(LAST_MAIL, forgotten.getString("_id"), () -> keep(collection, forgotten, kind)));
    }

    private void tryToKeep(String collection, String id, String kind) {
        Repeated.tryNow(LAST_MAIL, id, () -> {
            List<Document> noted = mongo.getCollection(collection)
                    .find(Filters.and(Filters.eq("_id", id), Filters.exists(NOTE)))
                    .into(new ArrayList<>());
            noted.forEach(forgotten -> keep(collection, forgotten, kind));
        });
    }

    private void keep(String collection, Document forgotten, String kind) {
        String id = forgotten.getString("_id");
        Document note = forgotten.get(NOTE, Document.class);
        Map<String, String> details = new HashMap<>(Map.of(Mail.FORGOTTEN, "true"));
        String language = note.getString(Mail.LANGUAGE);
        if (language != null) {
            details.put(Mail.LANGUAGE, language);
        }
        mails.keep(new Mail(kind + ":" + id, kind, note.getString(TO), details));
        mongo.getCollection(collection)
                .updateOne(Filters.eq("_id", id), new Document("$unset", new Document(NOTE, "")));
    }
}
