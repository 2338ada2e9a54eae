package io.holdfast.simulation.documents;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonType;
import org.bson.BsonValue;

/** MongoDB's order of values of all types. Numbers of different types that are equal count as equal. */
final class BsonOrder implements Comparator<BsonValue> {

    static final BsonOrder ORDER = new BsonOrder();

    private BsonOrder() {}

    static boolean areEqual(BsonValue a, BsonValue b) {
        return ORDER.compare(a, b) == 0;
    }

    /** Whether both have the same types, values and order of fields: writing one in place of the other would change nothing. */
    static boolean areIdentical(BsonValue a, BsonValue b) {
        if (a.getBsonType() != b.getBsonType()) {
            return false;
        }
        if (a.isDocument()) {
            return areIdentical(a.asDocument(), b.asDocument());
        }
        if (a.isArray()) {
            List<BsonValue> left = a.asArray();
            List<BsonValue> right = b.asArray();
            if (left.size() != right.size()) {
                return false;
            }
            for (int i = 0; i < left.size(); i++) {
                if (!areIdentical(left.get(i), right.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return a.equals(b);
    }

    private static boolean areIdentical(BsonDocument a, BsonDocument b) {
        if (a.size() != b.size()) {
            return false;
        }
        Iterator<Map.Entry<String, BsonValue>> others = b.entrySet().iterator();
        for (Map.Entry<String, BsonValue> field : a.entrySet()) {
            Map.Entry<String, BsonValue> other = others.next();
            if (!field.getKey().equals(other.getKey()) || !areIdentical(field.getValue(), other.getValue())) {
                return false;
            }
        }
        return true;
    }

    /** The place of a type in the order; comparisons in filters are between values of the same place. */
    static int rank(BsonValue value) {
        return switch (value.getBsonType()) {
            case MIN_KEY -> -1;
            case UNDEFINED, END_OF_DOCUMENT -> 0;
            case NULL -> 5;
            case INT32, INT64, DOUBLE, DECIMAL128 -> 10;
            case STRING, SYMBOL -> 15;
            case DOCUMENT -> 20;
            case ARRAY -> 25;
            case BINARY -> 30;
            case OBJECT_ID -> 35;
            case BOOLEAN -> 40;
            case DATE_TIME -> 45;
            case TIMESTAMP -> 47;
            case REGULAR_EXPRESSION -> 50;
            case DB_POINTER -> 55;
            case JAVASCRIPT -> 60;
            case JAVASCRIPT_WITH_SCOPE -> 65;
            case MAX_KEY -> 127;
        };
    }

    @Override
    public int compare(BsonValue a, BsonValue b) {
        int byRank = Integer.compare(rank(a), rank(b));
        return byRank != 0 ? byRank : compareSameRank(a, b);
    }

    private int compareSameRank(BsonValue a, BsonValue b) {
        return switch (a.getBsonType()) {
            case INT32, INT64, DOUBLE, DECIMAL128 -> compareNumbers(a, b);
            case STRING -> compareStrings(a.asString().getValue(), b.asString().getValue());
            case DOCUMENT -> compareDocuments(a.asDocument(), b.asDocument());
            case ARRAY -> compareArrays(a.asArray(), b.asArray());
            case BINARY -> compareBinaries(a.asBinary(), b.asBinary());
            case OBJECT_ID -> a.asObjectId().compareTo(b.asObjectId());
            case BOOLEAN ->
                Boolean.compare(a.asBoolean().getValue(), b.asBoolean().getValue());
            case DATE_TIME ->
                Long.compare(a.asDateTime().getValue(), b.asDateTime().getValue());
            case TIMESTAMP -> a.asTimestamp().compareTo(b.asTimestamp());
            case REGULAR_EXPRESSION ->
                a.asRegularExpression()
                        .getPattern()
                        .compareTo(b.asRegularExpression().getPattern());
            case MIN_KEY, MAX_KEY, NULL, UNDEFINED -> 0;
            default -> throw new UnsupportedOperationException("Comparing values of type " + a.getBsonType());
        };
    }

    private static int compareNumbers(BsonValue a, BsonValue b) {
        if (isInteger(a) && isInteger(b)) {
            return Long.compare(a.asNumber().longValue(), b.asNumber().longValue());
        }
        double left = a.asNumber().doubleValue();
        double right = b.asNumber().doubleValue();
        if (Double.isNaN(left) || Double.isNaN(right)) {
            return Boolean.compare(!Double.isNaN(left), !Double.isNaN(right));
        }
        if (left != right || Double.isInfinite(left)) {
            return left < right ? -1 : left > right ? 1 : 0;
        }
        return exact(a).compareTo(exact(b));
    }

    static boolean isInteger(BsonValue number) {
        return number.getBsonType() == BsonType.INT32 || number.getBsonType() == BsonType.INT64;
    }

    private static BigDecimal exact(BsonValue number) {
        return switch (number.getBsonType()) {
            case DOUBLE -> new BigDecimal(number.asDouble().getValue());
            case DECIMAL128 -> number.asDecimal128().getValue().bigDecimalValue();
            default -> BigDecimal.valueOf(number.asNumber().longValue());
        };
    }

    /** By code points, which is the order of their bytes in UTF-8. */
    private static int compareStrings(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char left = a.charAt(i);
            char right = b.charAt(i);
            if (left != right) {
                boolean surrogates = Character.isSurrogate(left) != Character.isSurrogate(right);
                return surrogates ? (Character.isSurrogate(left) ? 1 : -1) : Character.compare(left, right);
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    private int compareDocuments(BsonDocument a, BsonDocument b) {
        Iterator<Map.Entry<String, BsonValue>> left = a.entrySet().iterator();
        Iterator<Map.Entry<String, BsonValue>> right = b.entrySet().iterator();
        while (left.hasNext() && right.hasNext()) {
            Map.Entry<String, BsonValue> one = left.next();
            Map.Entry<String, BsonValue> other = right.next();
            int byType = Integer.compare(rank(one.getValue()), rank(other.getValue()));
            int byName = byType != 0 ? byType : compareStrings(one.getKey(), other.getKey());
            int byValue = byName != 0 ? byName : compareSameRank(one.getValue(), other.getValue());
            if (byValue != 0) {
                return byValue;
            }
        }
        return Boolean.compare(left.hasNext(), right.hasNext());
    }

    private int compareArrays(BsonArray a, BsonArray b) {
        int common = Math.min(a.size(), b.size());
        for (int i = 0; i < common; i++) {
            int byElement = compare(a.get(i), b.get(i));
            if (byElement != 0) {
                return byElement;
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    private static int compareBinaries(BsonBinary a, BsonBinary b) {
        int byLength = Integer.compare(a.getData().length, b.getData().length);
        int byType = byLength != 0 ? byLength : Integer.compare(a.getType() & 0xFF, b.getType() & 0xFF);
        return byType != 0 ? byType : Arrays.compareUnsigned(a.getData(), b.getData());
    }
}
