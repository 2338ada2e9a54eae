package io.holdfast.simulation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a run that tells what went wrong: what clients asked and were told, what services logged, every fault, and those operations
 * of databases that are about what the findings name.
 */
public final class Story {

    private static final Pattern OPERATION = Pattern.compile("^ *[0-9.]+ \\S+ +\\S+: \\{.*");
    private static final Pattern ID = Pattern.compile("\\b[0-9a-z]{26}\\b");
    private static final Pattern ROUTINE = Pattern.compile(" starts$| is ready$| DEBUG | INFO ");
    private static final int LONGEST_LINE = 400;
    private static final int BRIEF_LINE = 200;

    private Story() {}

    /** The same in fewer words: up to the first thing that is wrong, without what services tell of themselves. */
    public static List<String> brief(Outcome outcome) {
        List<String> brief = new ArrayList<>();
        for (String line : of(outcome)) {
            if (!ROUTINE.matcher(line).find()) {
                brief.add(line.length() <= BRIEF_LINE ? line : line.substring(0, BRIEF_LINE) + "…");
            }
            if (line.contains("WRONG: ")) {
                break;
            }
        }
        return brief;
    }

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
