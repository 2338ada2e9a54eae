package io.holdfast.language;

import com.ibm.icu.text.MessageFormat;
import com.ibm.icu.text.MessagePattern;
import com.ibm.icu.text.MessagePattern.ArgType;
import com.ibm.icu.text.MessagePattern.Part;
import com.ibm.icu.text.PluralRules;
import com.ibm.icu.util.ULocale;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares the bundles of all languages with the English one, for a test in the module that has them. A language may say things in its own
 * order and with its own plurals, but it says everything, and with the same arguments.
 */
public final class MessageCheck {

    /** Numbers that a person meets in pages. French and Spanish have a plural of their own for whole millions, which may be left out. */
    private static final int COMMON = 1_000;

    private static final Map<String, String> EXACTLY = Map.of("zero", "=0", "one", "=1", "two", "=2");

    private final String basename;
    private final List<String> problems = new ArrayList<>();

    private MessageCheck(String basename) {
        this.basename = basename;
    }

    /**
     * What is wrong with the bundles, each with its language and key; empty if nothing is.
     *
     * @param basename of the bundles in the class path, such as {@code mail/common}
     */
    public static List<String> problems(String basename) {
        MessageCheck check = new MessageCheck(basename);
        Map<String, String> english = check.read("");
        english.forEach((key, pattern) -> check.checkPattern(Language.ENGLISH, key, pattern));
        for (Language language : Language.values()) {
            if (language != Language.ENGLISH) {
                check.compare(language, english, check.read("_" + language.tag()));
            }
        }
        return check.problems;
    }

    private void compare(Language language, Map<String, String> english, Map<String, String> translated) {
        english.forEach((key, pattern) -> {
            String translation = translated.get(key);
            if (translation == null) {
                add(language, key, "is missing");
            } else if (checkPattern(language, key, translation)) {
                compare(language, key, pattern, translation);
            }
        });
        translated.keySet().stream()
                .filter(key -> !english.containsKey(key))
                .forEach(key -> add(language, key, "is not in English"));
    }

    private void compare(Language language, String key, String english, String translation) {
        if (!space(english).equals(space(translation))) {
            add(language, key, "has other spaces at its ends");
        }
        if (english.isBlank() != translation.isBlank()) {
            add(language, key, "is empty");
        }
        Map<Integer, Set<ArgType>> expected = arguments(english);
        Map<Integer, Set<ArgType>> found = arguments(translation);
        if (!expected.keySet().equals(found.keySet())) {
            add(language, key, "has the arguments " + found.keySet() + " instead of " + expected.keySet());
        }
        found.forEach((argument, types) -> {
            Set<ArgType> known = expected.getOrDefault(argument, Set.of());
            if (types.contains(ArgType.PLURAL) && !known.contains(ArgType.PLURAL)) {
                add(language, key, "counts {" + argument + "}, which may be text as it is used in English");
            }
        });
    }

    /** @return whether it can be parsed */
    private boolean checkPattern(Language language, String key, String pattern) {
        try {
            new MessageFormat(pattern, language.locale());
        } catch (IllegalArgumentException e) {
            add(language, key, "cannot be parsed: " + e.getMessage());
            return false;
        }
        if (pattern.contains("'")) {
            add(language, key, "has an apostrophe of a typewriter, which quotes: write ’");
        }
        MessagePattern parsed = new MessagePattern(pattern);
        for (int i = 0; i < parsed.countParts(); i++) {
            if (parsed.getPart(i).getType() == Part.Type.ARG_START) {
                checkArgument(language, key, parsed, i);
            }
        }
        return true;
    }

    private void checkArgument(Language language, String key, MessagePattern parsed, int start) {
        ArgType type = parsed.getPart(start).getArgType();
        if (type == ArgType.CHOICE) {
            add(language, key, "has a choice, which knows no plurals: write plural");
        }
        if (type != ArgType.PLURAL) {
            return;
        }
        Set<String> selectors = selectors(parsed, start);
        PluralRules rules = PluralRules.forLocale(ULocale.forLocale(language.locale()));
        Set<String> needed =
                IntStream.range(0, COMMON).mapToObj(rules::select).collect(Collectors.toCollection(TreeSet::new));
        needed.stream()
                .filter(category ->
                        !selectors.contains(category) && !selectors.contains(EXACTLY.getOrDefault(category, category)))
                .forEach(category -> add(language, key, "has no form for " + category));
        selectors.stream()
                .filter(selector ->
                        !selector.startsWith("=") && !rules.getKeywords().contains(selector))
                .forEach(
                        selector -> add(language, key, "has a form for " + selector + ", which this language has not"));
    }

    private static Set<String> selectors(MessagePattern parsed, int start) {
        Set<String> selectors = new TreeSet<>();
        int limit = parsed.getLimitPartIndex(start);
        for (int i = start + 2; i < limit; i++) {
            Part part = parsed.getPart(i);
            if (part.getType() == Part.Type.ARG_SELECTOR) {
                selectors.add(parsed.getSubstring(part));
            } else if (part.getType() == Part.Type.MSG_START) {
                i = parsed.getLimitPartIndex(i);
            }
        }
        return selectors;
    }

    private static Map<Integer, Set<ArgType>> arguments(String pattern) {
        MessagePattern parsed = new MessagePattern(pattern);
        Map<Integer, Set<ArgType>> arguments = new TreeMap<>();
        for (int i = 0; i < parsed.countParts(); i++) {
            Part part = parsed.getPart(i);
            if (part.getType() == Part.Type.ARG_START) {
                int number = parsed.getPart(i + 1).getValue();
                arguments.computeIfAbsent(number, key -> new TreeSet<>()).add(part.getArgType());
            }
        }
        return arguments;
    }

    private static String space(String text) {
        int first = 0;
        while (first < text.length() && Character.isWhitespace(text.charAt(first))) {
            first++;
        }
        int last = text.length();
        while (last > first && Character.isWhitespace(text.charAt(last - 1))) {
            last--;
        }
        return text.substring(0, first) + "|" + text.substring(last);
    }

    private Map<String, String> read(String suffix) {
        String name = basename + suffix + ".properties";
        URL file = file(name);
        if (file == null) {
            problems.add(name + " is missing");
            return Map.of();
        }
        Properties read = new StrictProperties(name, problems);
        try (Reader reader = new InputStreamReader(file.openStream(), StandardCharsets.UTF_8)) {
            read.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> messages = new TreeMap<>();
        read.stringPropertyNames().forEach(key -> messages.put(key, read.getProperty(key)));
        return messages;
    }

    private static @Nullable URL file(String name) {
        return Thread.currentThread().getContextClassLoader().getResource(name);
    }

    private void add(Language language, String key, String problem) {
        problems.add(basename + " " + language.tag() + ": " + key + " " + problem);
    }

    /** Notices a key that is there twice. */
    private static final class StrictProperties extends Properties {

        @Serial
        private static final long serialVersionUID = 1;

        private final String name;
        private final transient List<String> problems;

        StrictProperties(String name, List<String> problems) {
            this.name = name;
            this.problems = problems;
        }

        @Override
        public synchronized @Nullable Object put(Object key, Object value) {
            Object before = super.put(key, value);
            if (before != null) {
                problems.add(name + ": " + key + " is there twice");
            }
            return before;
        }
    }
}
