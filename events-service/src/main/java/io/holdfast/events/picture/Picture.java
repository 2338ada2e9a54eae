package io.holdfast.events.picture;

import java.time.Instant;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A picture as it is served, or the intent to fetch one.
 *
 * @param id derived from its address or, if it was uploaded, from its content
 * @param source the address it is fetched from; null if it was uploaded
 * @param jpeg what is served; null until it was fetched
 * @param tries how often it was fetched, or is being
 * @param nextTry when it is fetched again; null if it is not
 * @param problem why there is none, as the last try found; null if there is one or it was not tried
 */
@Document(Picture.COLLECTION)
record Picture(
        @Id String id,
        @Nullable String source,
        @Nullable Binary jpeg,
        int tries,
        @Nullable Instant nextTry,
        @Nullable PictureProblem problem,
        Instant createdAt) {

    static final String COLLECTION = "pictures";

    static Picture wanted(String id, String source, Instant now) {
        return new Picture(id, source, null, 0, now, null, now);
    }

    static Picture uploaded(String id, byte[] jpeg, Instant now) {
        return new Picture(id, null, new Binary(jpeg), 0, null, null, now);
    }

    /** Without its content. */
    @Override
    public String toString() {
        return "Picture[" + id + ", " + source + "]";
    }
}
