package io.holdfast.events.search;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.TierState;
import io.holdfast.money.Currency;
import io.holdfast.words.WordForms;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.Term;
import org.apache.lucene.util.BytesRef;

/** An event as the index has it: the fields by which it is found and sorted. */
final class EventDocument {

    static final String STARTS = "starts";
    static final String START_DAY = "startDay";
    static final String ENDS = "ends";
    static final String END_DAY = "endDay";
    static final String OVER = "over";

    /** 1 if searches find it, 0 if not; can be changed without writing the event anew. */
    static final String LISTED = "listed";

    private static final String CATEGORY = "category";
    private static final String ORGANIZER = "organizer";
    private static final String ID = "id";
    private static final int NAME_KEY_LENGTH = 100;

    private EventDocument() {}

    /** Matches the document of one event. */
    static Term id(String eventId) {
        return new Term(ID, eventId);
    }

    /** Matches the documents of an organizer's events. */
    static Term organizer(String organizerId) {
        return new Term(ORGANIZER, organizerId);
    }

    /** Matches the documents of a category, which may have several names. */
    static Term category(String name, WordAnalyzer analyzer) {
        return new Term(CATEGORY, categoryKey(name, analyzer));
    }

    static long listed(boolean listed) {
        return listed ? 1 : 0;
    }

    static Document of(EventState event, boolean listed, WordAnalyzer analyzer) {
        Document document = new Document();
        document.add(new StringField(ORGANIZER, event.organizerId(), Field.Store.NO));
        document.add(new NumericDocValuesField(LISTED, listed(listed)));
        document.add(new StringField(ID, event.id(), Field.Store.NO));
        for (IndexedText field : IndexedText.values()) {
            field.of(event).forEach(text -> addText(document, field, text, analyzer));
            if (field.hasElsewhere()) {
                addWords(document, field.elsewhereName(), analyzer.names(field.elsewhere(event)));
            }
        }
        if (event.category() != null) {
            document.add(new StringField(CATEGORY, categoryKey(event.category(), analyzer), Field.Store.NO));
        }
        long starts = event.startsAt().toEpochMilli();
        document.add(new LongPoint(STARTS, starts));
        long startDay = day(event.startsAt(), event);
        document.add(new LongPoint(START_DAY, startDay));
        document.add(new NumericDocValuesField(START_DAY, startDay));
        document.add(new LongPoint(ENDS, event.endsAt().toEpochMilli()));
        document.add(new LongPoint(OVER, over(event)));
        // What ends at midnight takes place on the day before.
        document.add(new LongPoint(END_DAY, day(event.endsAt().minusMillis(1), event)));
        document.add(new NumericDocValuesField(SortKey.STARTS.fieldName(), starts));
        document.add(new NumericDocValuesField(SortKey.PRICE.fieldName(), worth(event)));
        document.add(new SortedDocValuesField(SortKey.NAME.fieldName(), nameKey(event.name(), analyzer)));
        document.add(new SortedDocValuesField(SortKey.ID.fieldName(), new BytesRef(event.id())));
        return document;
    }

    private static void addText(Document document, IndexedText field, String text, WordAnalyzer analyzer) {
        addWords(document, field.fieldName(), analyzer.indexed(text));
        if (field.hasGrams(text)) {
            Set<String> spellings = new LinkedHashSet<>(WordForms.inItsScript(text));
            spellings.addAll(Spellings.inItsScript(text));
            spellings.forEach(letters -> document.add(new TextField(field.gramsName(), Grams.of(letters))));
        }
    }

    private static void addWords(Document document, String field, Set<String> terms) {
        document.add(new TextField(field, new ListTokenStream(terms)));
    }

    /** The same for all names of a category. */
    private static String categoryKey(String name, WordAnalyzer analyzer) {
        return analyzer.folded(OtherNames.ofCategory(name).stream().findFirst().orElse(name));
    }

    /** From when it is over: when it ends, unless it has ended before. */
    private static long over(EventState event) {
        return event.status() == EventStatus.ENDED
                ? Long.MIN_VALUE
                : event.endsAt().toEpochMilli();
    }

    /** In the event's time zone. */
    private static long day(Instant at, EventState event) {
        return at.atZone(ZoneId.of(event.timezone())).toLocalDate().toEpochDay();
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
