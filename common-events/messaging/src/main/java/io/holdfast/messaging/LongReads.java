package io.holdfast.messaging;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.cursor.TimeoutMode;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bson.Document;

/** Reads of whole collections, which take longer than a statement may: the limit is for each batch instead. */
public final class LongReads {

    private LongReads() {}

    /** What is found, one by one and in its order. The caller closes the stream. */
    public static Stream<Document> stream(FindIterable<Document> found) {
        MongoCursor<Document> cursor = found.timeoutMode(TimeoutMode.ITERATION).iterator();
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(cursor, Spliterator.ORDERED), false)
                .onClose(cursor::close);
    }
}
