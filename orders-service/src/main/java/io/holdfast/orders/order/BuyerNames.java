package io.holdfast.orders.order;

import com.ibm.icu.text.Normalizer2;
import io.holdfast.words.WordForms;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The words by whose beginnings an order is found: those of the buyer's name and of the address, in all forms in which people write them
 * ({@link WordForms}). Scripts that put no spaces between words are found by any part: each place in such a run of letters begins a word.
 */
final class BuyerNames {

    private static final int MOST_WORDS = 48;
    private static final int LONGEST_WORD = 64;
    private static final int MOST_WORDS_ASKED_FOR = 8;

    /** Jan is a name. */
    private static final int SHORTEST_LATIN = 2;

    private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");
    private static final Pattern WITHOUT_SPACES = Pattern.compile(
            "[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}ー\\p{IsHangul}\\p{IsThai}\\p{IsLao}\\p{IsKhmer}\\p{IsMyanmar}]{2,}");

    /** Arabic names that some write as one word and others as two: عبدالله, عبد الله; نورالدين, نور الدين; أبوبكر, أبو بكر. */
    private static final Pattern WRITTEN_AS_ONE = Pattern.compile("(?:\\p{IsArabic}{2,4} ال|[أا]بو )\\p{IsArabic}{2,}");

    private static final Pattern ARTICLE_INSIDE = Pattern.compile("(?<=^\\p{IsArabic}{2,4})ال\\p{IsArabic}{2,}$");

    private BuyerNames() {}

    /** The words of a buyer in all their forms, each once: the whole address, too. The usual ones come first, if there are too many. */
    static List<String> of(String name, @Nullable String email) {
        return words(name, email, BuyerNames::forms);
    }

    /** @param forms of a word, the usual one first */
    private static List<String> words(String name, @Nullable String email, Function<String, List<String>> forms) {
        Set<String> usual = new LinkedHashSet<>();
        Set<String> others = new LinkedHashSet<>();
        addAll(name, forms, usual, others);
        if (email != null && !email.equals(name)) {
            addAll(email, forms, usual, others);
        }
        usual.addAll(others);
        return usual.stream().limit(MOST_WORDS).toList();
    }

    private static void addAll(
            String text, Function<String, List<String>> forms, Set<String> usual, Set<String> others) {
        String before = "";
        for (String part : parts(SPACES, composed(text))) {
            if (WRITTEN_AS_ONE.matcher(before + " " + part).matches()) {
                add(forms.apply(before + part), usual, others);
            }
            before = part;
            Matcher second = ARTICLE_INSIDE.matcher(part);
            if (second.find()) {
                add(forms.apply(second.group()), usual, others);
            }
            if (part.indexOf('@') > 0) {
                usual.add(address(part));
            }
            List<String> words = parts(BETWEEN_WORDS, part);
            if (words.size() > 1) {
                add(forms.apply(String.join("", words)), usual, others);
            }
            words.forEach(word -> add(forms.apply(word), usual, others));
        }
    }

    private static List<String> parts(Pattern between, String text) {
        return between.splitAsStream(text).filter(part -> !part.isEmpty()).toList();
    }

    private static void add(List<String> forms, Set<String> usual, Set<String> others) {
        if (forms.isEmpty()) {
            return;
        }
        String first = forms.getFirst();
        usual.add(first);
        others.addAll(forms);
        Matcher run = WITHOUT_SPACES.matcher(first);
        while (run.find()) {
            for (int at = run.start();
                    at < run.end() && usual.size() < MOST_WORDS;
                    at = first.offsetByCodePoints(at, 1)) {
                usual.add(cut(first.substring(at)));
            }
        }
    }

    /**
     * What each of some words of an order has to begin with to be found by this text: for each typed word one of its forms. Empty if there
     * is nothing to look for.
     */
    static List<List<String>> wanted(String typed) {
        List<List<String>> wanted = new ArrayList<>();
        for (String part : parts(SPACES, composed(typed))) {
            if (part.indexOf('@') > 0) {
                wanted.add(List.of(address(part)));
                continue;
            }
            parts(BETWEEN_WORDS, part).stream()
                    .map(BuyerNames::forms)
                    .filter(forms -> !forms.isEmpty())
                    .forEach(wanted::add);
        }
        return wanted.stream().distinct().limit(MOST_WORDS_ASKED_FOR).toList();
    }

    /** Whether for each of the typed words one of its forms is the beginning of one of the words. */
    static boolean match(List<List<String>> wanted, List<String> words) {
        return wanted.stream()
                .allMatch(
                        forms -> words.stream().anyMatch(word -> forms.stream().anyMatch(word::startsWith)));
    }

    /**
     * Whether the buyer has words that begin so. Forms in other letters take several times as long as the usual ones, so they are only made if
     * they may decide: if what the usual ones lack has a form in Latin letters, and the buyer's words are of others.
     */
    static boolean match(List<List<String>> wanted, String name, @Nullable String email) {
        List<String> usual = words(name, email, BuyerNames::usualForm);
        List<List<String>> missing =
                wanted.stream().filter(forms -> !match(List.of(forms), usual)).toList();
        boolean mayHaveOthers = !isAscii(name) || (email != null && !isAscii(email));
        return missing.isEmpty()
                || (mayHaveOthers
                        && missing.stream().allMatch(forms -> forms.stream().anyMatch(WordForms::isLatin))
                        && match(missing, of(name, email)));
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(letter -> letter < 128);
    }

    /** Composed, so that an umlaut is one letter however it was typed; wide and half-width forms are the usual ones. */
    private static String composed(String text) {
        return Normalizer2.getNFKCCasefoldInstance().normalize(text);
    }

    private static List<String> forms(String word) {
        return WordForms.of(word, SHORTEST_LATIN).stream()
                .map(BuyerNames::cut)
                .distinct()
                .toList();
    }

    private static List<String> usualForm(String word) {
        String usual = cut(WordForms.letters(word));
        return usual.isEmpty() ? List.of() : List.of(usual);
    }

    /** With what stands between its words. */
    private static String address(String text) {
        return cut(WordForms.folded(text));
    }

    private static String cut(String word) {
        return word.codePointCount(0, word.length()) <= LONGEST_WORD
                ? word
                : word.substring(0, word.offsetByCodePoints(0, LONGEST_WORD));
    }
}
