package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doCallRealMethod;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.cursor.TimeoutMode;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LongReadsTests {

    private static final Document FIRST = new Document("_id", "1");
    private static final Document SECOND = new Document("_id", "2");

    private final FindIterable<Document> find = mock();
    private final FindIterable<Document> findForLong = mock();
    private final MongoCursor<Document> cursor = mock();

    @BeforeEach
    void twoAreFound() {
        Iterator<Document> documents = List.of(FIRST, SECOND).iterator();
        when(find.timeoutMode(TimeoutMode.ITERATION)).thenReturn(findForLong);
        when(findForLong.iterator()).thenReturn(cursor);
        when(cursor.hasNext()).thenAnswer(_ -> documents.hasNext());
        when(cursor.next()).thenAnswer(_ -> documents.next());
        doCallRealMethod().when(cursor).forEachRemaining(any());
    }

    /** Otherwise it would end when a statement may last no longer, however much is left. */
    @Test
    void theLimitOfTimeIsForEachBatch() {
        try (Stream<Document> read = LongReads.stream(find)) {
            assertThat(read).containsExactly(FIRST, SECOND);
        }
        verify(find, never()).iterator();
    }

    @Test
    void noMoreIsReadThanIsAskedFor() {
        try (Stream<Document> read = LongReads.stream(find)) {
            assertThat(read.findFirst()).contains(FIRST);
        }
        verify(cursor, times(1)).next();
    }

    @Test
    void theCursorIsClosedWithTheStream() {
        Stream<Document> read = LongReads.stream(find);
        verify(cursor, never()).close();

        read.close();

        verify(cursor).close();
    }
}
