package io.holdfast.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The processor time of one thing that is done, in microseconds by process, measured in several rounds. */
final class ProcessorTime {

    private final Map<String, Series> micros = new LinkedHashMap<>();

    /** @param each of a round, from {@link Cpu#microsEach} */
    void add(Map<String, Double> each) {
        each.forEach((process, value) ->
                micros.computeIfAbsent(process, fresh -> new Series()).add(value));
    }

    /** Of all processes together, the median. */
    String total() {
        return String.format(
                Locale.ROOT,
                "%.0f",
                micros.values().stream().mapToDouble(Series::median).sum());
    }

    /** Adds what was measured to the values of a figure. */
    void addTo(Map<String, Object> values) {
        micros.forEach((process, series) -> values.put("cpuMicrosEach." + process, series));
    }

    /** Prints a column for each process of the first row, and a row for each name. */
    static void table(Report report, Map<String, ProcessorTime> rows) {
        List<String> processes =
                List.copyOf(rows.values().iterator().next().micros.keySet());
        List<String> columns = new ArrayList<>(List.of(""));
        columns.addAll(processes);
        report.table(
                "Where the time goes: processor time in µs each, by process",
                columns,
                rows.entrySet().stream()
                        .map(row -> row.getValue().cells(row.getKey(), processes))
                        .toList());
    }

    private List<String> cells(String name, List<String> processes) {
        List<String> cells = new ArrayList<>(List.of(name));
        for (String process : processes) {
            cells.add(micros.getOrDefault(process, new Series()).text("%.0f"));
        }
        return cells;
    }
}
