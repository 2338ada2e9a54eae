package io.holdfast.simulation;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a run that tells what went wrong: what clients asked and were told, what services logged, every fault, and those operations
 * of databases that are about what the findings name.
 */
final class Story {

    private static final Pattern OPERATION = Pattern.compile("^ *[0-9.]+ \\S+ +\\S+: \\{.*");
    private static final Pattern ID = Pattern.compile("\\b[0-9a-z]{26}\\b");
    private static final int LONGEST_LINE = 400;

    private Story() {}

    static List<String> of(Outcome outcome) {
        Set<String> named = new LinkedHashSet<>();
        outcome.wrong().forEach(finding -> {
            Matcher ids = ID.matcher(finding);
            while (ids.find()) {
                named.add(ids.group());
            }
        });
        return outcome.story().stream()
                .filter(line -> !OPERATION.matcher(line).matches()
                        || (!line.contains("\"find\"") && named.stream().anyMatch(line::contains)))
                .map(line -> line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…")
                .toList();
    }
}
