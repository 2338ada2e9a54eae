package io.holdfast.webclient.editing;

import io.holdfast.language.IcuMessageSource;
import io.holdfast.language.Language;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.MessageSource;

/** What organizers call the parts of a seating plan, in the words of every language of the pages: a plan has no language of its own. */
final class SeatingWords {

    /** What stands between the first and the last of a range: dashes of all lengths, and the waves of Japanese and Korean. */
    static final String DASH = "[\\p{Pd}\u2212~\uff5e]";

    private static final Pattern UNSPACED = Pattern.compile("[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}]");
    private static final Pattern COMMA = Pattern.compile(", ");
    private static final MessageSource MESSAGES = new IcuMessageSource("webclient/messages");

    private SeatingWords() {}

    /** @param key the last part of the messages' key, such as {@code seat} */
    static List<String> of(String key) {
        return Arrays.stream(Language.values())
                .map(language -> MESSAGES.getMessage("seating.words." + key, new Object[0], language.locale()))
                .flatMap(COMMA::splitAsStream)
                .distinct()
                .toList();
    }

    /** The words as alternatives of a pattern. */
    static String alternatives(String key) {
        return alternatives(of(key).stream());
    }

    private static String alternatives(Stream<String> words) {
        return words.map(Pattern::quote).collect(Collectors.joining("|"));
    }

    /** Those of the languages that part words with spaces. */
    static String spacedAlternatives(String key) {
        return alternatives(of(key).stream().filter(word -> !isUnspaced(word)));
    }

    /** Those of Japanese, which stand beside a label without a space. */
    static String unspacedAlternatives(String key) {
        return alternatives(of(key).stream().filter(SeatingWords::isUnspaced));
    }

    private static boolean isUnspaced(String word) {
        return UNSPACED.matcher(word).find();
    }
}
