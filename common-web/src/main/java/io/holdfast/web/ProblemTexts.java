package io.holdfast.web;

import io.holdfast.language.IcuMessageSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.context.MessageSource;

/**
 * Titles and details of problems in other languages. The English sentence is the key: what the code says is looked up among the English
 * messages of the bundle, with the values that it contains (ADR 44). What is not among them stays English.
 */
final class ProblemTexts {

    static final String BUNDLE = "web/problems";

    private static final String TITLE = "title.";
    private static final String FIELD = "about.field";
    private static final String STATE = "state.";

    /** What is longer has values of a size that no message is meant for. */
    private static final int LONGEST = 1_000;

    private static final Pattern ARGUMENT = Pattern.compile("\\{\\d}");
    private static final Pattern WORD = Pattern.compile("[A-Z_]+");
    private static final Pattern MORE = Pattern.compile(" \\(and (\\d+) more\\)");

    private final MessageSource source = new IcuMessageSource(BUNDLE);
    private final Map<String, String> sentences = new HashMap<>();
    private final List<Template> templates = new ArrayList<>();

    /** An English sentence with values in it. */
    private record Template(String key, Pattern sentence, int letters) {

        private static Template of(String key, String english) {
            Matcher arguments = ARGUMENT.matcher(english);
            StringBuilder sentence = new StringBuilder();
            int end = 0;
            while (arguments.find()) {
                sentence.append(Pattern.quote(english.substring(end, arguments.start())))
                        .append("(.+?)");
                end = arguments.end();
            }
            sentence.append(Pattern.quote(english.substring(end)));
            return new Template(
                    key,
                    Pattern.compile(sentence.toString(), Pattern.DOTALL),
                    ARGUMENT.matcher(english).replaceAll("").length());
        }
    }

    ProblemTexts() {
        ResourceBundle english = ResourceBundle.getBundle(BUNDLE, Locale.ROOT, ProblemTexts.class.getClassLoader());
        for (String key : Collections.list(english.getKeys())) {
            String sentence = english.getString(key);
            if (key.startsWith("detail.") || key.startsWith("field.")) {
                if (ARGUMENT.matcher(sentence).find()) {
                    templates.add(Template.of(key, sentence));
                } else {
                    sentences.put(sentence, key);
                }
            }
        }
        // The one that says the most in its own words is meant.
        templates.sort(Comparator.comparingInt(Template::letters).reversed());
    }

    /** The title of a code; empty if there is none in the language. */
    Optional<String> title(String code, Locale language) {
        return Optional.ofNullable(source.getMessage(TITLE + code, null, null, language));
    }

    /** What a problem is about, in the language; empty if it is only known in English. */
    Optional<String> detail(ProblemException problem, Locale language) {
        return aboutField(problem, language).or(() -> sentence(problem.detail(), language));
    }

    /** The details of a problem's fields; of each the message in the language, if it is known in it. */
    List<Map<String, Object>> errors(ProblemException problem, Locale language) {
        return problem.errors().stream().map(error -> error(error, language)).toList();
    }

    private Map<String, Object> error(Map<String, Object> error, Locale language) {
        Map<String, Object> translated = new LinkedHashMap<>(error);
        translated.computeIfPresent(
                "message",
                (_, message) -> sentence(String.valueOf(message), language).orElse(String.valueOf(message)));
        return translated;
    }

    /** "items must not be empty (and 2 more)": the first field with its message. */
    private Optional<String> aboutField(ProblemException problem, Locale language) {
        if (problem.errors().isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> first = problem.errors().getFirst();
        String field = String.valueOf(first.get("field"));
        String message = String.valueOf(first.get("message"));
        String english = field + " " + message;
        if (!problem.detail().startsWith(english)) {
            return Optional.empty();
        }
        String rest = problem.detail().substring(english.length());
        Matcher more = MORE.matcher(rest);
        if (more.matches()) {
            return sentence(message, language).map(text -> text(FIELD + ".more", language, field, text, more.group(1)));
        }
        return rest.isEmpty()
                ? sentence(message, language).map(text -> text(FIELD, language, field, text))
                : Optional.empty();
    }

    private Optional<String> sentence(String english, Locale language) {
        String typographic = english.replace('\'', '’');
        String key = sentences.get(typographic);
        if (key != null) {
            return Optional.of(text(key, language));
        }
        if (english.length() > LONGEST) {
            return Optional.empty();
        }
        for (Template template : templates) {
            Matcher matcher = template.sentence().matcher(typographic);
            if (matcher.matches()) {
                Object[] values = new Object[matcher.groupCount()];
                for (int value = 0; value < values.length; value++) {
                    values[value] = value(matcher.group(value + 1), language);
                }
                return Optional.of(text(template.key(), language, values));
            }
        }
        return Optional.empty();
    }

    /** A state of an order is a word of the language; all else stays. */
    private String value(String english, Locale language) {
        if (!WORD.matcher(english).matches()) {
            return english;
        }
        String state = STATE + english.toLowerCase(Locale.ROOT).replace('_', '-');
        return Optional.ofNullable(source.getMessage(state, null, null, language))
                .orElse(english);
    }

    private String text(String key, Locale language, Object... values) {
        return source.getMessage(key, values, language);
    }
}
