package io.holdfast.events.search;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.TierState;
import io.holdfast.money.Currency;
import java.time.ZoneId;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.Term;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** An event as the index has it: the fields by which it is found and sorted. */
final class EventDocument {

    static final String CATEGORY = "category";
    static final String CITY = "city";
    static final String STARTS = "starts";
    static final String START_DAY = "startDay";
    static final String ENDS = "ends";

    private static final String ID = "id";
    private static final int NAME_KEY_LENGTH = 100;

    private EventDocument() {}

    /** Matches the document of one event. */
    static Term id(EventState event) {
        return new Term(ID, event.id());
    }

    static Document of(EventState event, WordAnalyzer analyzer) {
        Document document = new Document();
        document.add(new StringField(ID, event.id(), Field.Store.NO));
        for (IndexedText field : IndexedText.values()) {
            Optional.ofNullable(field.of(event))
                    .ifPresent(text -> document.add(new TextField(field.fieldName(), text, Field.Store.NO)));
        }
        addWhole(document, CATEGORY, event.category(), analyzer);
        addWhole(document, CITY, event.venue().city(), analyzer);
        long starts = event.startsAt().toEpochMilli();
        document.add(new LongPoint(STARTS, starts));
        document.add(new LongPoint(START_DAY, startDay(event)));
        document.add(new LongPoint(ENDS, event.endsAt().toEpochMilli()));
        document.add(new NumericDocValuesField(SortKey.STARTS.fieldName(), starts));
        document.add(new NumericDocValuesField(SortKey.PRICE.fieldName(), worth(event)));
        document.add(new SortedDocValuesField(SortKey.NAME.fieldName(), nameKey(event.name(), analyzer)));
        document.add(new SortedDocValuesField(SortKey.ID.fieldName(), new BytesRef(event.id())));
        return document;
    }

    private static void addWhole(Document document, String field, @Nullable String value, WordAnalyzer analyzer) {
        if (value != null) {
            document.add(new StringField(field, analyzer.folded(value), Field.Store.NO));
        }
    }

    private static long startDay(EventState event) {
        return event.startsAt()
                .atZone(ZoneId.of(event.timezone()))
                .toLocalDate()
                .toEpochDay();
    }

    /** Of the lowest price, roughly, so that prices in unlike currencies can be put in order. */
    private static long worth(EventState event) {
        long lowest = event.tiers().stream().mapToLong(TierState::price).min().orElse(0);
        return Currency.find(event.currency()).orElse(Currency.of("USD")).roughWorth(lowest);
    }

    private static BytesRef nameKey(String name, WordAnalyzer analyzer) {
        String folded = analyzer.folded(name);
        // A name that consists of symbols has no words, and is sorted as it is.
        String key = folded.isEmpty() ? name : folded;
        return new BytesRef(key.codePoints()
                .limit(NAME_KEY_LENGTH)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString());
    }
}
