package io.holdfast.simulation.documents;

import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonType;
import org.bson.BsonValue;

/** Arithmetic with numbers of different types: the result has the wider one. The product stores no decimal numbers, so these are refused. */
final class Numbers {

    private Numbers() {}

    /** @throws ServerError if whole numbers overflow */
    static BsonValue sum(BsonValue a, BsonValue b) {
        if (!areWhole(a, b)) {
            return new BsonDouble(value(a) + value(b));
        }
        long left = a.asNumber().longValue();
        long right = b.asNumber().longValue();
        long sum = left + right;
        if (((left ^ sum) & (right ^ sum)) < 0) {
            throw ServerError.badValue("Failed to apply $inc operations to current value: overflow");
        }
        return whole(sum, a, b);
    }

    static BsonValue difference(BsonValue a, BsonValue b) {
        return areWhole(a, b)
                ? whole(
                        Math.subtractExact(
                                a.asNumber().longValue(), b.asNumber().longValue()),
                        a,
                        b)
                : new BsonDouble(value(a) - value(b));
    }

    static BsonValue product(BsonValue a, BsonValue b) {
        return areWhole(a, b)
                ? whole(
                        Math.multiplyExact(
                                a.asNumber().longValue(), b.asNumber().longValue()),
                        a,
                        b)
                : new BsonDouble(value(a) * value(b));
    }

    static BsonValue remainder(BsonValue a, BsonValue b) {
        return areWhole(a, b)
                ? whole(a.asNumber().longValue() % b.asNumber().longValue(), a, b)
                : new BsonDouble(value(a) % value(b));
    }

    private static boolean areWhole(BsonValue a, BsonValue b) {
        return BsonOrder.isInteger(a) && BsonOrder.isInteger(b);
    }

    private static BsonValue whole(long result, BsonValue a, BsonValue b) {
        return a.isInt32() && b.isInt32() && result == (int) result
                ? new BsonInt32((int) result)
                : new BsonInt64(result);
    }

    private static double value(BsonValue number) {
        if (number.getBsonType() == BsonType.DECIMAL128) {
            throw new UnsupportedOperationException("Arithmetic with decimal numbers");
        }
        return number.asNumber().doubleValue();
    }
}
