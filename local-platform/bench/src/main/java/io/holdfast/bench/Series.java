package io.holdfast.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One figure, measured in several rounds. */
final class Series {

    private final List<Double> values = new ArrayList<>();

    static Series of(List<Double> values) {
        Series series = new Series();
        values.forEach(series::add);
        return series;
    }

    void add(double value) {
        values.add(value);
    }

    List<Double> values() {
        return List.copyOf(values);
    }

    double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    /** This divided by {@code other}, round by round, so that a slow round does not change the ratio. */
    Series dividedBy(Series other) {
        Series ratios = new Series();
        for (int i = 0; i < Math.min(values.size(), other.values.size()); i++) {
            ratios.add(values.get(i) / other.values.get(i));
        }
        return ratios;
    }

    /** The median, followed by the extremes if there are several values. */
    String text(String format) {
        String median = String.format(Locale.ROOT, format, median());
        if (values.size() < 2) {
            return median;
        }
        double least = values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
        double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
        return median
                + " ("
                + String.format(Locale.ROOT, format, least)
                + "–"
                + String.format(Locale.ROOT, format, most)
                + ")";
    }
}
