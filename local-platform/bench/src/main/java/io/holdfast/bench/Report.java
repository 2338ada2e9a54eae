package io.holdfast.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The results of a bench: tables for people, and a JSON file for programs. */
final class Report {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final String what;
    private final Instant at = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final Map<String, Object> machine = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> figures = new LinkedHashMap<>();
    private final List<Goal> goals = new ArrayList<>();

    private record Goal(String goal, double value, boolean reached) {}

    Report(String what, String servers) {
        this.what = what;
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        machine.put("cores", system.getAvailableProcessors());
        machine.put("system", system.getName() + " " + system.getVersion());
        machine.put("java", Runtime.version().toString());
        machine.put("servers", servers);
        machine.put("loadBefore", system.getSystemLoadAverage());
        IO.println("%d cores, Java %s, %s, load average before: %.1f"
                .formatted(system.getAvailableProcessors(), Runtime.version(), servers, system.getSystemLoadAverage()));
    }

    /** Prints a table: one row for each figure, its cells as text. */
    void table(String title, List<String> columns, List<List<String>> rows) {
        IO.println();
        IO.println(title);
        List<List<String>> all = new ArrayList<>(List.of(columns));
        all.addAll(rows);
        int[] widths = new int[columns.size()];
        for (List<String> row : all) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : all) {
            StringBuilder line = new StringBuilder(" ");
            for (int i = 0; i < row.size(); i++) {
                line.append(String.format(
                        Locale.ROOT, i == 0 ? " %-" + widths[i] + "s" : "  %" + widths[i] + "s", row.get(i)));
            }
            IO.println(line.toString().stripTrailing());
        }
    }

    /** Adds every single value of a figure to the file. */
    void figure(String name, Map<String, ?> values) {
        Map<String, Object> plain = new LinkedHashMap<>();
        values.forEach((key, value) -> plain.put(key, value instanceof Series series ? series.values() : value));
        figures.put(name, plain);
    }

    /** Adds a goal, and whether it was reached. */
    void goal(String goal, double value, double atLeast, double atMost) {
        goals.add(new Goal(goal, value, value >= atLeast && value <= atMost));
    }

    /** Prints the goals and writes the file. */
    void finish(Path directory) {
        if (!goals.isEmpty()) {
            table(
                    "Goals",
                    List.of("", "measured", ""),
                    goals.stream()
                            .map(goal -> List.of(
                                    goal.goal(),
                                    String.format(Locale.ROOT, "%,.2f", goal.value()),
                                    goal.reached() ? "reached" : "missed"))
                            .toList());
        }
        double loadAfter = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        machine.put("loadAfter", loadAfter);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("bench", what);
        all.put("at", at.toString());
        all.put("machine", machine);
        all.put("figures", figures);
        all.put("goals", goals);
        Path file = directory.resolve(what + "-" + at.toString().replace(":", "") + ".json");
        try {
            Files.createDirectories(directory);
            Files.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(all));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        IO.println();
        IO.println("Load average after: %.1f. Every single value is in %s".formatted(loadAfter, file));
    }
}
